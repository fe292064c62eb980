import { expect, test } from "../fixtures.ts";

const PROTECTED = [
  "/account",
  "/account/confirm",
  "/account/two-factor/set-up",
  "/account/two-factor/turn-off",
  "/account/recovery-codes",
  "/account/recovery-codes.txt",
];

function signInFor(page: string): string {
  return `/sign-in?notice=sign-in-first&next=${encodeURIComponent(page)}`;
}

test("a stranger is led from every protected page to the sign-in", async ({ ada }) => {
  for (const page of PROTECTED) {
    await ada.open(page);
    await ada.lands(signInFor(page));
    await ada.reads("Sign in to see this page.");
    await ada.isSignedOut();
  }
});

test("a password alone opens no page of an account with two-factor authentication", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  for (const page of PROTECTED) {
    await ada.open(page);
    await ada.lands(signInFor(page));
    await ada.isSignedOut();
  }
});

test("after the sign-in a person is on the page that they wanted", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.signOut();
  await ada.open("/account/confirm");
  await ada.lands(signInFor("/account/confirm"));
  await ada.givePassword();
  await ada.lands("/account/confirm");
});

test("after both steps a person is on the page that they wanted", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.open("/account/two-factor/turn-off");
  await ada.lands(signInFor("/account/two-factor/turn-off"));
  watch.expectRefusals(2);
  await ada.givePassword("not the password");
  await ada.isTold("do not belong together");
  await ada.givePassword();
  await ada.isAskedForCode();
  await ada.giveCode(ada.authenticator.wrongCode());
  await ada.isToldAt("Code", "This code is not right.");
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account/two-factor/turn-off");
});

test("what was asked for is not forgotten on the way over a wrong recovery code to a code of the app", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep("/account/two-factor/turn-off");
  watch.expectRefusals();
  await ada.giveRecoveryCode("0000-0000-0000-0000-0000-0000");
  await ada.isToldAt("Recovery code", "This is not one of your unused recovery codes.");
  await ada.page.getByRole("link", { name: "Use a code from the app instead" }).click();
  await ada.isAskedForCode();
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account/two-factor/turn-off");
});

test("after signing out, the way back shows nothing", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.sees(ada.email);
  await ada.signOut();
  await ada.page.goBack();
  await ada.arrive();
  await ada.isSignedOut();
  await expect(ada.page.getByText(ada.email)).toHaveCount(0);
});

test("a page that is not there says so, and how to go on", async ({ ada, watch }) => {
  watch.expects(/status of 404 .*\/no-such-page$/);
  await ada.open("/no-such-page");
  await ada.sees("There is no such page");
  await ada.page.getByRole("link", { name: "To the start page" }).click();
  await ada.lands("/");
});
