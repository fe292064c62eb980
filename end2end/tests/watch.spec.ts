// That the other specs would notice: an announced line that does not come fails a test, so each of these proves that one is seen.
import { test } from "../fixtures.ts";

test("an inline style is reported by the content security policy and seen", async ({ ada, watch }) => {
  watch.expects(/^console: .*Content Security Policy/);
  if (ada.javaScript) watch.expects(/^console: securitypolicyviolation: style-src-attr inline/);
  await ada.page.route("/", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("<body>", `<body style="color: red">`) });
  });
  await ada.open("/");
});

test("a file that is missing is seen", async ({ ada, watch }) => {
  watch.expects(/^console: Failed to load resource: the server responded with a status of 404 .*latchkey\.css$/);
  await ada.page.route("**/latchkey.css", (route) => route.fulfill({ status: 404 }));
  await ada.open("/");
});

test("a request that nobody answers is seen", async ({ ada, watch }) => {
  watch.expects(/^request: net::ERR_FAILED .*latchkey\.css$/, /^console: Failed to load resource: net::ERR_FAILED/);
  await ada.page.route("**/latchkey.css", (route) => route.abort());
  await ada.open("/");
});

test("a secret in an address is seen", async ({ ada, watch }) => {
  watch.expects(/^a secret stands in /);
  await ada.open(`/?password=${encodeURIComponent(ada.password)}`);
});
