// Passkeys through the real pages, with Chromium's virtual authenticators.
import type { Page } from "@playwright/test";
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { test as base, expect, type Person } from "../fixtures.ts";
import { Device, type Kind } from "../passkeys.ts";

// Passkeys are for names: not for 127.0.0.1.
const test = base.extend({
  baseURL: async ({ server }, use) => use(server.url.replace("127.0.0.1", "localhost")),
});

const LIST = "/account/passkeys";
const NEW = "/account/passkeys/new";
const USE = "Use a passkey";
const SIGN_IN = "Sign in with a passkey";

/** Registers, and turns two-factor authentication on with a passkey. */
async function settleIn(ada: Person, kind: Kind = {}): Promise<Device> {
  const device = await Device.of(ada.page, kind);
  await ada.hasRegistered();
  await ada.open("/account");
  await ada.press("Set up with a passkey");
  await ada.lands(NEW);
  await ada.fill({ Name: "Laptop" });
  await device.touchedWhile(async () => {
    await ada.press("Make a passkey");
    await ada.lands("/account/recovery-codes");
  });
  await ada.writeDownRecoveryCodes();
  await ada.confirmRecoveryCodes();
  return device;
}

/** Adds one more on this device, from the account page on. */
async function addAnother(ada: Person, device: Device, name: string): Promise<void> {
  await ada.open("/account");
  await ada.press("Add a passkey");
  await ada.lands(NEW);
  await ada.fill({ Name: name });
  await device.touchedWhile(async () => {
    await ada.press("Make a passkey");
    await ada.lands(`${LIST}?notice=passkey-added`);
  });
}

test("the first one turns two-factor authentication on, and signs in without a password", async ({ ada }) => {
  const device = await settleIn(ada);
  const [kept] = await device.kept();
  expect(kept).toMatchObject({ isResidentCredential: true, rpId: "localhost" });
  await expect(ada.page.locator("#ways").locator("xpath=ancestor::section")).toContainText("Laptop · Synced");
  await ada.signOut();
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.lands("/account");
  });
  await ada.isSignedIn();
  await ada.open("/account/security-log");
  await ada.sees("Passkey");

  // The device has nothing for this site, or nobody touches it in time: the page says so, and goes on.
  await ada.signOut();
  await device.forgets();
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.sees(/Nothing was done/);
  });
});

test("it is the second step after the password, and the page offers nothing that the account lacks", async ({ ada, anotherBrowser }) => {
  const device = await settleIn(ada, { synced: false });
  await expect(ada.page.locator("#ways").locator("xpath=ancestor::section")).toContainText("This device only");
  await ada.signOut();
  await ada.open("/sign-in");
  await ada.givePassword();
  await ada.lands("/sign-in/code");
  await expect(ada.field("Code")).toHaveCount(0);
  await expect(ada.page.getByRole("link", { name: "Use a recovery code instead" })).toBeVisible();
  await device.touchedWhile(async () => {
    await ada.press(USE);
    await ada.lands("/account");
  });
  // On a device without it, a recovery code does.
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.open("/sign-in");
  await elsewhere.givePassword();
  await elsewhere.lands("/sign-in/code");
  await elsewhere.giveRecoveryCode(ada.recoveryCodes[0] ?? "");
  await elsewhere.lands("/account");
});

test("the field for the e-mail address offers it", async ({ ada }) => {
  const device = await settleIn(ada);
  await ada.signOut();
  // While somebody is there, the browser answers what waits in the field at once.
  await device.isTouched(true);
  await ada.page.goto("/sign-in");
  await ada.lands("/account");
  await ada.isSignedIn();
});

test("beside an authenticator, either way is open, and everything that asks for every factor takes it", async ({ ada }) => {
  await ada.hasSettledIn();
  const device = await Device.of(ada.page);
  await addAnother(ada, device, "Telephone");
  await ada.signOut();
  await ada.open("/sign-in");
  await ada.givePassword();
  await ada.lands("/sign-in/code");
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");

  // Beside what is asked: the password is changed by it.
  await ada.open("/account/password");
  const password = "eight quiet lanterns at dawn";
  ada.watch.keepSecret(password);
  await ada.page.getByLabel("New password", { exact: true }).fill(password);
  await device.touchedWhile(async () => {
    await ada.press(USE);
    await ada.lands("/account?notice=password-changed");
  });

  // It is renamed and removed by it.
  await ada.open(LIST);
  await ada.page.getByRole("link", { name: "Rename Telephone" }).click();
  await ada.fill({ Name: "Old telephone" });
  await ada.press("Change name");
  await ada.lands(`${LIST}?notice=passkey-renamed`);
  await ada.page.getByRole("button", { name: "Remove Old telephone" }).click();
  await ada.lands(`${LIST}?notice=passkey-removed`);
  await expect(ada.page.locator("[data-listed]")).toHaveCount(0);
});

