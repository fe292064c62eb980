// What people do who have only a keyboard: no click, and no focus but by its keys.
import { expect } from "./fixtures.ts";
import { Keyboard } from "./keyboard.ts";
import { escaped, Messages } from "./snapshots/messages.ts";
import type { Walker } from "./walker.ts";
import type { Language } from "../languages.ts";

/** How a field says that it sends its form by itself. */
const sendsItself = (language: string) => new RegExp(new Messages(language).forms("code-sends-itself").map(escaped).join("|"));

const link = ({ page }: Walker, path: string) => page.locator(`main a[href^="${path}"]`).filter({ visible: true }).first();

/** The first step of signing in. */
async function givePassword(walker: Walker, keys: Keyboard): Promise<void> {
  await keys.type(walker.field("sign_in", "email"), walker.ada.email);
  await keys.type(walker.field("sign_in", "password"), walker.ada.password);
  await keys.goTo(walker.field("sign_in", "email"), "Shift+Tab");
  await keys.goTo(walker.field("sign_in", "password"));
  await walker.page.keyboard.press("Enter");
  await expect(walker.field("sign_in_code", "code")).toBeVisible();
  await walker.ada.arrive();
  if (walker.ada.javaScript) await keys.isNotLost();
}

/** A code, which with WebAssembly sends itself: whoever types it must know that before. */
async function giveCode(walker: Walker, keys: Keyboard, form: string, language: Language): Promise<void> {
  const field = walker.field(form, "code");
  const { javaScript } = walker.ada;
  const says = expect.soft(field, "whether the field says that it sends its form");
  await (javaScript ? says : says.not).toHaveAccessibleDescription(sendsItself(language), { timeout: 1_000 });
  await keys.goTo(field);
  await walker.page.keyboard.type(await walker.authenticator.nextCode());
  if (!javaScript) await walker.page.keyboard.press("Enter");
}

async function signOut(walker: Walker, keys: Keyboard): Promise<void> {
  await keys.press("Enter", walker.button("sign_out"));
  await walker.ada.lands("/sign-in");
}

/** From the start page to an account whose two-factor authentication was turned on, used and turned off. */
export async function wholeJourney(walker: Walker, language: Language): Promise<void> {
  const { ada, page } = walker;
  const keys = new Keyboard(page);
  await ada.open("/");
  await keys.press("Enter", page.locator('a[href="#main"]'));
  await keys.press("Enter", link(walker, "/register"));
  await ada.lands("/register");
  await keys.type(walker.field("register", "name"), ada.name);
  await keys.type(walker.field("register", "email"), ada.email);
  await keys.type(walker.field("register", "password"), ada.password);
  await keys.press("Enter", walker.button("register"));
  await ada.lands("/account?notice=registered");

  await keys.press("Space", walker.button("begin_two_factor"));
  await ada.lands("/account/two-factor/set-up");
  await walker.typeKey();
  await giveCode(walker, keys, "turn_on", language);
  await ada.lands("/account/recovery-codes");
  await walker.writeDownCodes();
  await keys.press("Space", walker.field("confirm_recovery_codes", "stored"));
  await keys.press("Enter", walker.button("confirm_recovery_codes"));
  await ada.lands("/account?notice=recovery-codes-kept");
  await signOut(walker, keys);

  await givePassword(walker, keys);
  await giveCode(walker, keys, "sign_in_code", language);
  await ada.lands("/account");
  await signOut(walker, keys);

  await givePassword(walker, keys);
  await keys.press("Enter", link(walker, "/sign-in/recovery-code"));
  await expect(walker.field("sign_in_recovery_code", "recovery_code")).toBeVisible();
  await ada.arrive();
  if (ada.javaScript) await keys.isNotLost();
  await keys.type(walker.field("sign_in_recovery_code", "recovery_code"), walker.recoveryCodes[0] ?? "");
  await page.keyboard.press("Enter");
  await ada.lands("/account?notice=recovery-code-used");

  await keys.press("Enter", link(walker, "/account/two-factor/turn-off"));
  await ada.lands("/account/two-factor/turn-off");
  await keys.type(walker.field("turn_off", "password"), ada.password);
  await keys.type(walker.field("turn_off", "code"), walker.recoveryCodes[1] ?? "");
  await keys.press("Space", walker.button("turn_off"));
  await ada.lands("/account?notice=two-factor-off");
}

/** From the summary of a refused form to its fields. */
export async function summaryToFields(walker: Walker): Promise<void> {
  const { ada, page } = walker;
  const keys = new Keyboard(page);
  await ada.open("/register");
  ada.watch.expectRefusals();
  await keys.type(walker.field("register", "name"), ada.name);
  await keys.type(walker.field("register", "email"), "nobody");
  await keys.type(walker.field("register", "password"), "short");
  await ada.awaits(() => page.keyboard.press("Enter"));
  await ada.arrive();
  if (ada.javaScript) await keys.isNotLost();
  for (const name of ["email", "password"]) {
    const field = walker.field("register", name);
    await keys.goTo(page.locator(`[role=alert] a[href$="#${await field.getAttribute("id")}"]`), "Shift+Tab");
    await page.keyboard.press("Enter");
    await expect(field).toBeFocused();
  }
}
