// What the island adds to signing in: two steps on one page, and nothing that was typed is lost.
import { expect, type Person, test } from "../fixtures.ts";

/** Marks the page. A page load would wipe it away. */
async function mark(ada: Person): Promise<void> {
  await ada.page.evaluate(() => Object.assign(window, { mark: true }));
}

async function isStillThatPage(ada: Person): Promise<void> {
  expect(await ada.page.evaluate(() => "mark" in window), "no page was loaded in between").toBe(true);
}

/** Counts what is sent to a form. */
function sent(ada: Person, endpoint: string): string[] {
  const bodies: string[] = [];
  ada.page.on("request", (request) => {
    if (new URL(request.url()).pathname === endpoint) bodies.push(request.postData() ?? "");
  });
  return bodies;
}

/** Holds the answers of a form back until it is let go. */
async function holdBack(ada: Person, endpoint: string): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((opened) => (letGo = opened));
  await ada.page.route(endpoint, async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test("both steps happen on one page, and every step is marked in the stepper", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.open("/sign-in?next=/account/confirm");
  await mark(ada);
  const step = ada.page.locator("[aria-current=step]").filter({ visible: true });
  await expect(step).toHaveText("Password");
  await ada.givePassword();
  await ada.isAskedForCode();
  await expect(step).toHaveText("Code");
  await expect(ada.field("Code"), "the cursor is where it is needed").toBeFocused();
  await ada.page.getByRole("link", { name: "Use a recovery code instead" }).click();
  await expect(step).toHaveText("Recovery code");
  await expect(ada.field("Recovery code")).toBeFocused();
  await ada.page.getByRole("link", { name: "Use a code from the app instead" }).click();
  await expect(ada.field("Code")).toBeFocused();
  await isStillThatPage(ada);
  await expect(ada.page).toHaveURL(/\/sign-in\?next=\/account\/confirm$/);
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account/confirm");
  expect(await ada.page.evaluate(() => "mark" in window), "a session begins with a page load").toBe(false);
});

test("a wrong password is told in place, and the address stays", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.signOut();
  await ada.open("/sign-in");
  await mark(ada);
  watch.expectRefusals(2);
  await ada.givePassword("not the password");
  await ada.isTold("This e-mail address and password do not belong together.");
  await expect(ada.field("E-mail")).toHaveValue(ada.email);
  await ada.fill({ "E-mail": "ada@example" });
  await ada.press("Sign in");
  await ada.isToldAt("E-mail", "This is not an e-mail address. It looks like name@example.com.");
  await expect(ada.page.getByText("do not belong together"), "the sentence of before is gone").toHaveCount(0);
  await expect(ada.field("E-mail")).toBeFocused();
  await isStillThatPage(ada);
});

test("the code sends itself, once, when the sixth digit is there", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  const bodies = sent(ada, "/ui/sign_in_code");
  const code = await ada.authenticator.nextCode();
  await ada.field("Code").pressSequentially(code.slice(0, 5));
  expect(bodies).toEqual([]);
  await ada.field("Code").pressSequentially(code.slice(5));
  await ada.lands("/account");
  expect(bodies).toHaveLength(1);
});

test("a pasted code with a space in it sends itself", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = await ada.authenticator.nextCode();
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await ada.field("Code").focus();
  await ada.page.keyboard.press("Control+V");
  await ada.lands("/account");
});

test("a wrong code is told in place, stays selected, and typing the right one replaces and sends it", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await mark(ada);
  watch.expectRefusals();
  const wrong = ada.authenticator.wrongCode();
  await ada.field("Code").pressSequentially(wrong);
  await ada.isToldAt("Code", "This code is not right.");
  await expect(ada.field("Code")).toHaveValue(wrong);
  await expect(ada.field("Code")).toBeFocused();
  await isStillThatPage(ada);
  await ada.page.keyboard.type(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("while a form waits it says so, and a second press sends nothing", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.signOut();
  const bodies = sent(ada, "/ui/sign_in");
  const letGo = await holdBack(ada, "/ui/sign_in");
  await ada.open("/sign-in");
  await ada.givePassword();
  const button = ada.page.getByRole("button", { name: "Checking…" });
  await expect(button).toHaveAttribute("aria-busy", "true");
  await button.click();
  await ada.field("Password").press("Enter");
  letGo();
  await ada.lands("/account");
  expect(bodies).toHaveLength(1);
});

test("digits typed while a code is on its way are not sent", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  const bodies = sent(ada, "/ui/sign_in_code");
  const letGo = await holdBack(ada, "/ui/sign_in_code");
  await ada.giveCode(await ada.authenticator.nextCode());
  await expect(ada.page.getByRole("button", { name: "Checking…" })).toBeVisible();
  await ada.field("Code").fill("000000");
  letGo();
  await ada.lands("/account");
  expect(bodies).toHaveLength(1);
});

test("a service that cannot be reached is told so, and what was typed stays", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.signOut();
  await ada.open("/sign-in");
  watch.expects(/^request: net::ERR_INTERNET_DISCONNECTED .*sign_in$/, /^console: Failed to load resource: .*DISCONNECTED/);
  await ada.page.context().setOffline(true);
  await ada.givePassword();
  await ada.isTold("The service could not be reached. Check your connection and try again.");
  await expect(ada.field("E-mail")).toHaveValue(ada.email);
  await ada.page.context().setOffline(false);
  await ada.press("Sign in");
  await ada.lands("/account");
});

test("a password can be shown and hidden", async ({ ada }) => {
  await ada.open("/sign-in");
  await ada.fill({ Password: ada.password });
  const button = ada.page.getByRole("button", { name: "Show password" });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  await expect(ada.field("Password")).toHaveAttribute("type", "text");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await button.click();
  await expect(ada.field("Password")).toHaveAttribute("type", "password");
  await expect(ada.field("Password")).toHaveValue(ada.password);
});