test("what is wrong beside it is told at its field, and nothing is spent", async ({ ada, watch }) => {
  const device = await settleIn(ada);
  await ada.open("/account/password");
  await ada.page.getByLabel("New password", { exact: true }).fill("short");
  watch.expectRefusals();
  await device.touchedWhile(async () => {
    await ada.press(USE);
    await ada.isToldAt("New password", "At least 15 characters.");
  });
});

test("an account goes without a password, is confirmed by passkey alone, and chooses one again", async ({ ada, watch }) => {
  const device = await settleIn(ada);
  await ada.open("/account/password");
  await ada.press("Remove my password");
  await ada.lands("/account?notice=password-removed");
  await ada.sees("None: passkeys alone sign you in");
  await ada.signOut();
  watch.expectRefusals();
  await ada.open("/sign-in");
  await ada.givePassword();
  await ada.isTold(/do not belong together/);
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.lands("/account");
  });
  await ada.press("New recovery codes");
  await ada.lands("/account/confirm");
  await expect(ada.field("Password")).toHaveCount(0);
  await device.touchedWhile(async () => {
    await ada.press(USE);
    await ada.lands("/account/recovery-codes");
  });
  await ada.writeDownRecoveryCodes();
  await ada.confirmRecoveryCodes();
  await ada.open("/account/password");
  await ada.page.getByLabel("New password", { exact: true }).fill(ada.password);
  await device.touchedWhile(async () => {
    await ada.press(USE);
    await ada.lands("/account?notice=password-changed");
  });
});

test("forged and cloned ones open nothing, and the page says so", async ({ ada, watch }) => {
  const device = await settleIn(ada, { synced: false });
  await ada.signOut();
  for (const bits of [{ isBogusSignature: true }, { isBadUV: true }, { isBadUP: true }]) {
    watch.expectRefusals();
    await ada.open("/sign-in");
    await device.forges(bits);
    await device.touchedWhile(async () => {
      await ada.press(SIGN_IN);
      await ada.sees("This passkey was not accepted. Try again, or use another way.");
    });
  }
  await device.forges({ isBogusSignature: false, isBadUV: false, isBadUP: false });
  await ada.open("/sign-in");
  // Nobody whom it knows.
  await device.recognises(false);
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.sees(/Nothing was done/);
  });
  await device.recognises(true);
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.lands("/account");
  });
  // A copy from before, whose counter goes back.
  const [kept] = await device.kept();
  if (!kept) throw new Error("the device keeps nothing");
  await ada.signOut();
  await device.forgets();
  await device.keeps({ ...kept, signCount: 0 });
  watch.expectRefusals();
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.sees(/somebody may have a copy of it/);
  });
});

test("one that was removed is not known any more, and the device is told to forget it", async ({ ada, watch }) => {
  const device = await settleIn(ada);
  const second = await Device.of(ada.page, { plugged: true });
  const [first] = await device.kept();
  if (!first) throw new Error("the device keeps nothing");
  await device.forgets();
  await addAnother(ada, second, "Key");
  await ada.open(LIST);
  await ada.page.getByRole("button", { name: "Remove Laptop" }).click();
  // Whoever is as quick as this, within a second of registering, is asked once more.
  await ada.page.waitForURL(/notice=passkey-removed|after=remove-passkey/);
  if (ada.page.url().includes("after=")) {
    await ada.arrive();
    await second.touchedWhile(async () => {
      await ada.press(USE);
      await ada.page.waitForURL(/notice=passkey-removed/);
    });
  }
  await ada.lands(`${LIST}?notice=passkey-removed`);
  await ada.signOut();
  await second.forgets();
  await device.keeps(first);
  watch.expectRefusals();
  await device.touchedWhile(async () => {
    await ada.press(SIGN_IN);
    await ada.sees(/not known here any more/);
    await expect.poll(async () => (await device.kept()).length).toBe(0);
  });
});

