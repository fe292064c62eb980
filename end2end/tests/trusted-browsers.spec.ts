// A browser that is not asked for the second step again, where the operator allows it.
import { expect, type Person, test } from "../fixtures.ts";

test.use({ settings: { LATCHKEY_TRUSTED_BROWSER_DAYS: "30" } });

const LIST = "/account/trusted-browsers";

/** Signs in with a code, and has this browser trusted. */
async function trusts(ada: Person): Promise<void> {
  await ada.passesFirstStep();
  await ada.page.getByRole("checkbox", { name: "Do not ask me in this browser again for 30 days." }).check();
  await ada.fill({ Code: await ada.authenticator.nextCode() });
  await ada.press("Continue");
  await ada.lands("/account");
}

test("a trusted browser takes the password alone, changes nothing without a code, and is asked again once it is no longer trusted", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await trusts(ada);
  await ada.signOut();
  await ada.givePassword();
  await ada.lands("/account");

  await ada.page.getByRole("link", { name: "Sessions" }).click();
  await ada.sees("Password, in a trusted browser");
  await ada.open("/account/name");
  await ada.fill({ Name: "Ada Byron", Password: ada.password, Code: await ada.authenticator.nextCode() });
  await ada.press("Change name");
  await ada.lands("/account?notice=name-changed");

  await ada.page.getByRole("link", { name: "Trusted browsers" }).click();
  await ada.lands(LIST);
  await ada.sees("This browser");
  await ada.page.getByRole("button", { name: /^Stop trusting / }).click();
  await ada.lands(`${LIST}?notice=trust-ended`);
  await ada.reads("That browser is asked for a code again.");
  await ada.sees("No browser is trusted.");
  await ada.signOut();
  await ada.givePassword();
  await ada.isAskedForCode();
});

test("one browser's trust is not another's, and a new password ends it", async ({ ada, anotherBrowser }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await trusts(ada);
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.passesFirstStep();
  // What is chosen is not sent before it is: a code of six digits waits for the button.
  await elsewhere.fill({ Code: await ada.authenticator.nextCode() });
  await expect(elsewhere.page.getByRole("checkbox")).not.toBeChecked();
  await elsewhere.press("Continue");
  await elsewhere.lands("/account");
  await elsewhere.open("/account/password");
  const next = "nine brass keys at dawn";
  await elsewhere.fill({ Password: ada.password, "New password": next, Code: await ada.authenticator.nextCode() });
  await elsewhere.press("Change password");
  await elsewhere.lands("/account?notice=password-changed");
  await ada.open("/sign-in");
  await ada.givePassword(next);
  await ada.isAskedForCode();
});
