// An authenticator app: reads an otpauth:// URI and shows codes (RFC 6238).
import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";

const STEP = 30;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class Authenticator {
  /** The last step whose code was given to the server, which takes each step once, and none before it. */
  private used = -1;

  private constructor(
    readonly uri: string,
    readonly issuer: string,
    readonly account: string,
    /** In base32. */
    readonly secret: string,
  ) {}

  /** Reads what a QR code holds, as strictly as the strictest of the apps. */
  static fromUri(uri: string): Authenticator {
    const url = new URL(uri);
    expect(url.protocol, "the scheme").toBe("otpauth:");
    expect(url.host, "codes by time").toBe("totp");
    const [prefix, account, ...rest] = decodeURIComponent(url.pathname.slice(1)).split(":");
    expect(rest).toEqual([]);
    const { secret = "", issuer, algorithm, digits, period, ...other } = Object.fromEntries(url.searchParams);
    expect({ issuer, algorithm, digits, period, other }).toEqual({
      issuer: prefix,
      algorithm: "SHA1",
      digits: "6",
      period: String(STEP),
      other: {},
    });
    expect(secret, "160 bits").toMatch(/^[A-Z2-7]{32}$/);
    return new Authenticator(uri, issuer ?? "", account ?? "", secret);
  }

  /** A code that was never given to the server: the oldest that it still takes, so that more are left for later. */
  async nextCode(): Promise<string> {
    this.used = await this.nextStep();
    return this.codeAt(this.used);
  }

  /** The code that was given to the server last. */
  lastCode(): string {
    return this.codeAt(this.used);
  }

  /** The code of a while ago, as one copies it from a screen that has slept. */
  staleCode(): string {
    return this.codeOfSteps(-30);
  }

  /** What it would show in so many steps: what it shows now if its clock is ahead. */
  codeOfSteps(steps: number): string {
    return this.codeAt(now() / STEP + steps);
  }

  /** Six digits that are no code of the steps around now. */
  wrongCode(): string {
    const right = [-3, -2, -1, 0, 1, 2, 3].map((shift) => this.codeAt(now() / STEP + shift));
    for (let number = 0; ; number++) {
      const code = String(number).padStart(6, "0");
      if (!right.includes(code)) return code;
    }
  }

  private async nextStep(): Promise<number> {
    // The server takes the present step and its two neighbours. The earlier one only if it is good for some seconds more.
    const next = () => Math.max(this.used + 1, Math.floor((now() + 10) / STEP) - 1);
    const taken = () => next() <= Math.floor(now() / STEP) + 1;
    if (!taken()) {
      test.info().setTimeout(test.info().timeout + 2 * STEP * 1000);
      await expect.poll(taken, { message: "a step that was not used yet", timeout: 2 * STEP * 1000 }).toBe(true);
    }
    return next();
  }

  private codeAt(step: number): string {
    return code(this.secret, step);
  }
}

/** What an authenticator shows now that another product set up, by the URI that it scanned there. */
export function shownNow(uri: string): string {
  const { secret = "", algorithm = "SHA1", digits = "6", period = String(STEP) } = Object.fromEntries(new URL(uri).searchParams);
  return code(secret, now() / Number(period), { algorithm, digits: Number(digits) });
}

function code(secret: string, step: number, { algorithm, digits } = { algorithm: "SHA1", digits: 6 }): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(step)));
  const mac = createHmac(algorithm, decodeBase32(secret)).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

function now(): number {
  return Date.now() / 1000;
}

function decodeBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