test("two devices: a synced one works on both, and another account's opens nothing of this one", async ({ ada, bob }) => {
  const device = await settleIn(ada);
  const ofBob = await settleIn(bob);
  const [synced] = await device.kept();
  if (!synced) throw new Error("the device keeps nothing");
  const tablet = ada.at(await ada.page.context().newPage());
  await ada.signOut();
  await bob.signOut();
  const ofTablet = await Device.of(tablet.page);
  await ofTablet.keeps(synced);
  await tablet.open("/sign-in");
  await ofTablet.touchedWhile(async () => {
    await tablet.press(SIGN_IN);
    await tablet.lands("/account");
  });
  await tablet.sees("Hello, Ada Lovelace");
  // Bob’s device, at Ada’s second step: the browser has none that is asked for.
  await bob.open("/sign-in");
  await ada.at(bob.page).givePassword();
  await bob.lands("/sign-in/code");
  await ofBob.touchedWhile(async () => {
    await bob.press(USE);
    await bob.sees(/Nothing was done/);
  });
});

test("after a sign-in with the password it is offered once, and put off by one press", async ({ ada }) => {
  await Device.of(ada.page);
  await ada.hasRegistered();
  await ada.sees("Sign in faster next time");
  await ada.press("Not now");
  await ada.lands("/account?notice=passkey-put-off");
  await expect(ada.page.getByText("Sign in faster next time")).toBeHidden();
  await ada.signOut();
  await ada.signIn();
  await expect(ada.page.getByText("Sign in faster next time")).toBeHidden();
});

test("at another address than the service's own, the page says where they work", async ({ ada, server }) => {
  await Device.of(ada.page);
  await ada.page.goto(`${server.url}/sign-in`);
  await ada.press(SIGN_IN);
  await ada.sees(`Passkeys work at ${server.url.replace("127.0.0.1", "localhost")} alone. Open that address.`);
});

test("a device that has one already says so", async ({ ada }) => {
  const device = await settleIn(ada);
  await ada.open("/account");
  await ada.press("Add a passkey");
  await ada.lands(NEW);
  await device.touchedWhile(async () => {
    await ada.press("Make a passkey");
    await ada.sees("This device has a passkey for your account already. You can use it as it is.");
  });
});

test("an independent library accepts the same ceremonies, and refuses them for anything else", async ({ ada, baseURL }) => {
  const origin = new URL(baseURL ?? "").origin;
  const device = await Device.of(ada.page);
  await ada.hasRegistered();
  await ada.open(NEW);
  const made = await ceremony(ada.page, "/ui/ask_for_passkey", "/ui/add_passkey", () =>
    device.touchedWhile(async () => {
      await ada.press("Make a passkey");
      await ada.lands("/account/recovery-codes");
    }),
  );
  const expected = { expectedOrigin: origin, expectedRPID: "localhost", requireUserVerification: true };
  const created = made.answer as RegistrationResponseJSON;
  const registered = await verifyRegistrationResponse({ response: created, expectedChallenge: made.challenge, ...expected });
  expect(registered.verified).toBe(true);
  await ada.writeDownRecoveryCodes();
  await ada.confirmRecoveryCodes();
  await ada.signOut();
  const used = await ceremony(ada.page, "/ui/ask_to_sign_in", "/ui/sign_in", () =>
    device.touchedWhile(async () => {
      await ada.press(SIGN_IN);
      await ada.lands("/account");
    }),
  );
  const credential = registered.registrationInfo?.credential;
  if (!credential) throw new Error("the library has no credential");
  const response = used.answer as AuthenticationResponseJSON;
  const judged = (expectedChallenge: string, more = {}) =>
    verifyAuthenticationResponse({ response, expectedChallenge, credential, ...expected, ...more });
  expect((await judged(used.challenge)).verified).toBe(true);
  await expect(judged(made.challenge)).rejects.toThrow(/challenge/);
  await expect(judged(used.challenge, { expectedOrigin: "https://evil.example" })).rejects.toThrow(/origin/);
});

/** What the server asked last at this address, and what the page then sent to that one. */
async function ceremony(page: Page, asks: string, sends: string, deed: () => Promise<void>): Promise<{ challenge: string; answer: unknown }> {
  let challenge = "";
  // On its way: once the page has left, nobody can read the answer any more.
  await page.route(`**${asks}`, async (route) => {
    const response = await route.fetch();
    challenge = (await response.json()).publicKey.challenge;
    await route.fulfill({ response });
  });
  const sent = page.waitForRequest((request) => new URL(request.url()).pathname === sends && (request.postData() ?? "").includes("passkey="));
  await deed();
  await page.unroute(`**${asks}`);
  const answer = JSON.parse(new URLSearchParams((await sent).postData() ?? "").get("passkey") ?? "");
  return { challenge, answer };
}
