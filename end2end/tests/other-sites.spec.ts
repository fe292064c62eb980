import { type Person, test } from "../fixtures.ts";

/** Opens a page of another site. */
async function lure(ada: Person, html: string): Promise<void> {
  await ada.page.context().route("http://elsewhere.example/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Elsewhere</title>${html}` }),
  );
  await ada.page.goto("http://elsewhere.example/");
}

test("a form on another site does nothing", async ({ ada, baseURL, watch }) => {
  await ada.hasRegistered();
  watch.expects(/^console: Failed to load resource: .*status of 403 .*\/ui\/sign_out$/);
  await lure(ada, `<form action="${baseURL}/ui/sign_out" method="post"><button>Win a prize</button></form>`);
  await ada.press("Win a prize");
  await ada.sees("This form was sent from another website.");
  await ada.open("/account");
  await ada.isSignedIn();
});

test("a link on another site leads to the page that is meant, signed in", async ({ ada, baseURL }) => {
  await ada.hasRegistered();
  await lure(ada, `<a href="${baseURL}/account/confirm">Confirm that it is you</a>`);
  await ada.page.getByRole("link").click();
  await ada.lands("/account/confirm");
  await ada.isSignedIn();
});
