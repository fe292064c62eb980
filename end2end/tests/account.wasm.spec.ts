// What the islands add to setting up two-factor authentication.
import { expect, type Person, test } from "../fixtures.ts";

async function clipboard(ada: Person): Promise<string> {
  return ada.page.evaluate(() => navigator.clipboard.readText());
}

test.beforeEach(async ({ context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
});

test("the key to type can be copied, without its spaces", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  await ada.press("Copy key");
  await expect(ada.page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await clipboard(ada)).toBe(app.secret);
});

test("the recovery codes can be copied, one a line", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  await ada.press("Copy");
  await expect(ada.page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect((await clipboard(ada)).split("\n")).toEqual(ada.recoveryCodes);
});

test("whoever may not use the clipboard is told to copy by hand", async ({ ada, context }) => {
  await context.clearPermissions();
  await ada.page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
  });
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  await ada.press("Copy");
  await expect(ada.page.getByRole("button", { name: "Copy the selected text by hand" })).toBeVisible();
});

test("where the browser has no clipboard, what is to be copied is selected", async ({ ada }) => {
  // As over plain HTTP.
  await ada.page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  const selected = () => ada.page.evaluate(() => getSelection()?.toString() ?? "");
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  await ada.press("Copy key");
  await expect(ada.page.getByRole("button", { name: "Copy the selected text by hand" })).toBeVisible();
  expect((await selected()).replaceAll(/\s/g, "")).toBe(app.secret);
  await ada.giveCode(await app.nextCode());
  await ada.lands("/account/recovery-codes");
  await ada.writeDownRecoveryCodes();
  await ada.press("Copy");
  await expect(ada.page.getByRole("button", { name: "Copy the selected text by hand" })).toBeVisible();
  expect((await selected()).split(/\s+/).filter(Boolean)).toEqual(ada.recoveryCodes);
});

test("the recovery codes can be printed", async ({ ada }) => {
  await ada.page.addInitScript(() => {
    window.print = () => Object.assign(window, { printed: true });
  });
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  await ada.press("Print");
  expect(await ada.page.evaluate(() => "printed" in window)).toBe(true);
  await ada.page.emulateMedia({ media: "print" });
  for (const code of ada.recoveryCodes) await expect(ada.page.getByText(code)).toBeVisible();
  await expect(ada.page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(ada.page.getByRole("navigation")).toBeHidden();
});

test("a wrong first code is told in place, and typing the right one turns it on", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const app = await ada.scan();
  await ada.page.evaluate(() => Object.assign(window, { mark: true }));
  watch.expectRefusals();
  await ada.field("Code").pressSequentially(app.wrongCode());
  await ada.isToldAt("Code", "This code is not right.");
  expect(await ada.page.evaluate(() => "mark" in window), "no page was loaded in between").toBe(true);
  await expect(ada.field("Code")).toBeFocused();
  await ada.page.keyboard.type(await app.nextCode());
  await ada.lands("/account/recovery-codes");
});

test("a password and a code together are sent by the button alone", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.open("/account/two-factor/turn-off");
  const sent: string[] = [];
  ada.page.on("request", (request) => {
    if (request.method() === "POST") sent.push(request.url());
  });
  await ada.field("Code").pressSequentially(await ada.authenticator.nextCode());
  await ada.fill({ Password: ada.password });
  expect(sent).toEqual([]);
  await ada.press("Turn off");
  await ada.lands("/account?notice=two-factor-off");
  expect(sent).toHaveLength(1);
});
