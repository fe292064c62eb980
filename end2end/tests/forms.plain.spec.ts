// What is there without JavaScript.
import { expect, test } from "../fixtures.ts";

test("nothing is offered that needs JavaScript", async ({ ada }) => {
  const offers = async (...buttons: string[]) => {
    await expect(ada.page.getByRole("main").getByRole("button")).toHaveText(buttons);
  };
  await ada.open("/register");
  await offers("Create account");
  await ada.register();
  await ada.beginTwoFactor();
  await offers("Turn on", "Cancel");
  await ada.turnOnTwoFactor();
  await offers("Continue");
  await expect(ada.page.getByRole("link", { name: "Download" })).toBeVisible();
  await ada.confirmRecoveryCodes();
  await ada.signOut();
  await ada.open("/sign-in");
  await offers("Sign in");
});

test("every form answers with a redirect, so that loading the page anew sends nothing", async ({ ada }) => {
  const statuses: number[] = [];
  ada.page.on("response", (response) => {
    if (response.request().method() === "POST") statuses.push(response.status());
  });
  await ada.open("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "too short" });
  await ada.press("Create account");
  await ada.isToldAt("Password", "Use at least 15 characters.");
  await ada.settleIn();
  await ada.press("New recovery codes");
  await ada.lands("/account/recovery-codes");
  const shown = await ada.writeDownRecoveryCodes();
  await ada.page.reload();
  expect(await ada.writeDownRecoveryCodes(), "the same codes, not newer ones").toEqual(shown);
  await ada.confirmRecoveryCodes();
  await ada.signOut();
  await ada.signIn();
  expect(statuses.length).toBeGreaterThan(8);
  expect(statuses.every((status) => status === 302 || status === 303)).toBe(true);
});

test("each step of signing in has an address of its own", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.lands("/sign-in/code");
  await ada.page.getByRole("link", { name: "Use a recovery code instead" }).click();
  await ada.lands("/sign-in/recovery-code");
  await ada.page.getByRole("link", { name: "Use a code from the app instead" }).click();
  await ada.lands("/sign-in/code");
});

test("a refusal is told in words of the service, whatever an address claims", async ({ ada }) => {
  await ada.open("/sign-in?__path=%2Fui%2Fsign_in&__err=Your+account+was+closed.+Call+0900+555+now.");
  await expect(ada.page.getByText("0900")).toHaveCount(0);
  await ada.open("/account?notice=Call+0900+555+now");
  await expect(ada.page.getByText("0900")).toHaveCount(0);
});
