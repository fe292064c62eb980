// A device that keeps passkeys: the browser's own virtual authenticator, over the DevTools protocol.
import type { CDPSession, Page } from "@playwright/test";

/** What a device is like. */
export interface Kind {
  /** Copied to other devices of its person. */
  synced?: boolean;
  /** A key to plug in, in place of the device itself. */
  plugged?: boolean;
}

/** A passkey as the protocol has it. */
export interface Kept {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
  backupEligibility?: boolean;
  backupState?: boolean;
}

export class Device {
  private constructor(
    private readonly page: Page,
    private readonly cdp: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** A device for this page. Without a present person it answers nothing until there is one. */
  static async of(page: Page, { synced = true, plugged = false }: Kind = {}): Promise<Device> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: plugged ? "usb" : "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
        defaultBackupEligibility: synced,
        defaultBackupState: synced,
      },
    });
    return new Device(page, cdp, authenticatorId);
  }

  /** Whether somebody touches it when it asks. While nobody does, what waits in a field goes on waiting. */
  async isTouched(enabled: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.authenticatorId, enabled });
  }

  /** Does something while somebody touches it. What waits in a field has begun to, untouched. */
  async touchedWhile(deed: () => Promise<void>): Promise<void> {
    await this.page.waitForLoadState("networkidle");
    await this.isTouched(true);
    await deed();
    await this.isTouched(false);
  }

  /** Whether it recognises its person. */
  async recognises(isUserVerified: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }

  /** What it signs wrongly from now on. */
  async forges(bits: { isBogusSignature?: boolean; isBadUV?: boolean; isBadUP?: boolean }): Promise<void> {
    await this.cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId: this.authenticatorId, ...bits });
  }

  /** The passkeys that it keeps. */
  async kept(): Promise<Kept[]> {
    const { credentials } = await this.cdp.send("WebAuthn.getCredentials", { authenticatorId: this.authenticatorId });
    return credentials as Kept[];
  }

  /** Keeps a passkey from another device, as sync or a thief brings it. */
  async keeps(credential: Kept): Promise<void> {
    await this.cdp.send("WebAuthn.addCredential", { authenticatorId: this.authenticatorId, credential });
  }

  /** Loses all of them. */
  async forgets(): Promise<void> {
    await this.cdp.send("WebAuthn.clearCredentials", { authenticatorId: this.authenticatorId });
  }
}
