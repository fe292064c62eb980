// The way of a person in a browser: from an application's page through the sign-in, and back to that very page.
import type { Page } from "@playwright/test";
import type { Echoed } from "./echo.ts";
import { heard } from "./client.ts";
import { expect, type Person, test } from "./fixtures.ts";
import type { Gate } from "./gate.ts";
import type { Kind } from "./proxies/proxy.ts";
import { FILES, GATE_COOKIES, NOTES, WIKI } from "./site.ts";

/** With all that a query may hold. */
const PATH = "/a%20b/%C3%BC?c=d&e=%26+f%2Fg&c=%25";

/** What reached the application, by what its page shows. */
async function shown(page: Page): Promise<Echoed> {
  return JSON.parse(await page.locator("#echo").innerText()) as Echoed;
}

/** Is on the application's page, as who they are, and the application knows nothing of the gate's cookies. */
async function isLetIn(gate: Gate, ada: Person, host: string, path: string): Promise<Echoed> {
  await expect(ada.page).toHaveURL(gate.url(host, path));
  await expect(ada.page.getByRole("heading", { name: host })).toBeVisible();
  const echo = await shown(ada.page);
  expect(echo.url).toBe(path);
  expect(heard(echo, "Remote-Name").map(decodeURIComponent)).toEqual([ada.name]);
  expect(JSON.stringify(echo.headers)).not.toMatch(GATE_COOKIES);
  return echo;
}

/** Opens an application, and is asked to sign in. */
async function isLedToSignIn(gate: Gate, ada: Person, host: string, path = "/"): Promise<void> {
  await ada.page.goto(gate.url(host, path));
  await expect(ada.page).toHaveURL((url) => url.origin === gate.url("id.example.test", ""));
  await ada.arrive();
  await expect(ada.field("E-mail")).toBeVisible();
}

export function leadsThroughAndBack(kind: Kind): void {
  test.use({ kind });

  test("from the application's page through the sign-in and back, on two hosts and two domains, until the log-out", async ({ ada, gate }) => {
    await ada.register();
    await ada.signOut();
    await isLedToSignIn(gate, ada, NOTES, PATH);
    await ada.givePassword();
    await isLetIn(gate, ada, NOTES, PATH);

    await test.step("a form is sent and its answer shown", async () => {
      await ada.fill({ Said: "ü & 1" });
      await ada.press("Say");
      const echo = await isLetIn(gate, ada, NOTES, "/said?a=b&c=%26");
      expect([echo.method, echo.body]).toEqual(["POST", "said=%C3%BC+%26+1"]);
      expect(heard(echo, "Cookie").join("; "), "the application's own").toContain(`application=${NOTES}`);
    });

    await test.step("another domain asks for nothing more", async () => {
      await ada.page.goto(gate.url(WIKI, PATH));
      await isLetIn(gate, ada, WIKI, PATH);
    });

    await test.step("signed out, they are asked on every host", async () => {
      await ada.open("/account");
      await ada.signOut();
      for (const host of [NOTES, WIKI]) await isLedToSignIn(gate, ada, host);
    });
  });

  test("where two factors are asked for, both are asked for on the way", async ({ ada, gate }) => {
    await ada.settleIn();
    await ada.signOut();
    await isLedToSignIn(gate, ada, FILES, PATH);
    await ada.givePassword();
    await ada.isAskedForCode();
    await ada.giveCode(await ada.authenticator.nextCode());
    const echo = await isLetIn(gate, ada, FILES, PATH);
    expect(heard(echo, "Remote-Amr").join(",").split(",")).toEqual(expect.arrayContaining(["pwd", "otp"]));
  });

  test("two tabs that were led to the sign-in both come back to their own page", async ({ ada, gate, page }) => {
    await ada.register();
    await ada.signOut();
    await isLedToSignIn(gate, ada, NOTES, "/one");
    const other = ada.at(await page.context().newPage());
    await isLedToSignIn(gate, other, NOTES, "/two");
    await ada.givePassword();
    await isLetIn(gate, ada, NOTES, "/one");
    await other.page.goto(gate.url(NOTES, "/two"));
    await isLetIn(gate, other, NOTES, "/two");
  });
}

/** What a page does by scripts. */
export function servesScripts(kind: Kind): void {
  test.use({ kind });

  test("a page of the application fetches, and talks by WebSocket", async ({ ada, gate }) => {
    await ada.register();
    await ada.page.goto(gate.url(NOTES));
    await isLetIn(gate, ada, NOTES, "/");
    const fetched = await ada.page.evaluate(async () => (await fetch("/data?a=b", { method: "PUT", body: "x" })).json());
    expect([fetched.method, fetched.url, fetched.body]).toEqual(["PUT", "/data?a=b", "x"]);
    const texts = await ada.page.evaluate(
      () =>
        new Promise<string[]>((done, failed) => {
          const socket = new WebSocket(`wss://${location.host}/talk`);
          const texts: string[] = [];
          socket.onopen = () => socket.send("hello");
          socket.onerror = () => failed(new Error("the WebSocket failed"));
          socket.onmessage = ({ data }) => {
            if (texts.push(String(data)) < 2) return;
            socket.close();
            done(texts);
          };
        }),
    );
    expect(texts[1]).toBe("hello");
    const echo = JSON.parse(texts[0] ?? "") as Echoed;
    expect(heard(echo, "Remote-Name").map(decodeURIComponent)).toEqual([ada.name]);
    expect(JSON.stringify(echo.headers)).not.toMatch(GATE_COOKIES);
  });
}
