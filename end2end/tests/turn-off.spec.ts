import { expect, type Person, test } from "../fixtures.ts";

async function asks(ada: Person): Promise<void> {
  await ada.open("/account");
  await ada.page.getByRole("link", { name: "Turn off" }).click();
  await ada.lands("/account/two-factor/turn-off");
}

async function isOff(ada: Person): Promise<void> {
  await ada.lands("/account?notice=two-factor-off");
  await ada.reads("Two-factor authentication is off.");
  await expect(ada.page.getByRole("region", { name: "Two-factor authentication" })).toContainText("Off");
}

test("two-factor authentication is turned off with the password and a code, and signing in then takes the password alone", async ({
  ada,
}) => {
  await ada.hasSettledIn();
  await asks(ada);
  await ada.fill({ Password: ada.password, Code: await ada.authenticator.nextCode() });
  await ada.press("Turn off");
  await isOff(ada);
  await ada.signOut();
  await ada.open("/sign-in");
  await ada.givePassword();
  await ada.lands("/account");
});

test("neither a wrong password nor a wrong or used code turns it off, and each is told at its field", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await asks(ada);
  watch.expectRefusals(3);
  await ada.fill({ Password: "not the password", Code: ada.authenticator.wrongCode() });
  await ada.press("Turn off");
  await ada.isToldAt("Password", "This is not your password.");
  await ada.fill({ Password: ada.password, Code: ada.authenticator.wrongCode() });
  await ada.press("Turn off");
  await ada.isToldAt("Code", "This code is not right.");
  await ada.fill({ Password: ada.password, Code: ada.authenticator.lastCode() });
  await ada.press("Turn off");
  await ada.isToldAt("Code", "This code was used already. Wait for the next one.");
  await ada.open("/account");
  await expect(ada.page.getByRole("region", { name: "Two-factor authentication" })).toContainText("On");
});

test("a recovery code turns it off, too", async ({ ada }) => {
  await ada.hasSettledIn();
  await asks(ada);
  await ada.fill({ Password: ada.password, Code: ada.recoveryCodes[4] ?? "" });
  await ada.press("Turn off");
  await isOff(ada);
});

test("after turning it off it can be turned on with another secret", async ({ ada }) => {
  await ada.hasSettledIn();
  const former = ada.authenticator.secret;
  await asks(ada);
  await ada.fill({ Password: ada.password, Code: await ada.authenticator.nextCode() });
  await ada.press("Turn off");
  await isOff(ada);
  await ada.turnOnTwoFactor();
  expect(ada.authenticator.secret).not.toBe(former);
});
