import { expect, test } from "../fixtures.ts";
import { APP_NAME } from "../server.ts";

test("the QR code, the key to type and the link for this device hold the same secret", async ({ ada }) => {
  await ada.register();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  expect(app.issuer).toBe(APP_NAME);
  expect(app.account).toBe(ada.email);
  const typed = await ada.page.locator("#secret").innerText();
  expect(typed, "in groups of four").toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/);
  expect(typed.replaceAll(" ", "")).toBe(app.secret);
  await expect(ada.page.getByRole("link", { name: "Open in an authenticator app" })).toHaveAttribute("href", app.uri);
});

test("it is on as soon as a code of the scanned secret is typed, and not before", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  await ada.open("/account");
  await expect(ada.page.getByRole("region", { name: "Two-factor authentication" })).toContainText("Off");
  await ada.page.goBack();
  await ada.arrive();
  expect((await ada.scan()).secret).toBe(app.secret);
  await ada.giveCode(await app.nextCode(), "Turn on");
  await ada.lands("/account/recovery-codes");
  await ada.sees("Two-factor authentication is on.");
  await ada.open("/account");
  await expect(ada.page.getByRole("region", { name: "Two-factor authentication" })).toContainText("On");
});

test("whoever leaves the set-up signs in with the password alone", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  await ada.signOut();
  await ada.signIn();
});

test("a wrong code is told at the field, and the QR code stays the same", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  watch.expectRefusals();
  await ada.giveCode(app.wrongCode(), "Turn on");
  await ada.isToldAt("Code", "This code is not right. Type the one that your app shows now");
  expect((await ada.scan()).secret).toBe(app.secret);
  await ada.giveCode(await app.nextCode(), "Turn on");
  await ada.lands("/account/recovery-codes");
});

test("a set-up that was cancelled is over, and the next one has another secret", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const first = await ada.scan();
  await ada.press("Cancel");
  await ada.lands("/account");
  await ada.reads("Nothing was changed. Two-factor authentication is off.");
  await ada.open("/account/two-factor/set-up");
  await ada.lands("/account?notice=set-up-over");
  await ada.beginTwoFactor();
  expect((await ada.scan()).secret).not.toBe(first.secret);
  watch.expectRefusals();
  await ada.giveCode(await first.nextCode(), "Turn on");
  await ada.isToldAt("Code", "This code is not right.");
});

test("a set-up that was begun anew in another window is told so in the first", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  const window = ada.at(await ada.page.context().newPage());
  await window.open("/account");
  await window.press("Set up two-factor authentication");
  await window.lands("/account/two-factor/set-up");
  await window.press("Cancel");
  await window.lands("/account");
  watch.expectRefusals();
  await ada.giveCode(await app.nextCode(), "Turn on");
  await ada.sees("This set-up took too long, or was begun anew in another window. Start it again.");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a phone's camera reads the QR code on a narrow ${colorScheme} screen`, async ({ ada }) => {
    await ada.page.emulateMedia({ colorScheme });
    await ada.page.setViewportSize({ width: 320, height: 640 });
    await ada.hasRegistered();
    await ada.beginTwoFactor();
    expect((await ada.scan()).account).toBe(ada.email);
  });
}

test("confirming who one is leads on to the set-up that asked for it", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.open("/account/confirm?after=set-up");
  await ada.sees(/^Confirming begins to set up two-factor authentication/);
  watch.expectRefusals();
  await ada.fill({ Password: "not the password" });
  await ada.press("Confirm and set up");
  await ada.isToldAt("Password", "This is not your password.");
  await ada.fill({ Password: ada.password });
  await ada.press("Confirm and set up");
  await ada.lands("/account/two-factor/set-up");
  expect((await ada.scan()).account).toBe(ada.email);
});

test("the QR code of a long address is larger, and can be read on a telephone", async ({ ada }) => {
  await ada.page.setViewportSize({ width: 390, height: 844 });
  const email = `${"long".repeat(12)}.${Date.now()}@${"a-long-name.".repeat(12)}example`;
  await ada.open("/register");
  await ada.fill({ Name: ada.name, "E-mail": email, Password: ada.password });
  await ada.press("Create account");
  await ada.lands("/account?notice=registered");
  await ada.beginTwoFactor();
  expect((await ada.scan()).account).toBe(email);
  const code = ada.page.getByRole("img", { name: "QR code for your authenticator app" });
  expect((await code.boundingBox())?.width).toBeGreaterThan(250);
  await ada.page.setViewportSize({ width: 1280, height: 800 });
  expect((await code.boundingBox())?.width).toBeGreaterThan(380);
});
