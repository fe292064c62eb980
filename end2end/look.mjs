// Photographs every page for people to look at: at 390 and 1280 pixels, light and dark. No test.
//
//     . tools/env && node end2end/look.mjs FOLDER
//
// E2E_BINARY and E2E_SITE_ROOT name another build than target/release/latchkey and target/site.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node look.mjs FOLDER");
mkdirSync(folder, { recursive: true });

const root = fileURLToPath(new URL("..", import.meta.url));
const data = mkdtempSync(join(tmpdir(), "latchkey-look-"));
const server = spawn(
  process.env.E2E_BINARY ?? join(root, "target/release/latchkey"),
  ["--listen", "127.0.0.1:0", "--data-dir", data, "--site-root", process.env.E2E_SITE_ROOT ?? join(root, "target/site")],
  { env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "ignore"] },
);
const url = await new Promise((found, failed) => {
  server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  server.stdout.on("data", (text) => {
    const line = /listening on (http:\/\/\S+)/.exec(String(text));
    if (line) found(line[1]);
  });
});
const browser = await chromium.launch({
  executablePath: process.env.E2E_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  await lookAround(await browser.newPage({ baseURL: url }));
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill();
  rmSync(data, { recursive: true, force: true });
}

async function lookAround(page) {
  const person = { name: "Ada Lovelace", email: "ada@example.com", password: "seven quiet lanterns at dusk" };
  const look = photographer(page);
  const see = async (path, name) => {
    await go(page, path);
    await look(name);
  };
  await see("/", "home");
  await see("/no-such-page", "not-found");
  await see("/posts", "sign-in-first");

  await see("/register", "register");
  await fill(page, { name: person.name, email: "ada@example", password: "short" });
  await press(page, "Create account");
  await page.locator("#email-error").waitFor();
  await look("register-refused");
  await fill(page, person);
  await press(page, "Create account", "**/account?*");
  await look("account-new");

  await see("/posts", "posts-empty");
  await fill(page, { title: "x", content: " " });
  await press(page, "Publish");
  await page.locator("#content-error").waitFor();
  await look("posts-refused");
  const text = "The first one.\n\nIt has two paragraphs, and a line that is long enough to wrap on every telephone there is.";
  for (const [title, content] of [["A <b>bold</b> title, rather long so that it wraps somewhere", "<script>alert(1)</script>"], ["Hello", text]]) {
    await fill(page, { title, content });
    await press(page, "Publish", "**/posts?*");
  }
  await look("posts");

  await go(page, "/account");
  await press(page, "Set up two-factor authentication", "**/set-up");
  await look("set-up");
  const secret = (await page.locator("#secret").innerText()).replaceAll(/\s/g, "");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.locator("#code-error").waitFor();
  await look("set-up-wrong-code");
  await page.getByLabel("Code", { exact: true }).fill(code(secret, -1));
  await page.waitForURL("**/recovery-codes");
  await look("recovery-codes");
  await page.emulateMedia({ media: "print" });
  await page.pdf({ path: join(folder, "recovery-codes-print.pdf") });
  await page.emulateMedia({ media: "screen" });
  const codes = await page.locator(".codes code").allInnerTexts();
  await press(page, "Continue");
  await page.getByRole("alert").waitFor();
  await look("recovery-codes-not-confirmed");
  await page.getByRole("checkbox").check();
  await press(page, "Continue", "**/account?*");
  await look("account-two-factor");
  await see("/account/confirm", "confirm");
  await see("/account/two-factor/turn-off", "turn-off");
  await fill(page, { password: "not the password", code: "123456" });
  await press(page, "Turn off");
  await page.locator("#password-error").waitFor();
  await look("turn-off-refused");

  await press(page, "Sign out", "**/sign-in?*");
  await look("signed-out");
  await see("/sign-in", "sign-in");
  await fill(page, { email: person.email, password: "wrong" });
  await press(page, "Sign in");
  await page.getByRole("alert").waitFor();
  await look("sign-in-refused");
  await passwordStep(page, person);
  await look("code");
  await page.getByLabel("Code", { exact: true }).fill("111111");
  await page.locator("#code-error").waitFor();
  await look("code-refused");
  await page.getByRole("link", { name: "Use a recovery code instead" }).click();
  await page.locator("#recovery_code").waitFor();
  await look("recovery-code");
  await page.locator("#recovery_code").fill("nonsense");
  await press(page, "Continue");
  await page.locator("#recovery_code-error").waitFor();
  await look("recovery-code-refused");
  await press(page, "Start over", "**/sign-in");

  for (const spent of codes.slice(0, 8)) {
    await go(page, "/sign-in");
    await passwordStep(page, person);
    await page.getByRole("link", { name: "Use a recovery code instead" }).click();
    await page.locator("#recovery_code").fill(spent);
    await press(page, "Continue", "**/account?*");
    if (spent !== codes[7]) await press(page, "Sign out", "**/sign-in?*");
  }
  await look("account-few-codes");
  await press(page, "Sign out", "**/sign-in?*");

  await go(page, "/sign-in");
  for (let i = 0; i < 5; i++) {
    await fill(page, { email: person.email, password: `guess ${i}` });
    const answered = page.waitForResponse((response) => response.url().endsWith("/ui/sign_in"));
    await press(page, "Sign in");
    await answered;
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
  }
  await fill(page, { email: person.email, password: "guess" });
  await press(page, "Sign in");
  await page.getByText("Too many attempts").waitFor();
  await look("too-many-attempts");
}

/** Takes the page's picture in both widths and both colour schemes, under a number that keeps them in order. */
function photographer(page) {
  let number = 0;
  return async (name) => {
    const stem = `${String(++number).padStart(2, "0")}-${name}`;
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(folder, `${stem}-${width}-${colorScheme}.png`), fullPage: true, animations: "disabled" });
      }
    }
  };
}

async function go(page, path) {
  await page.goto(path);
  await alive(page);
}

/** Until its islands run, where it has any. */
async function alive(page) {
  await page.waitForFunction(() => !document.querySelector("leptos-island") || document.documentElement.dataset.hydrated);
}

async function fill(page, fields) {
  for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
}

/** Presses a button and waits for the page it leads to, if it leads to one. */
async function press(page, name, destination) {
  const arrived = destination && page.waitForURL(destination);
  await page.getByRole("button", { name, exact: true }).click();
  if (!destination) return;
  await arrived;
  await alive(page);
}

async function passwordStep(page, { email, password }) {
  await fill(page, { email, password });
  await press(page, "Sign in");
  await page.getByLabel("Code", { exact: true }).waitFor();
}

/** RFC 6238; `shift` steps from now. */
function code(secret, shift) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + shift));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
