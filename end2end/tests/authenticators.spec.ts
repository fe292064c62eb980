// What a person does with several authenticators, and with one whose clock is off.
import { expect, type Person, test } from "../fixtures.ts";

const LIST = "/account/authenticators";

/** Proves every factor afresh, where a change of authenticators asks for it. */
async function confirms(ada: Person, button: string): Promise<void> {
  await ada.lands("/account/confirm");
  await ada.fill({ Password: ada.password, Code: await ada.authenticator.nextCode() });
  await ada.press(button);
}

test("a second authenticator is added with a name, either signs in, and the first is removed", async ({ ada, anotherBrowser }) => {
  await ada.hasSettledIn();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.signIn();
  const phone = ada.authenticator;

  await elsewhere.open("/account");
  await elsewhere.page.getByRole("link", { name: "Change your authenticators" }).click();
  await elsewhere.lands(LIST);
  await elsewhere.press("Add an authenticator");
  await confirms(elsewhere, "Confirm and show key");
  await elsewhere.lands("/account/two-factor/set-up");
  await elsewhere.sees("The ones you have go on working.");
  const tablet = await elsewhere.scan();
  expect(tablet.secret).not.toBe(phone.secret);
  await elsewhere.fill({ Name: "Old tablet" });
  await elsewhere.giveCode(await tablet.nextCode(), "Add");
  await elsewhere.lands(`${LIST}?notice=authenticator-added`);
  await elsewhere.reads("The new authenticator is ready. You are signed out everywhere else.");
  await elsewhere.sees("Old tablet");
  await ada.open("/account");
  await ada.isSignedOut();

  // By the new one: it is the authenticator that they scanned last.
  const anew = elsewhere.at(ada.page);
  await anew.signIn();
  await anew.open(LIST);
  await anew.page.getByRole("button", { name: "Remove Authenticator app" }).click();
  await confirms(anew, "Confirm and remove");
  await anew.lands(`${LIST}?notice=authenticator-removed`);
  await expect(anew.page.locator("[data-authenticator]")).toHaveCount(1);
  // The last one goes with two-factor authentication alone.
  await expect(anew.page.getByRole("button", { name: /^Remove/ })).toHaveCount(0);
  await expect(anew.page.getByRole("link", { name: "Turn off" })).toBeVisible();
});

test("an authenticator is replaced, and works until the new one is ready", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.open(LIST);
  await ada.page.getByRole("button", { name: "Replace Authenticator app" }).click();
  // Turning it on proved every factor a moment ago.
  await ada.lands("/account/two-factor/set-up");
  const former = ada.authenticator;
  const pixel = await ada.scan();
  expect(pixel.secret).not.toBe(former.secret);
  await expect(ada.field("Name"), "it keeps its name").toHaveCount(0);
  await ada.giveCode(await pixel.nextCode(), "Replace");
  await ada.lands(`${LIST}?notice=authenticator-added`);
  await expect(ada.page.locator("[data-authenticator]")).toHaveCount(1);
  await ada.signOut();
  await ada.signIn();
});

test("an authenticator is given a name", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.open(LIST);
  await ada.page.getByRole("link", { name: "Rename Authenticator app" }).click();
  await ada.lands(`${LIST}/rename`);
  watch.expectRefusals();
  await ada.fill({ Name: "x".repeat(20) + "\u202e" });
  await ada.press("Change name");
  await ada.isToldAt("Name", "This holds characters that cannot be shown.");
  await ada.fill({ Name: "Pixel 9" });
  await ada.press("Change name");
  await ada.lands(`${LIST}?notice=authenticator-renamed`);
  await ada.sees("Pixel 9");
});

test("whose phone's clock is off is told by how much, and gets in by the right time", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals(2);
  const ahead = ada.authenticator.codeOfSteps(10);
  await ada.awaits(() => ada.giveCode(ahead));
  await ada.isToldAt("Code", "the clock of your phone is about 5 minutes ahead.");
  // Told once: the code is worth nothing.
  await ada.awaits(() => ada.giveCode(ahead));
  await ada.isToldAt("Code", "This code is not right.");
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("who is asked whether everything is at hand shows a code, and looks for the recovery codes first", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.page.getByRole("link", { name: "Check that you can get back in" }).click();
  await ada.lands("/account/checkup");
  watch.expectRefusals();
  await ada.fill({ Code: await ada.authenticator.nextCode() });
  await ada.press("Done");
  await ada.isTold("Without your recovery codes, a lost phone locks you out.");
  await ada.page.getByRole("checkbox", { name: /^I have just looked/ }).check();
  await ada.fill({ Code: ada.authenticator.lastCode() });
  await ada.press("Done");
  await ada.lands("/account?notice=checked-up");
  await ada.reads("Well kept. You are asked again in a year.");
});
