import { expect, type Person, test } from "../fixtures.ts";
import { fitsTelephones, isWellMarked } from "../looks.ts";

/** Walks over every page, by way of a whole account. */
async function everyPage(ada: Person, look: (page: string) => Promise<void>): Promise<void> {
  const see = async (path: string) => {
    await ada.open(path);
    await look(path);
  };
  await see("/");
  await see("/register");
  await ada.hasRegistered();
  await see("/account");
  await see("/account/confirm");
  await ada.beginTwoFactor();
  await look("/account/two-factor/set-up");
  await ada.turnOnTwoFactor();
  await look("/account/recovery-codes");
  await ada.confirmRecoveryCodes();
  await look("/account with two-factor authentication");
  await see("/account/two-factor/turn-off");
  for (const page of ["name", "email", "password", "sessions", "security-log", "data", "delete", "seal"]) {
    await see(`/account/${page}`);
  }
  await ada.signOut();
  await see("/sign-in");
  await ada.passesFirstStep();
  await look("/sign-in/code");
  await see("/sign-in/recovery-code");
}

test("no page is wider than the screen of a telephone", async ({ ada }) => {
  await everyPage(ada, (page) => fitsTelephones(ada, page));
});

test("every page has a title with the service's name, one first heading, and labels for all its fields", async ({ ada }) => {
  await everyPage(ada, (page) => isWellMarked(ada, page));
});

test("password managers and telephones are told what belongs into each field", async ({ ada }) => {
  const has = async (label: string, attributes: Record<string, string>) => {
    for (const [name, value] of Object.entries(attributes)) await expect(ada.field(label)).toHaveAttribute(name, value);
  };
  const email = { type: "text", name: "email", autocomplete: "username", inputmode: "email", autocapitalize: "none" };
  const code = { name: "code", autocomplete: "one-time-code", inputmode: "numeric" };

  await ada.open("/register");
  await has("Name", { autocomplete: "name" });
  await has("E-mail", email);
  await has("Password", { type: "password", autocomplete: "new-password" });
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  await has("Code", code);
  await ada.turnOnTwoFactor();
  await ada.confirmRecoveryCodes();
  // Where a recovery code is taken too, the keypad has letters; and password managers learn whose password it is.
  const either = { name: "code", autocomplete: "one-time-code", inputmode: "text", autocapitalize: "characters" };
  for (const path of ["/account/two-factor/turn-off", "/account/confirm"]) {
    await ada.open(path);
    await has("Password", { type: "password", autocomplete: "current-password" });
    await has("Code", either);
    const username = ada.page.locator("form:has(#password) input[autocomplete=username]");
    await expect(username).toHaveValue(ada.email);
    await expect(username).not.toBeEditable();
    await expect(username).not.toHaveAttribute("name");
    await expect(username).not.toBeInViewport();
  }
  await ada.signOut();
  await ada.open("/sign-in");
  await has("E-mail", { ...email, autocomplete: "username webauthn" });
  await has("Password", { type: "password", autocomplete: "current-password" });
  await ada.passesFirstStep();
  await has("Code", code);
  await ada.open("/sign-in/recovery-code");
  await has("Recovery code", { autocomplete: "off", spellcheck: "false" });
});

test("whoever uses the keyboard skips to the content and sends forms with Enter", async ({ ada }) => {
  await ada.open("/register");
  await ada.page.keyboard.press("Tab");
  await expect(ada.page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.press("Tab");
  await expect(ada.field("Name")).toBeFocused();
  await ada.page.keyboard.type(ada.name);
  await ada.page.keyboard.press("Tab");
  await ada.page.keyboard.type(ada.email);
  await ada.page.keyboard.press("Tab");
  await ada.page.keyboard.type(ada.password);
  await ada.page.keyboard.press("Enter");
  await ada.lands("/account?notice=registered");
});
