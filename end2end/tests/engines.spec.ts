// What people come for, in the engines beside Chromium's: Firefox and WebKit, with JavaScript and without.
import { expect, test } from "../engines/fixtures.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a person registers, is told what is wrong, and signs in with the password", async ({ grace }) => {
      await grace.open("/");
      await grace.follow("Create account");
      await grace.lands("/register");
      await grace.fill({ Name: grace.name, "E-mail": grace.email, Password: "too short" });
      await grace.press("Create account");
      await grace.isToldAt("Password", "Use at least 15 characters.");
      await grace.fill({ Password: grace.password });
      await grace.press("Create account");
      await grace.lands("/account?notice=registered");
      await grace.page.find("heading", `Hello, ${grace.name}`);
      await grace.sees("Welcome. Your account is ready.");
      await grace.signOut();
      await grace.open("/account");
      await grace.lands("/sign-in");
      await grace.givePassword();
      await grace.lands("/account");
      await grace.isSignedIn();
    });

    test("two-factor authentication is set up by the QR code, and by no wrong code", async ({ grace }) => {
      await grace.register();
      await grace.twoFactorIs("Off");
      await grace.beginTwoFactor();
      const app = await grace.scan();
      expect(app.account).toBe(grace.email);
      await grace.giveCode(app.wrongCode(), "Turn on");
      await grace.isToldAt("Code", "This code is not right.");
      await grace.turnsOn();
      await grace.sees("Two-factor authentication is on and your recovery codes are kept.");
      await grace.twoFactorIs("On");
    });

    test("signing in takes password and code, and no wrong code", async ({ grace }) => {
      await grace.hasSettledIn();
      await grace.passesFirstStep();
      await grace.giveCode(grace.authenticator.wrongCode());
      await grace.isToldAt("Code", "This code is not right.");
      await grace.giveCode(await grace.authenticator.nextCode());
      await grace.lands("/account");
      await grace.isSignedIn();
    });

    test("a recovery code signs in, once", async ({ grace }) => {
      await grace.hasSettledIn();
      const [code = "", another = ""] = grace.recoveryCodes;
      await grace.passesFirstStep();
      await grace.giveRecoveryCode(code);
      await grace.lands("/account?notice=recovery-code-used");
      await grace.sees("9 of 10 left");
      await grace.signOut();
      await grace.passesFirstStep();
      await grace.giveRecoveryCode(code);
      await grace.isToldAt("Recovery code", "This is not one of your unused recovery codes.");
      await grace.fill({ "Recovery code": another });
      await grace.press("Continue");
      await grace.lands("/account?notice=recovery-code-used");
      await grace.sees("8 of 10 left");
    });

    test("two-factor authentication is turned off, and signing in then takes the password alone", async ({ grace }) => {
      await grace.hasSettledIn();
      await grace.passesFirstStep();
      await grace.giveCode(await grace.authenticator.nextCode());
      await grace.lands("/account");
      await grace.follow("Turn off");
      await grace.lands("/account/two-factor/turn-off");
      await grace.fill({ Password: grace.password, Code: grace.authenticator.wrongCode() });
      await grace.press("Turn off");
      await grace.isToldAt("Code", "This code is not right.");
      await grace.fill({ Password: grace.password, Code: await grace.authenticator.nextCode() });
      await grace.press("Turn off");
      await grace.lands("/account?notice=two-factor-off");
      await grace.twoFactorIs("Off");
      await grace.signOut();
      await grace.givePassword();
      await grace.lands("/account");
    });

    test("a person reads what happened, changes the account, seals it and opens it again", async ({ grace }) => {
      await grace.hasSettledIn();
      await grace.passesFirstStep();
      await grace.giveCode(await grace.authenticator.nextCode());
      await grace.lands("/account");
      await grace.open("/account/name");
      await grace.fill({ Name: "Admiral Hopper" });
      await grace.press("Change name");
      await grace.lands("/account?notice=name-changed");
      await grace.page.find("heading", "Hello, Admiral Hopper");
      await grace.open("/account/security-log");
      await grace.sees("Name changed");
      await grace.open("/account/sessions");
      await grace.sees("This session");
      await grace.open("/account/password");
      await grace.fill({ Password: grace.password, "New password": "too short", Code: await grace.authenticator.nextCode() });
      await grace.press("Change password");
      await grace.isToldAt("New password", "Use at least 15 characters.");
      await grace.open("/account/email");
      await grace.sees("Change your e-mail address");
      await grace.open("/account/data");
      await grace.sees("Download your data");
      await grace.open("/account/delete");
      await grace.sees("Delete your account");
      await grace.open("/account/seal");
      await grace.press("Seal now");
      await grace.lands("/sealed");
      await grace.givePassword();
      await grace.lands("/sign-in/unseal");
      await grace.fill({ Code: await grace.authenticator.nextCode(), "New password": "nine brass keys at dawn" });
      await grace.press("Open and sign in");
      await grace.lands("/account?notice=unsealed");
      await grace.isSignedIn();
    });

    test("a second authenticator is added, and signs in", async ({ grace }) => {
      await grace.hasSettledIn();
      await grace.passesFirstStep();
      await grace.giveCode(await grace.authenticator.nextCode());
      await grace.lands("/account");
      await grace.open("/account/checkup");
      await grace.sees("Check that you can get back in");
      await grace.open("/account/authenticators");
      await grace.press("Add an authenticator");
      await grace.lands("/account/confirm");
      await grace.fill({ Password: grace.password, Code: await grace.authenticator.nextCode() });
      await grace.press("Confirm and show key");
      await grace.lands("/account/two-factor/set-up");
      const tablet = await grace.scan();
      await grace.fill({ Name: "Old tablet" });
      await grace.giveCode(await tablet.nextCode(), "Add");
      await grace.lands("/account/authenticators?notice=authenticator-added");
      await grace.sees("Old tablet");
      await grace.signOut();
      await grace.passesFirstStep();
      await grace.giveCode(await tablet.nextCode());
      await grace.lands("/account");
      await grace.isSignedIn();
    });

    test("the link of an operator leads to a new password", async ({ grace, server }) => {
      await grace.register();
      await grace.signOut();
      await grace.open("/reset-password");
      await grace.fill({ "Link or code": server.resetLink(grace.email) });
      await grace.press("Go on");
      await grace.lands("/reset-password/new");
      await grace.fill({ "New password": "nine brass keys at dawn" });
      await grace.press("Set new password");
      await grace.lands("/sign-in?notice=password-reset");
      await grace.sees("Your new password is in force. Sign in with it.");
    });
  });
}

test("WebAssembly acts: the second step comes without a page load, and the sixth digit sends the code", async ({ grace }) => {
  await grace.hasSettledIn();
  await grace.open("/sign-in");
  /** Differs between any two page loads. */
  const loadedAt = () => grace.page.evaluate(() => performance.timeOrigin);
  const first = await loadedAt();
  await grace.fill({ "E-mail": grace.email, Password: grace.password });
  await grace.press("Sign in");
  await grace.isLedTo("Code");
  expect(await grace.page.path()).toBe("/sign-in");
  const code = await grace.authenticator.nextCode();
  await grace.page.type("Code", code.slice(0, 5));
  expect(await loadedAt(), "no page was loaded in between").toBe(first);
  await grace.page.type("Code", code.slice(5));
  await grace.lands("/account");
  expect(await loadedAt(), "a session begins with a page load").not.toBe(first);
});
