// A trusted browser, in Firefox and WebKit.
import { test } from "../engines/fixtures.ts";

test.use({ settings: { LATCHKEY_TRUSTED_BROWSER_DAYS: "30" } });

const LIST = "/account/trusted-browsers";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a browser that is trusted takes the password alone, until it is no longer trusted", async ({ grace }) => {
      await grace.hasSettledIn();
      await grace.passesFirstStep();
      await grace.page.click("checkbox");
      // Where there is something to choose, the sixth digit sends nothing.
      await grace.fill({ Code: await grace.authenticator.nextCode() });
      await grace.press("Continue");
      await grace.lands("/account");
      await grace.signOut();
      await grace.givePassword();
      await grace.lands("/account");
      await grace.follow("Trusted browsers");
      await grace.lands(LIST);
      await grace.sees("This browser");
      await grace.pressThatBegins("Stop trusting");
      // The session was by trust, so it ended with it.
      await grace.lands("/sign-in?notice=trust-ended");
      await grace.sees("That browser is asked for a code again.");
      await grace.passesFirstStep();
    });
  });
}
