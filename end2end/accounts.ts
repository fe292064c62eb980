// Accounts that are there when a test begins: what the pages would send is sent without them, in a twentieth of the time. For tests of
// what comes after. How people come to an account by the pages is told in register.spec.ts, turn-on.spec.ts and engines.spec.ts.
import { type APIRequestContext, expect } from "@playwright/test";
import { Authenticator } from "./totp.ts";

/** What somebody says of themselves who registers. */
interface Newcomer {
  name: string;
  email: string;
  password: string;
}

/** What somebody has in hand whose two-factor authentication is on. */
export interface Factors {
  phone: Authenticator;
  /** Unused. */
  recoveryCodes: string[];
}

/** Where letters arrive. */
export interface Mailbox {
  /** The link to this page that the newest letter to this address carries, once it is there. */
  link(to: string, page: string): Promise<string>;
}

/** Registers, by a letter where addresses are confirmed first, and is signed in then in the browser whose requests these are. */
export async function register(browser: APIRequestContext, { name, email, password }: Newcomer, mailbox?: Mailbox): Promise<void> {
  if (!mailbox) return send(browser, "register", { name, email, password });
  await send(browser, "register", { name, email });
  await send(browser, "open_registration", { letter_code: await mailbox.link(email, "/register/confirm") });
  await send(browser, "confirm_registration", { password });
}

/** The same with two-factor authentication on, and the recovery codes kept. */
export async function settleIn(browser: APIRequestContext, newcomer: Newcomer, mailbox?: Mailbox): Promise<Factors> {
  await register(browser, newcomer, mailbox);
  await send(browser, "begin_two_factor", {});
  const [, uri = ""] = /href="(otpauth:[^"]+)"/.exec(await read(browser, "/account/two-factor/set-up")) ?? [];
  const phone = Authenticator.fromUri(uri.replaceAll("&amp;", "&"));
  await send(browser, "turn_on", { code: await phone.nextCode() });
  const recoveryCodes = [...(await read(browser, "/account/recovery-codes")).matchAll(/<code>([0-9A-Z-]+)<\/code>/g)].map(([, code = ""]) => code);
  expect(new Set(recoveryCodes).size, "recovery codes").toBe(10);
  await send(browser, "confirm_recovery_codes", { stored: "true" });
  return { phone, recoveryCodes };
}

async function send(browser: APIRequestContext, form: string, typed: Record<string, string>): Promise<void> {
  const answer = await browser.post(`/ui/${form}`, { form: typed, headers: { accept: "application/json" } });
  expect(answer.ok(), `${form} is answered by ${answer.status()}: ${await answer.text()}`).toBe(true);
}

async function read(browser: APIRequestContext, page: string): Promise<string> {
  return (await browser.get(page)).text();
}
