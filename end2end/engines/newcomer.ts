// What people do in other engines: the words of people.ts, as far as the journeys need them.
import { expect, request, test } from "@playwright/test";
import { settleIn } from "../accounts.ts";
import { scan } from "../qr.ts";
import { Authenticator } from "../totp.ts";
import type { Watch } from "../watch.ts";
import type { Page } from "./page.ts";

const RECOVERY_CODE = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){5}\b/g;

export class Newcomer {
  readonly name = "Grace Hopper";
  readonly email: string;
  readonly password = "four patient compilers at dawn";
  private phone: Authenticator | undefined;
  /** On a sheet of paper, unused. */
  recoveryCodes: string[] = [];

  constructor(
    readonly page: Page,
    private readonly watch: Watch,
    /** Whether JavaScript, and with it WebAssembly, runs. */
    readonly javaScript: boolean,
    number: number,
  ) {
    this.email = `grace.${number}@example.com`;
    watch.keepSecret(this.password);
  }

  /** Their authenticator, which a spec asks for only once it is set up. */
  get authenticator(): Authenticator {
    if (!this.phone) throw new Error("nobody has scanned a QR code yet");
    return this.phone;
  }

  // --- Looking and pressing -------------------------------------------------------------------------------------------

  async open(path: string): Promise<void> {
    await this.page.open(path);
    await this.page.arrives(this.javaScript);
  }

  /** Waits until the page has this path (and query, if one is named) and can be used. */
  async lands(path: string): Promise<void> {
    await this.page.waits(async () => {
      const at = await this.page.path();
      expect(path.includes("?") ? at : at.replace(/\?.*/, ""), "lands on").toBe(path);
    });
    await this.page.arrives(this.javaScript);
  }

  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.page.fill(label, text);
  }

  async press(button: string): Promise<void> {
    await this.page.click("button", button);
  }

  /** The button whose name begins with these words and goes on with what it is about. */
  async pressThatBegins(words: string): Promise<void> {
    await this.page.click("button", new RegExp(`^${words}\\b`));
  }

  async follow(link: string): Promise<void> {
    await this.page.click("link", link);
  }

  async sees(text: string): Promise<void> {
    await this.page.waits(async () => expect(await this.page.text()).toContain(text));
  }

  /** A sentence stands on the page, and the field counts as wrong for those who cannot see it, too. */
  async isToldAt(label: string, sentence: string): Promise<void> {
    await this.sees(sentence);
    const field = await this.page.find("field", label);
    expect(await this.page.evaluate((it) => (it as unknown as HTMLElement).getAttribute("aria-invalid"), field)).toBe("true");
    await this.isLedTo(label);
  }

  /** WebAssembly puts the cursor where it is needed next. */
  async isLedTo(label: string): Promise<void> {
    if (this.javaScript) await this.page.isAt(label);
  }

  async isSignedIn(): Promise<void> {
    await this.page.find("button", "Sign out");
  }

  /** What the account page says of two-factor authentication. */
  async twoFactorIs(state: "On" | "Off"): Promise<void> {
    const region = await this.page.find("region", "Two-factor authentication");
    const words = await this.page.evaluate((element) => (element as unknown as HTMLElement).innerText, region);
    expect(words).toMatch(new RegExp(`\\b${state}\\b`));
    expect(words).not.toMatch(new RegExp(`\\b${state === "On" ? "Off" : "On"}\\b`));
  }

  // --- The journeys ---------------------------------------------------------------------------------------------------

  async register(): Promise<void> {
    await test.step("register", async () => {
      await this.open("/register");
      await this.fill({ Name: this.name, "E-mail": this.email, Password: this.password });
      await this.press("Create account");
      await this.lands("/account?notice=registered");
    });
  }

  async signOut(): Promise<void> {
    await test.step("sign out", async () => {
      await this.press("Sign out");
      await this.lands("/sign-in?notice=signed-out");
    });
  }

  async givePassword(): Promise<void> {
    await test.step("give e-mail address and password", async () => {
      await this.open("/sign-in");
      await this.fill({ "E-mail": this.email, Password: this.password });
      await this.press("Sign in");
    });
  }

  /** Signs in up to the second step, which has an address of its own only where it is a page of its own. */
  async passesFirstStep(): Promise<void> {
    await this.givePassword();
    if (!this.javaScript) await this.lands("/sign-in/code");
    await this.isLedTo("Code");
  }

  /** A code where one is asked for: with WebAssembly the form sends itself. */
  async giveCode(code: string, button = "Continue"): Promise<void> {
    await test.step("give a code", async () => {
      await this.fill({ Code: code });
      if (!this.javaScript) await this.press(button);
    });
  }

  async giveRecoveryCode(code: string): Promise<void> {
    await test.step("give a recovery code", async () => {
      await this.follow("Use a recovery code instead");
      if (!this.javaScript) await this.lands("/sign-in/recovery-code");
      await this.isLedTo("Recovery code");
      await this.fill({ "Recovery code": code });
      await this.press("Continue");
    });
  }

  /** Up to the page with the QR code. */
  async beginTwoFactor(): Promise<void> {
    await test.step("begin to set up two-factor authentication", async () => {
      await this.open("/account");
      await this.press("Set up two-factor authentication");
      await this.lands("/account/two-factor/set-up");
    });
  }

  /** Scans the QR code with the phone, from the picture that this engine draws. */
  async scan(): Promise<Authenticator> {
    return test.step("scan the QR code", async () => {
      const screenshot = () => this.page.pictureOf("image", "QR code for your authenticator app");
      // WebKit may give the picture of the window before it has scrolled. Whoever holds a telephone waits for that, too.
      await expect(async () => {
        this.phone = Authenticator.fromUri(await scan({ screenshot }));
      }).toPass();
      this.watch.keepSecret(this.authenticator.secret);
      return this.authenticator;
    });
  }

  /** From the page with the QR code to the account, with the recovery codes on paper. */
  async turnsOn(): Promise<void> {
    await test.step("turn on two-factor authentication", async () => {
      await this.giveCode(await this.authenticator.nextCode(), "Turn on");
      await this.lands("/account/recovery-codes");
      this.recoveryCodes = (await this.page.text()).match(RECOVERY_CODE) ?? [];
      expect(new Set(this.recoveryCodes).size, "recovery codes").toBe(10);
      this.watch.keepSecret(...this.recoveryCodes);
      await this.page.click("checkbox");
      await this.press("Continue");
      await this.lands("/account?notice=recovery-codes-kept");
    });
  }

  /** Elsewhere, before this browser was opened: two-factor authentication on, recovery codes on paper. */
  async hasSettledIn(): Promise<void> {
    await test.step("has settled in", async () => {
      const elsewhere = await request.newContext({ baseURL: this.page.origin });
      const { phone, recoveryCodes } = await settleIn(elsewhere, this);
      await elsewhere.dispose();
      this.phone = phone;
      this.recoveryCodes = recoveryCodes;
      this.watch.keepSecret(phone.secret, ...recoveryCodes);
    });
  }
}
