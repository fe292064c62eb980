// What people do: verbs for the specs, each a step in the report.
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type Mailbox, register, settleIn } from "./accounts.ts";
import { scan } from "./qr.ts";
import { Authenticator } from "./totp.ts";
import type { Watch } from "./watch.ts";

export class Person {
  readonly email: string;
  readonly password = "seven quiet lanterns at dusk";
  /** The app on their phone, once it has scanned the QR code. */
  private phone: Authenticator | undefined;
  /** On a sheet of paper, unused. */
  recoveryCodes: string[] = [];
  /** Where letters to them arrive, if letters are sent. */
  mailbox: Mailbox | undefined;

  constructor(
    readonly page: Page,
    readonly watch: Watch,
    /** Whether JavaScript, and with it WebAssembly, runs. */
    readonly javaScript: boolean,
    readonly name: string,
    /** Tells them from those of other tests. */
    private readonly number: number,
  ) {
    this.email = `${name.split(" ")[0]?.toLowerCase()}.${number}@example.com`;
    watch.keepSecret(this.password);
  }

  /** The same person in front of another page: they bring along what they know and have. */
  at(page: Page): Person {
    const there = new Person(page, this.watch, this.javaScript, this.name, this.number);
    there.phone = this.phone;
    there.recoveryCodes = this.recoveryCodes;
    there.mailbox = this.mailbox;
    return there;
  }

  /** Their authenticator, which a spec asks for only once it is set up. */
  get authenticator(): Authenticator {
    if (!this.phone) throw new Error(`${this.name} has not scanned a QR code yet`);
    return this.phone;
  }

