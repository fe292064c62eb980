// What a person does with the whole account: reads what happened, ends sessions, changes it, seals it, leaves.
import { expect, test } from "../fixtures.ts";

const NEW_PASSWORD = "nine brass keys at dawn";

test.beforeEach(({ watch }) => watch.keepSecret(NEW_PASSWORD));

test("the log tells what happened and from where, and a session elsewhere ends at one press", async ({ ada, anotherBrowser }) => {
  await ada.settleIn();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.signIn();

  await ada.open("/account");
  await ada.page.getByRole("link", { name: "Security log" }).click();
  await ada.lands("/account/security-log");
  await expect(ada.page.locator("[data-kind]")).toHaveCount(4);
  await ada.sees("New browser");
  await ada.page.getByRole("link", { name: "Changes" }).click();
  await ada.lands("/account/security-log?show=changes");
  await ada.sees("Two-factor authentication turned on");
  await expect(ada.page.locator("[data-kind]")).toHaveCount(2);

  await ada.open("/account/sessions");
  await expect(ada.page.locator("[data-session]")).toHaveCount(2);
  await ada.sees("This session");
  await ada.page.getByRole("button", { name: /^End the session in/ }).click();
  await ada.lands("/account/sessions?notice=session-ended-by-you");
  await ada.reads("The session has ended.");
  await expect(ada.page.locator("[data-session]")).toHaveCount(1);
  await elsewhere.open("/account");
  await elsewhere.isSignedOut();
});

test("a new password ends the rest, and signs in from then on", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.open("/account");
  await ada.page.getByRole("link", { name: "Change your password" }).click();
  await ada.lands("/account/password");
  watch.expectRefusals();
  await ada.fill({ Password: ada.password, "New password": "too short", Code: await ada.authenticator.nextCode() });
  await ada.press("Change password");
  await ada.isToldAt("New password", "Use at least 15 characters.");
  await ada.fill({ Password: ada.password, "New password": NEW_PASSWORD, Code: await ada.authenticator.nextCode() });
  await ada.press("Change password");
  await ada.lands("/account?notice=password-changed");
  await ada.reads("Your password is changed. You are signed out everywhere else.");
  await ada.signOut();
  await ada.open("/sign-in");
  await ada.givePassword(NEW_PASSWORD);
  await ada.isAskedForCode();
});

test("name and address are changed, right after a sign-in without being asked again", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.page.getByRole("link", { name: "Change your name" }).click();
  await ada.lands("/account/name");
  await ada.fill({ Name: "Augusta King" });
  await ada.press("Change name");
  await ada.lands("/account?notice=name-changed");
  await expect(ada.page.getByRole("heading", { level: 1 })).toHaveText("Hello, Augusta King");
  await ada.page.getByRole("link", { name: "Change your e-mail address" }).click();
  await ada.lands("/account/email");
  await ada.fill({ "E-mail": `new.${ada.email}` });
  await ada.press("Change address");
  await ada.lands("/account?notice=email-changed");
  await ada.sees(`new.${ada.email}`);
});

test("whoever is warned seals the account by one press, and opens it with a code and a new password", async ({ ada, anotherBrowser, watch }) => {
  await ada.hasSettledIn();
  const thief = ada.at(await (await anotherBrowser()).newPage());
  await thief.passesFirstStep();

  await ada.open("/account");
  await ada.sees("Somebody knows your password");
  await ada.press("It was not me: seal");
  await ada.lands("/sealed");
  await ada.sees("Your account is sealed");
  await ada.page.getByRole("link", { name: "Open the seal" }).click();
  await ada.lands("/sign-in");
  await ada.givePassword();
  await ada.lands("/sign-in/unseal");
  watch.expectRefusals();
  await ada.fill({ Code: ada.authenticator.wrongCode(), "New password": NEW_PASSWORD });
  await ada.press("Open and sign in");
  await ada.isToldAt("Code", "This code is not right.");
  await ada.fill({ Code: await ada.authenticator.nextCode(), "New password": NEW_PASSWORD });
  await ada.press("Open and sign in");
  await ada.lands("/account?notice=unsealed");
  await ada.isSignedIn();
});

test("who says that it was them is not warned again", async ({ ada, anotherBrowser }) => {
  await ada.hasSettledIn();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.passesFirstStep();
  await ada.open("/account/security-log");
  await ada.sees("Right password, but the second factor did not follow");
  await ada.press("It was me");
  await ada.lands("/account?notice=warning-answered");
  await expect(ada.page.locator("[data-warning]")).toHaveCount(0);
});

test("one downloads one's data, and leaves with a week to come back", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.open("/account/data");
  const downloading = ada.page.waitForEvent("download");
  await ada.press("Download");
  const file = await (await downloading).createReadStream();
  const data = JSON.parse((await file.toArray()).join(""));
  expect(data.user.email).toBe(ada.email);
  expect(data.securityLog.map((event: { kind: string }) => event.kind)).toEqual(["exported", "signed_in", "registered"]);

  await ada.open("/account/delete");
  await ada.press("Delete account");
  await ada.lands("/deleted");
  await ada.isSignedOut();
  await ada.sees("Your account is deleted in 7 days.");
  await ada.signIn();
  await ada.open("/account/security-log");
  await ada.sees("Deletion taken back");
});

test("who has forgotten the password follows the link of an operator, and is still asked for a code", async ({ ada, server, anotherBrowser, watch }) => {
  await ada.hasSettledIn();
  const link = server.resetLink(ada.email);
  watch.keepSecret(link.split("#")[1] ?? "");
  const anew = ada.at(await (await anotherBrowser()).newPage());
  await anew.openLink(link);
  if (!anew.javaScript) {
    // A browser keeps what stands behind the # to itself, and the page asks for it.
    await anew.fill({ "Link or code": link });
    await anew.press("Go on");
  }
  await anew.lands("/reset-password/new");
  await anew.sees(ada.email);
  await anew.fill({ "New password": NEW_PASSWORD, Code: await ada.authenticator.nextCode() });
  await anew.press("Set new password");
  await anew.lands("/sign-in?notice=password-reset");
  await anew.reads("Your new password is in force. Sign in with it.");
  await ada.open("/account");
  await ada.isSignedOut();
  await anew.openLink(link);
  if (!anew.javaScript) {
    await anew.fill({ "Link or code": link });
    await anew.press("Go on");
  }
  await anew.sees("This link was used already");
  await expect(anew.page).not.toHaveURL(/#/);
  await anew.open("/sign-in");
  await anew.givePassword(NEW_PASSWORD);
  await anew.isAskedForCode();
});

test("an operator opens a seal for somebody who has lost every second factor", async ({ ada, server }) => {
  await ada.hasSettledIn();
  await ada.open("/account/seal");
  await ada.press("Seal now");
  await ada.lands("/sealed");
  server.operate("reset-second-factor", ada.email);
  await ada.open("/reset-password");
  await ada.fill({ "Link or code": server.resetLink(ada.email) });
  await ada.press("Go on");
  await ada.lands("/reset-password/new");
  await expect(ada.field("Code")).toHaveCount(0);
  await ada.fill({ "New password": NEW_PASSWORD });
  await ada.press("Set new password");
  await ada.lands("/sign-in?notice=password-reset");
  await ada.givePassword(NEW_PASSWORD);
  await ada.lands("/account");
  await ada.open("/account/security-log");
  await ada.sees("Seal opened");
  await ada.sees("by an operator of this service");
});
