import { expect, test } from "../fixtures.ts";

const WRONG_CREDENTIALS = "This e-mail address and password do not belong together. Check both and try again.";
const WRONG_CODE = "This code is not right. Type the one that your app shows now, and check that the phone’s clock is set automatically.";
const OVER = "This sign-in took too long, had too many tries, or was sent twice. Start again with your password and a new code.";

test("a person signs out and in again with e-mail address and password", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.signOut();
  await ada.reads("You are signed out.");
  await ada.isSignedOut();
  await ada.signIn();
  await ada.isSignedIn();
});

test("a person with two-factor authentication signs in with both steps", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.signIn();
  await ada.isSignedIn();
});

test("an unknown address and a wrong password are told in the same words, and the address is kept", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.signOut();
  watch.expectRefusals(2);
  for (const email of [ada.email, "nobody@example.com"]) {
    await ada.open("/sign-in");
    await ada.fill({ "E-mail": email, Password: "not the password" });
    await ada.press("Sign in");
    await ada.isTold(WRONG_CREDENTIALS);
    await expect(ada.field("E-mail")).toHaveValue(email);
  }
  await ada.signIn();
});

test("a notice of before does not stand beside a refusal after a page load", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.signOut();
  watch.expectRefusals();
  await ada.givePassword("not the password");
  await ada.isTold(WRONG_CREDENTIALS);
  if (!ada.javaScript) await expect(ada.page.getByText("You are signed out.")).toHaveCount(0);
});

test("a code that is wrong, stale or of another account is told so, and the right one is then taken", async ({ ada, bob, watch }) => {
  await ada.hasSettledIn();
  await bob.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  const codes = [ada.authenticator.wrongCode(), ada.authenticator.staleCode(), await bob.authenticator.nextCode()];
  watch.expectRefusals(codes.length);
  for (const code of codes) {
    await ada.awaits(() => ada.giveCode(code));
    await ada.isToldAt("Code", WRONG_CODE);
  }
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("a code is taken once, and the next one is then taken", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals();
  await ada.giveCode(ada.authenticator.lastCode());
  await ada.isToldAt("Code", "This code was used already. Wait for the next one.");
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("a code may be typed with spaces", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  const code = await ada.authenticator.nextCode();
  await ada.giveCode(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await ada.lands("/account");
});

test("what cannot be a code is told what one looks like", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals(3);
  for (const [typed, sentence] of [
    ["12345", "A code has 6 digits."],
    ["12345x", "A code has 6 digits."],
    [" ", "Type the 6 digits that your authenticator app shows."],
  ] as const) {
    await ada.awaits(async () => {
      await ada.field("Code").fill(typed);
      await ada.press("Continue");
    });
    await ada.isToldAt("Code", sentence);
  }
});

test("a sign-in whose first step is forgotten begins anew", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.page.context().clearCookies({ name: "latchkey-pending" });
  watch.expectRefusals();
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.sees(OVER);
  if (ada.javaScript) await ada.page.getByRole("alert").getByRole("link", { name: "Sign in" }).click();
  await expect(ada.field("Password")).toBeVisible();
  await ada.signIn();
});

test("after five wrong codes a sign-in begins anew", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals(6);
  for (let i = 1; i <= 5; i++) await ada.awaits(() => ada.giveCode(ada.authenticator.wrongCode()));
  // The islands' page stays and can send once more.
  if (ada.javaScript) await ada.giveCode(await ada.authenticator.nextCode());
  await ada.sees(OVER);
  await ada.signIn();
});

test("after ten wrong codes even the right one has to wait, and a recovery code lets its owner in", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  watch.expectRefusals(11);
  for (let round = 1; round <= 2; round++) {
    await ada.passesFirstStep();
    for (let i = 1; i <= 5; i++) await ada.awaits(() => ada.giveCode(ada.authenticator.wrongCode()));
  }
  await ada.passesFirstStep();
  await ada.awaits(async () => ada.giveCode(await ada.authenticator.nextCode()));
  await ada.isTold(/^Too many attempts\. Try again in 15 minutes\./);
  await ada.giveRecoveryCode(ada.recoveryCodes[0] ?? "");
  await ada.lands("/account?notice=recovery-code-used");
});

test("whoever starts over is asked for the password again", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.press("Start over");
  await ada.lands("/sign-in");
  await expect(ada.field("Password")).toBeVisible();
  await ada.open("/sign-in/code");
  await ada.lands("/sign-in?notice=sign-in-over");
  await ada.reads(OVER);
});

test("a page loaded anew between the steps still asks for the code", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.page.reload();
  await ada.isAskedForCode();
  await ada.open("/sign-in");
  await ada.isAskedForCode();
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("after five wrong passwords even the right one has to wait, and the address is kept", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.signOut();
  watch.expectRefusals(6);
  await ada.open("/sign-in");
  for (let i = 0; i < 5; i++) {
    await ada.awaits(() => ada.givePassword(`guess ${i}`));
    await ada.isTold(WRONG_CREDENTIALS);
  }
  await ada.givePassword();
  await ada.isTold(/^Too many attempts\. Try again in (a second|\d+ seconds)\./);
  await expect(ada.field("E-mail")).toHaveValue(ada.email);
});

test("signing in leads to no other site", async ({ ada }) => {
  await ada.hasRegistered();
  for (const next of ["//example.org/", "https://example.org/", "/\\example.org", "javascript:alert(1)"]) {
    await ada.signOut();
    await ada.open(`/sign-in?next=${encodeURIComponent(next)}`);
    await ada.givePassword();
    await ada.lands("/account");
  }
});

test("whoever is signed in needs no page to sign in or register", async ({ ada }) => {
  await ada.hasRegistered();
  for (const page of ["/sign-in", "/register"]) {
    await ada.open(page);
    await ada.lands("/account");
  }
});

test("a code is taken however it was copied", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  const code = await ada.authenticator.nextCode();
  await ada.giveCode(`\u{feff}\u{200e}${code.slice(0, 3)}\u{2014}${code.slice(3)}\u{200e}.`);
  await ada.lands("/account");
});
