// A person who walks through the pages without reading them: fields are found by name, forms and links by address. The same walk
// therefore goes through every language.
import { expect, type Locator, type Page, request } from "@playwright/test";
import { register, settleIn } from "../accounts.ts";
import type { Person } from "../people.ts";
import type { Server } from "../server.ts";
import type { Asked, SoftPasskey } from "../soft-passkey.ts";
import { Authenticator } from "../totp.ts";

/** What a state is about, which decides what it must tell. */
export type Kind = "open" | "notice" | "busy" | "refused";

/** A page in one of its states. */
export interface At {
  page: string;
  state: string;
  kind: Kind;
  /** The names of the fields that were refused. */
  wrong: string[];
  /** Whether a script led here, and no page load. */
  inPlace: boolean;
}

/** Text for the fields of a form, by their names. */
export type Typed = Record<string, string>;

/** What another browser calls itself. */
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

export class Walker {
  /** On paper, unused. */
  recoveryCodes: string[] = [];
  private app: Authenticator | undefined;

  constructor(
    readonly ada: Person,
    readonly server: Server,
  ) {}

  get page(): Page {
    return this.ada.page;
  }

  /** The authenticator, once the key of its account was typed into it. */
  get authenticator(): Authenticator {
    if (!this.app) throw new Error("no key was typed into the authenticator yet");
    return this.app;
  }

  /** The form that is sent to this address below /ui. */
  form(name: string): Locator {
    return this.page.locator(`form[action="/ui/${name}"]`).filter({ visible: true }).first();
  }

  field(form: string, name: string): Locator {
    return this.form(form).locator(`[name="${name}"]`);
  }

  button(form: string): Locator {
    return this.form(form).locator("[type=submit]");
  }

  async fill(form: string, typed: Typed): Promise<void> {
    for (const [name, text] of Object.entries(typed)) await this.field(form, name).fill(text);
  }

  /** Sends a form that leads to another page. */
  async send(form: string, typed: Typed, lands: string): Promise<void> {
    await this.fill(form, typed);
    await this.button(form).click();
    await this.ada.lands(lands);
  }

  /** Sends a form that is refused. */
  async sendInVain(form: string, typed: Typed): Promise<void> {
    this.ada.watch.expectRefusals();
    await this.fill(form, typed);
    await this.ada.awaits(() => this.button(form).click());
    await this.ada.arrive();
  }

  /** Sends a form by itself, without its page, to get somewhere quickly. */
  async post(form: string, typed: Typed): Promise<number> {
    const answer = await this.page.request.post(`/ui/${form}`, { form: typed, headers: { accept: "application/json" } });
    return answer.status();
  }

  /** What the server asks a passkey at this address below /ui. */
  async asks(form: string): Promise<Asked> {
    const answer = await this.page.request.post(`/ui/${form}`, { form: {}, headers: { accept: "application/json" } });
    return answer.json();
  }

  /** Adds a passkey, which turns two-factor authentication on. */
  async addPasskey(passkey: SoftPasskey, authenticator_name: string): Promise<void> {
    await this.post("add_passkey", { passkey: passkey.create(await this.asks("ask_for_passkey")), authenticator_name });
    await this.ada.open("/account/recovery-codes");
    await this.keepCodes();
  }

  /** The same without this browser's cookies, as somebody does who is elsewhere. */
  async postElsewhere(form: string, typed: Typed): Promise<void> {
    const elsewhere = await request.newContext({ baseURL: this.page.url() });
    await elsewhere.post(`/ui/${form}`, { form: typed, headers: { accept: "application/json" } });
    await elsewhere.dispose();
  }

  /** Trusts another browser, and signs in by that. */
  async trustElsewhere(): Promise<void> {
    const { email, password } = this.ada;
    const elsewhere = await request.newContext({ baseURL: this.page.url(), userAgent: FIREFOX });
    const post = (form: string, typed: Typed) => elsewhere.post(`/ui/${form}`, { form: typed, headers: { accept: "application/json" } });
    await post("sign_in", { email, password });
    await post("sign_in_code", { code: await this.authenticator.nextCode(), trust: "true" });
    await post("sign_in", { email, password });
    await elsewhere.dispose();
  }

  /** Says elsewhere, with the password and the mailbox, that everything for the second step is lost. */
  async loseEverythingElsewhere(): Promise<void> {
    const { email, password } = this.ada;
    const elsewhere = await request.newContext({ baseURL: this.page.url(), userAgent: FIREFOX });
    const post = (form: string, typed: Typed) => elsewhere.post(`/ui/${form}`, { form: typed, headers: { accept: "application/json" } });
    await post("sign_in", { email, password });
    await post("begin_recovery", {});
    await post("begin_recovery_by_link", { letter_code: await this.server.keptLink(email, "/begin-recovery") });
    await elsewhere.dispose();
  }

  // --- States ---------------------------------------------------------------------------------------------------------

