import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures.ts";

const NOT_ONE = "This is not one of your unused recovery codes. Each of them works once.";
const KEPT = "Two-factor authentication is on and your recovery codes are kept.";

test("ten different recovery codes are shown, each in six groups of four", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  expect(new Set(ada.recoveryCodes).size).toBe(10);
  for (const code of ada.recoveryCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}$/);
  await ada.sees("They are not shown again.");
});

test("the recovery codes can be downloaded as a text file", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  const downloaded = ada.page.waitForEvent("download");
  await ada.page.getByRole("link", { name: "Download" }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe("recovery-codes.txt");
  const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
  expect(lines.filter((line) => line.includes("-") && ada.recoveryCodes.includes(line))).toEqual(ada.recoveryCodes);
  expect(lines[0]).toContain(ada.email);
});

test("typing one of the codes confirms that they are kept, in whatever spelling", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  await ada.fill({ "Type one of the codes": ` ${ada.recoveryCodes[3]?.toLowerCase().replaceAll("-", " ")}` });
  await ada.press("Continue");
  await ada.lands("/account?notice=recovery-codes-kept");
  await ada.reads(KEPT);
  await ada.sees("10 of 10 left");
});

test("a tick confirms that they are kept", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.reads(KEPT);
});

test("without a code or a tick, or with a wrong one, the codes stay on the page", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  watch.expectRefusals(3);
  await ada.press("Continue");
  await ada.isTold("Type one of the codes, or tick the box.");
  await ada.fill({ "Type one of the codes": "0000-0000-0000-0000-0000-0000" });
  await ada.press("Continue");
  await ada.isToldAt("Type one of the codes", NOT_ONE);
  await ada.fill({ "Type one of the codes": "on a sheet of paper" });
  await ada.press("Continue");
  await ada.isToldAt("Type one of the codes", "A recovery code has 24 letters and digits, in six groups of four.");
  const shown = ada.recoveryCodes;
  expect(await ada.writeDownRecoveryCodes()).toEqual(shown);
});

test("once confirmed, the codes are not shown again, by whatever way", async ({ ada }) => {
  await ada.hasSettledIn();
  const [code = ""] = ada.recoveryCodes;
  await ada.page.goBack();
  await ada.arrive();
  await expect(ada.page.getByText(code)).toHaveCount(0);
  for (const path of ["/account/recovery-codes", "/account/recovery-codes.txt"]) {
    await ada.open(path);
    await ada.lands("/account?notice=codes-not-shown");
    await ada.reads("Recovery codes are shown once, right after they were made. Make new ones if you need to see some.");
    await expect(ada.page.getByText(code)).toHaveCount(0);
  }
});

test("a recovery code signs in in place of a code, once, and those left are counted", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  const [first = "", second = ""] = ada.recoveryCodes;
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.giveRecoveryCode(first);
  await ada.lands("/account?notice=recovery-code-used");
  await ada.reads("You signed in with a recovery code. It does not work again.");
  await ada.sees("9 of 10 left");

  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals();
  await ada.giveRecoveryCode(first);
  await ada.isToldAt("Recovery code", NOT_ONE);
  await ada.field("Recovery code").fill(second.toLowerCase());
  await ada.press("Continue");
  await ada.lands("/account?notice=recovery-code-used");
  await ada.sees("8 of 10 left");
});

test("whoever has few codes left is warned", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await test.step("spend seven of them", async () => {
    const headers = { accept: "application/json" };
    for (const recovery_code of ada.recoveryCodes.slice(0, 7)) {
      const { email, password, page } = ada;
      await page.request.post("/ui/sign_in", { headers, form: { email, password } });
      const answer = await page.request.post("/ui/sign_in_recovery_code", { headers, form: { recovery_code } });
      expect(answer.ok()).toBe(true);
    }
  });
  await ada.open("/account");
  await ada.reads(/^You have 3 recovery codes left\./);
  await ada.sees("3 of 10 left");
});

test("what cannot be a recovery code is told what one looks like", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals();
  await ada.giveRecoveryCode("123456");
  await ada.isToldAt("Recovery code", "A recovery code has 24 letters and digits, in six groups of four.");
});

test("whoever looks for a recovery code in vain can still type a code", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.page.getByRole("link", { name: "Use a recovery code instead" }).click();
  await expect(ada.field("Recovery code")).toBeVisible();
  await ada.page.getByRole("link", { name: "Use a code from the app instead" }).click();
  await ada.isAskedForCode();
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("new recovery codes end the old ones", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  const [old = ""] = ada.recoveryCodes;
  await ada.press("New recovery codes");
  await ada.lands("/account/recovery-codes");
  const [fresh = ""] = await ada.writeDownRecoveryCodes();
  expect(ada.recoveryCodes).toHaveLength(10);
  expect(ada.recoveryCodes).not.toContain(old);
  await ada.confirmRecoveryCodes();
  await ada.signOut();
  await ada.passesFirstStep();
  watch.expectRefusals();
  await ada.giveRecoveryCode(old);
  await ada.isToldAt("Recovery code", NOT_ONE);
  await ada.field("Recovery code").fill(fresh);
  await ada.press("Continue");
  await ada.lands("/account?notice=recovery-code-used");
});

test("confirming who one is by a recovery code leads on to new ones", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.open("/account/confirm?after=new-recovery-codes");
  await ada.sees("Confirming makes ten new recovery codes. The ones you have stop working.");
  await ada.fill({ Password: ada.password, Code: ada.recoveryCodes[9] ?? "" });
  await ada.press("Confirm and make new codes");
  await ada.lands("/account/recovery-codes");
  const used = ada.recoveryCodes;
  expect(await ada.writeDownRecoveryCodes()).not.toEqual(used);
});

test("the page that asks who one is promises nothing where nothing follows", async ({ ada }) => {
  await ada.hasRegistered();
  // Without two-factor authentication there are no recovery codes to be made.
  for (const path of ["/account/confirm", "/account/confirm?after=account", "/account/confirm?after=new-recovery-codes"]) {
    await ada.open(path);
    await ada.sees(/^You are about to change how you sign in\./);
    await expect(ada.page.getByRole("button", { name: "Confirm", exact: true })).toBeVisible();
  }
});

test("a recovery code is taken however it was copied", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.giveRecoveryCode(`\u{feff}“${ada.recoveryCodes[0]?.replaceAll("-", "\u{2014}\u{200b}")}”.`);
  await ada.lands("/account?notice=recovery-code-used");
});
