import { expect, test } from "../fixtures.ts";

test("turning on two-factor authentication ends the sessions elsewhere, which are told so", async ({ ada, anotherBrowser, watch }) => {
  await ada.hasRegistered();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.signIn();
  await elsewhere.open("/account/confirm");

  await ada.turnOnTwoFactor();

  watch.expectRefusals();
  await elsewhere.fill({ Password: elsewhere.password });
  await elsewhere.press("Confirm");
  if (elsewhere.javaScript) {
    await elsewhere.isTold("Your session has ended. Sign in again to go on.");
    await expect(elsewhere.field("Password"), "what was typed stays").toHaveValue(elsewhere.password);
    await elsewhere.page.getByRole("alert").getByRole("link", { name: "Sign in" }).click();
  } else {
    await elsewhere.reads("Your session has ended, so nothing was changed. Sign in to go on.");
    await elsewhere.lands("/sign-in?notice=session-ended&next=%2Faccount%2Fconfirm");
  }
  await elsewhere.arrive();
  await elsewhere.isSignedOut();
  await elsewhere.givePassword();
  await elsewhere.isAskedForCode();
});

test("turning it off ends the sessions elsewhere, too", async ({ ada, anotherBrowser }) => {
  await ada.hasSettledIn();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.signIn();
  await ada.open("/account/two-factor/turn-off");
  await ada.fill({ Password: ada.password, Code: ada.recoveryCodes[0] ?? "" });
  await ada.press("Turn off");
  await ada.lands("/account?notice=two-factor-off");
  await elsewhere.open("/account");
  await elsewhere.lands("/sign-in?notice=sign-in-first&next=%2Faccount");
});

test("signing out here leaves the session elsewhere alone", async ({ ada, anotherBrowser }) => {
  await ada.hasRegistered();
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.signIn();
  await ada.signOut();
  await elsewhere.open("/account");
  await elsewhere.isSignedIn();
});

test("signing out in one tab is signing out in all", async ({ ada }) => {
  await ada.hasRegistered();
  const tab = ada.at(await ada.page.context().newPage());
  await tab.open("/account");
  await ada.signOut();
  await tab.page.reload();
  await tab.isSignedOut();
});

test("several tabs at once with an expired access token stay signed in", async ({ ada }) => {
  await ada.hasSettledIn();
  const context = ada.page.context();
  const tabs = [ada];
  while (tabs.length < 5) tabs.push(ada.at(await context.newPage()));
  // A browser drops it after five minutes, and the page that is opened then renews it.
  await context.clearCookies({ name: "latchkey-access" });
  await Promise.all(tabs.map((tab) => tab.open("/account")));
  for (const tab of tabs) await tab.isSignedIn();

  const names = (await context.cookies()).map((cookie) => cookie.name).sort();
  expect(names).toEqual(["latchkey-access", "latchkey-device", "latchkey-refresh"]);
  for (const tab of tabs) {
    await tab.open("/account/two-factor/turn-off");
    await tab.lands("/account/two-factor/turn-off");
  }
});

test("a form sent with an expired access token is taken", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  await ada.page.context().clearCookies({ name: "latchkey-access" });
  await ada.confirmRecoveryCodes();
  await ada.isSignedIn();
});

test("cookies of a session are out of the reach of scripts and other sites", async ({ ada }) => {
  await ada.hasRegistered();
  const cookies = await ada.page.context().cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", domain: "127.0.0.1" });
});