  // --- Looking and pressing -------------------------------------------------------------------------------------------

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.arrive();
  }

  /** Follows the link of a letter whose page goes on to another by itself, where scripts run. */
  async openLink(link: string): Promise<void> {
    // Nothing waits for a page that is left at once.
    await this.page.goto(link, { waitUntil: "commit" });
    if (!this.javaScript) await this.arrive();
  }

  /** Waits until the page has this path (and query, if one is named) and can be used. */
  async lands(path: string): Promise<void> {
    const exactly = path.includes("?");
    await expect(this.page, `lands on ${path}`).toHaveURL((url) => (exactly ? url.pathname + url.search : url.pathname) === path);
    await this.arrive();
  }

  /** Waits until the islands run, where there are any: before that, a form is sent as a plain browser sends it. */
  async arrive(): Promise<void> {
    await this.page.waitForLoadState("domcontentloaded");
    if (!this.javaScript) return;
    await this.page.waitForFunction(
      () => !document.querySelector("leptos-island") || document.documentElement.dataset.hydrated,
    );
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async fill(fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.field(label).fill(text);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  /** Does something that sends a form and waits for the answer, where the page says the same before and after. */
  async awaits(deed: () => Promise<void>): Promise<void> {
    const answer = this.javaScript
      ? // What a passkey is asked comes with the page, and by no deed of theirs.
        this.page.waitForResponse((response) => /^\/ui\/(?!ask_to_sign_in$)/.test(new URL(response.url()).pathname))
      : this.page.waitForEvent("domcontentloaded");
    await deed();
    await answer;
    if (this.javaScript) await expect(this.page.locator("[aria-busy=true]")).toHaveCount(0);
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  /** A sentence stands above the form. */
  async isTold(sentence: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("alert")).toContainText(sentence);
  }

  /** A sentence stands at a field, and tells it to those who cannot see it too. */
  async isToldAt(label: string, sentence: string): Promise<void> {
    const field = this.field(label);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(new RegExp(escaped(sentence)));
    // The summary above the form may say it, too.
    await expect(this.page.getByText(sentence).filter({ visible: true }).last()).toBeVisible();
  }

  /** What became of the last thing they did. */
  async reads(notice: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("status").first()).toHaveText(notice);
  }

  async isSignedIn(): Promise<void> {
    await expect(this.page.getByRole("button", { name: "Sign out" })).toBeVisible();
  }

  async isSignedOut(): Promise<void> {
    await expect(this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sign in" })).toBeVisible();
  }

  // --- Where they begin -----------------------------------------------------------------------------------------------

  /** On the account page, as whoever has just registered. */
  async hasRegistered(): Promise<void> {
    await test.step("has registered", async () => {
      await register(this.page.request, this, this.mailbox);
      await this.open("/account?notice=registered");
    });
  }

  /** On the account page, as whoever has just turned two-factor authentication on and kept the recovery codes. */
  async hasSettledIn(): Promise<void> {
    await test.step("has settled in", async () => {
      const { phone, recoveryCodes } = await settleIn(this.page.request, this, this.mailbox);
      this.phone = phone;
      this.recoveryCodes = recoveryCodes;
      this.watch.keepSecret(phone.secret, ...recoveryCodes);
      await this.open("/account?notice=recovery-codes-kept");
    });
  }

  // --- The journeys ---------------------------------------------------------------------------------------------------

  async register(): Promise<void> {
    await test.step("register", async () => {
      await this.open("/register");
      if (this.mailbox) return this.registerByLetter(this.mailbox);
      await this.fill({ Name: this.name, "E-mail": this.email, Password: this.password });
      await this.press("Create account");
      await this.lands("/account?notice=registered");
    });
  }

  /** From the registration page on, where the address is confirmed first. */
  private async registerByLetter(mailbox: Mailbox): Promise<void> {
    await this.fill({ Name: this.name, "E-mail": this.email });
    await this.press("Send the letter");
    await this.lands("/register?notice=registration-asked");
    await this.reads(/A letter is on its way to that address/);
    const link = await mailbox.link(this.email, "/register/confirm");
    await this.openLink(link);
    if (!this.javaScript) {
      await this.fill({ "Link or code of the letter": link });
      await this.press("Go on");
    }
    await this.lands("/register/password");
    await this.fill({ Password: this.password });
    await this.press("Create account");
    await this.lands("/account?notice=registered");
  }

  async signOut(): Promise<void> {
    await test.step("sign out", async () => {
      await this.press("Sign out");
      await this.lands("/sign-in?notice=signed-out");
    });
  }

  /** The first step of signing in, from wherever it is asked for. */
  async givePassword(password = this.password): Promise<void> {
    await test.step("give e-mail address and password", async () => {
      await this.fill({ "E-mail": this.email, Password: password });
      await this.press("Sign in");
    });
  }

  /** Signs in up to the second step. */
  async passesFirstStep(next = ""): Promise<void> {
    await this.open(next ? `/sign-in?next=${next}` : "/sign-in");
    await this.givePassword();
    await this.isAskedForCode();
  }

  /** A code where one is asked for: with WebAssembly the form sends itself. */
  async giveCode(code: string, button = "Continue"): Promise<void> {
    await test.step("give a code", async () => {
      await this.field("Code").fill(code);
      if (!this.javaScript) await this.press(button);
    });
  }

  async giveRecoveryCode(code: string): Promise<void> {
    await test.step("give a recovery code", async () => {
      await this.page.getByRole("link", { name: "Use a recovery code instead" }).click();
      if (!this.javaScript) await this.lands("/sign-in/recovery-code");
      await this.field("Recovery code").fill(code);
      await this.press("Continue");
    });
  }

  /** Until a code is asked for. */
  async isAskedForCode(): Promise<void> {
    await expect(this.field("Code")).toBeVisible();
    await this.arrive();
  }

  /** Both steps, as far as they are asked for. */
  async signIn(): Promise<void> {
    await test.step("sign in", async () => {
      if (this.phone) {
        await this.passesFirstStep();
        await this.giveCode(await this.authenticator.nextCode());
      } else {
        await this.open("/sign-in");
        await this.givePassword();
      }
      await this.lands("/account");
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

  /** Scans the QR code with the phone. */
  async scan(): Promise<Authenticator> {
    return test.step("scan the QR code", async () => {
      const uri = await scan(this.page.getByRole("img", { name: "QR code for your authenticator app" }));
      this.phone = Authenticator.fromUri(uri);
      this.watch.keepSecret(this.authenticator.secret);
      return this.authenticator;
    });
  }

  /** Up to the page with the recovery codes. */
  async turnOnTwoFactor(): Promise<void> {
    await test.step("turn on two-factor authentication", async () => {
      await this.beginTwoFactor();
      const app = await this.scan();
      await this.giveCode(await app.nextCode(), "Turn on");
      await this.lands("/account/recovery-codes");
      await this.writeDownRecoveryCodes();
    });
  }

  async writeDownRecoveryCodes(): Promise<string[]> {
    this.recoveryCodes = await this.page.getByRole("region", { name: "Your codes" }).getByRole("code").allInnerTexts();
    this.watch.keepSecret(...this.recoveryCodes);
    return this.recoveryCodes;
  }

  async confirmRecoveryCodes(): Promise<void> {
    await test.step("confirm that the recovery codes are kept", async () => {
      await this.page.getByRole("checkbox").check();
      await this.press("Continue");
      await this.lands("/account?notice=recovery-codes-kept");
    });
  }

  /** A whole account: registered, two-factor authentication on, recovery codes on paper. */
  async settleIn(): Promise<void> {
    await this.register();
    await this.turnOnTwoFactor();
    await this.confirmRecoveryCodes();
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