  /** The page as it is now. */
  at(page: string, state = "empty", kind: Kind = "open", wrong: string[] = []): At {
    const inPlace = this.ada.javaScript && (kind === "busy" || kind === "refused");
    return { page, state, kind, wrong, inPlace };
  }

  async *open(page: string, state = "empty", address = page, kind: Kind = "open"): AsyncGenerator<At> {
    await this.ada.open(address);
    yield this.at(page, state, kind);
  }

  /** The page with each of these notices. */
  async *notices(page: string, names: string[]): AsyncGenerator<At> {
    for (const name of names) yield* this.open(page, `notice ${name}`, `${page}?notice=${name}`, "notice");
  }

  /** The page while its form is on its way, and once it was refused. Without JavaScript nothing of the page tells that it waits. */
  async *refusal(page: string, form: string, typed: Typed, wrong: string[], state = "refused"): AsyncGenerator<At> {
    if (!this.ada.javaScript) {
      await this.sendInVain(form, typed);
    } else {
      const letGo = await this.holdBack(form);
      this.ada.watch.expectRefusals();
      await this.fill(form, typed);
      await this.button(form).click();
      await expect(this.button(form)).toHaveAttribute("aria-busy", "true");
      yield this.at(page, `busy, then ${state}`, "busy");
      await this.ada.awaits(letGo);
      await this.page.unroute(`**/ui/${form}`);
    }
    yield this.at(page, state, "refused", wrong);
  }

  /** Holds a form back on its way. */
  private async holdBack(form: string): Promise<() => Promise<void>> {
    let opened = () => {};
    const gate = new Promise<void>((open) => (opened = open));
    await this.page.route(`**/ui/${form}`, async (route) => {
      await gate;
      await route.continue();
    });
    return async () => opened();
  }

  // --- Ways -----------------------------------------------------------------------------------------------------------

  /** On the account page of whoever has just registered. */
  async register(): Promise<void> {
    await register(this.page.request, this.ada, this.server.mailbox);
    await this.ada.open("/account?notice=registered");
  }

  /** From the registration page to that of the password, by the link of a letter. */
  async confirmAddress(): Promise<void> {
    const { name, email, javaScript } = this.ada;
    await this.send("register", { name, email }, "/register");
    const link = await this.server.keptLink(email, "/register/confirm");
    await this.ada.openLink(link);
    if (!javaScript) await this.send("open_registration", { letter_code: link }, "/register/password");
    await this.ada.lands("/register/password");
  }

  async beginTwoFactor(): Promise<void> {
    await this.ada.open("/account");
    await this.send("begin_two_factor", {}, "/account/two-factor/set-up");
    await this.typeKey();
  }

  /** Types the key of the set-up page into the authenticator. */
  async typeKey(): Promise<void> {
    const link = this.page.locator('a[href^="otpauth:"]');
    this.app = Authenticator.fromUri((await link.getAttribute("href")) ?? "");
    this.ada.watch.keepSecret(this.authenticator.secret);
  }

  /** A code where one is asked for. With WebAssembly the sixth digit sends it, where nothing else is asked with it. */
  async giveCode(form: string, lands: string): Promise<void> {
    const field = this.field(form, "code");
    const sendsItself = this.ada.javaScript && (await field.getAttribute("data-sends")) !== null;
    await field.fill(await this.authenticator.nextCode());
    if (!sendsItself) await this.button(form).click();
    await this.ada.lands(lands);
  }

  /** From the set-up page to that of the recovery codes. */
  async turnOn(): Promise<void> {
    await this.giveCode("turn_on", "/account/recovery-codes");
    await this.writeDownCodes();
  }

  /** The codes that the page shows. */
  async writeDownCodes(): Promise<void> {
    this.recoveryCodes = await this.page.locator("#codes code").allInnerTexts();
    this.ada.watch.keepSecret(...this.recoveryCodes);
  }

  async keepCodes(): Promise<void> {
    await this.field("confirm_recovery_codes", "stored").check();
    await this.send("confirm_recovery_codes", {}, "/account");
  }

  async signOut(): Promise<void> {
    await this.send("sign_out", {}, "/sign-in");
  }

  /** On the account page of a person whose two-factor authentication is on and whose recovery codes are kept. */
  async settleIn(): Promise<void> {
    const { phone, recoveryCodes } = await settleIn(this.page.request, this.ada, this.server.mailbox);
    this.app = phone;
    this.recoveryCodes = recoveryCodes;
    this.ada.watch.keepSecret(phone.secret, ...recoveryCodes);
    await this.ada.open("/account?notice=recovery-codes-kept");
  }

  /** Whoever gives their password is asked for the second step. */
  async passFirstStep(): Promise<void> {
    await this.ada.open("/sign-in");
    await this.fill("sign_in", { email: this.ada.email, password: this.ada.password });
    await this.button("sign_in").click();
    await expect(this.field("sign_in_code", "code")).toBeVisible();
    await this.ada.arrive();
  }
}
