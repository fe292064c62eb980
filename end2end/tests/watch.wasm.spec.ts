// See watch.spec.ts. Without JavaScript there is no script to refuse and none to break.
import { test } from "../fixtures.ts";

test("an inline script is reported by the content security policy and seen", async ({ ada, watch }) => {
  watch.expects(/^console: securitypolicyviolation: script-src-elem inline/, /^console: .*Content Security Policy/);
  await ada.page.route("/", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("</body>", "<script>alert(1)</script></body>") });
  });
  await ada.open("/");
});

test("an error that a script throws is seen", async ({ ada, watch }) => {
  watch.expects(/^page: Error: broken/);
  await ada.page.route("**/islands.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `throw new Error("broken")` }),
  );
  await ada.page.goto("/sign-in");
});

test("an error that a script logs is seen", async ({ ada, watch }) => {
  watch.expects(/^console: out of order/);
  await ada.page.route("**/islands.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `console.error("out of order")` }),
  );
  await ada.page.goto("/sign-in");
});
