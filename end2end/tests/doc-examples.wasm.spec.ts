// The JavaScript of docs/api.md, run as it stands there. Its curl examples are run by tests/it/api_door/doc_examples.rs.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { scan } from "../qr.ts";
import { Authenticator } from "../totp.ts";

const document = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
const examples = [...document.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code ?? "");

// Another front end has a policy of its own: `blob:` for the picture. What these examples do is done on its pages, not on ours.
test.use({ bypassCSP: true });

/** Runs an example with names that stand for what the reader has: elements of the page, what was typed. */
async function run(page: Page, example: string, result: string, typed: Record<string, string> = {}): Promise<unknown> {
  return page.evaluate(
    async ({ code, typed }) => {
      const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
      const [image, figure] = [globalThis.document.querySelector("#image"), globalThis.document.querySelector("#figure")];
      const names = { image, figure, ...typed };
      return new AsyncFunction(...Object.keys(names), code)(...Object.values(names));
    },
    { code: `${example}\nreturn ${result};`, typed },
  );
}

test("the fetch examples of docs/api.md do what they say", async ({ ada }) => {
  expect(examples).toHaveLength(3);
  const [picture = "", drawing = "", journey = ""] = examples;
  await ada.hasRegistered();
  const { page } = ada;
  await page.evaluate(() => {
    globalThis.document.body.innerHTML = '<img id="image" alt="QR code"><figure id="figure"></figure>';
  });

  expect(await run(page, picture, "answer.status")).toBe(200);
  await expect(page.locator("#image")).toHaveJSProperty("complete", true);
  const first = Authenticator.fromUri(await scan(page.locator("#image")));
  expect(first.account).toBe(ada.email);

  expect(await run(page, drawing, "answer.status")).toBe(200);
  const app = Authenticator.fromUri(await scan(page.locator("#figure svg")));
  expect(app.secret, "each call draws a new secret").not.toBe(first.secret);

  const post = journey.slice(0, journey.indexOf("const user"));
  const turnOn = 'post("/2fa/turn-on", { twoFactorAuthenticationCode: code }).then((answer) => answer.status)';
  expect(await run(page, post, turnOn, { code: await app.nextCode() })).toBe(200);
  expect(await run(page, post, 'post("/authentication/log-out").then((answer) => answer.status)')).toBe(200);

  const typed = { email: ada.email, password: ada.password, code: await app.nextCode() };
  const told = await run(page, journey, '{ asked: user.secondFactorRequired, signedIn, me: await (await fetch("/api/v1/authentication")).json() }', typed);
  expect(told).toMatchObject({ asked: true, signedIn: true, me: { email: ada.email } });
});
