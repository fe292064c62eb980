// The guards that docs quote for services in other languages (guards/), run as they stand there. No service of theirs has a script.
import { createServer, request as ask, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Person, test as base } from "../fixtures.ts";
import { freePort, Guard, GUARDS, START_MILLISECONDS } from "../guard.ts";

interface PerTest {
  file: string;
  /** The service, in front of the worker's Latchkey. */
  guard: Guard;
  /** Starts an HTTP server that ends with the test. */
  serve: (answer: RequestListener) => Promise<string>;
}

const test = base.extend<PerTest>({
  file: ["", { option: true }],
  guard: [
    async ({ file, server }, use) => {
      const guard = await Guard.start(file, server.url);
      await use(guard);
      guard.stop();
    },
    { timeout: START_MILLISECONDS },
  ],
  serve: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (answer) => {
      const server = createServer(answer).listen(0, "127.0.0.1");
      servers.push(server);
      await new Promise((done) => server.once("listening", done));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
});

/** What a neighbour on the same host has set, in UTF-8. */
const NEIGHBOUR = Buffer.from("city=Zürich").toString("latin1");

/** The cookies of a browser, beside those of a neighbour. */
async function cookiesOf(ada: Person): Promise<string> {
  const own = await ada.page.context().cookies();
  return [NEIGHBOUR, ...own.map(({ name, value }) => `${name}=${value}`)].join("; ");
}

interface Asked {
  cookie?: string;
  path?: string;
  method?: string;
  headers?: Record<string, string>;
}

/** Asks a service as a program does. */
async function program(service: Guard, { cookie, path = "/", method = "GET", headers = {} }: Asked = {}): Promise<Response> {
  return fetch(service.url + path, { method, headers: { ...headers, ...(cookie ? { cookie } : {}) }, redirect: "manual" });
}

/** Asks a service as a browser asks for a page. */
async function page(service: Guard, asked: Asked = {}): Promise<Response> {
  return program(service, { ...asked, headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
}

async function letsIn(service: Guard, cookie: string, name: string): Promise<void> {
  for (const answer of [await program(service, { cookie }), await page(service, { cookie })]) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; ?charset=utf-8$/i);
    expect(await answer.text()).toBe(`Hello, ${name}`);
  }
}

async function refuses(service: Guard, cookie?: string): Promise<void> {
  expect((await program(service, { cookie })).status).toBe(401);
  const answer = await page(service, { cookie });
  expect([302, 303]).toContain(answer.status);
  expect(answer.headers.get("location")).toBe("/sign-in?next=%2F");
}

for (const file of GUARDS) {
  test.describe(file, () => {
    test.use({ file });

    test("a stranger is refused, and led from a page to the sign-in that leads back to it", async ({ guard }) => {
      await refuses(guard);
      await refuses(guard, `${NEIGHBOUR}; latchkey-access=forged; latchkey-refresh=forged`);
      const path = "/a%20b%3F/%C3%BC?c=d&e=%26+f";
      const location = (await page(guard, { path })).headers.get("location") ?? "";
      expect(location).toMatch(/^\/sign-in\?next=[^&/?+]+$/);
      expect(new URL(location, guard.url).searchParams.get("next")).toBe(path);
      expect((await page(guard, { method: "POST" })).status, "a form is not led on, it would be lost").toBe(401);
    });

    test("a person is let in as long as they are signed in, with every factor that they have", async ({ ada, guard }) => {
      await ada.hasRegistered();
      await letsIn(guard, await cookiesOf(ada), ada.name);
      await ada.turnOnTwoFactor();
      await ada.confirmRecoveryCodes();
      const full = await cookiesOf(ada);
      await letsIn(guard, full, ada.name);

      await ada.signOut();
      await refuses(guard, await cookiesOf(ada));
      await refuses(guard, full);

      await ada.passesFirstStep();
      await refuses(guard, await cookiesOf(ada));
      await ada.giveCode(await ada.authenticator.nextCode());
      await ada.lands("/account");
      await letsIn(guard, await cookiesOf(ada), ada.name);
    });

    test("where the access token has expired, the page that one is led to renews it", async ({ ada, guard }) => {
      await ada.hasRegistered();
      await ada.page.context().clearCookies({ name: "latchkey-access" });
      const expired = await cookiesOf(ada);
      await refuses(guard, expired);
      await ada.open((await page(guard, { cookie: expired })).headers.get("location") ?? "");
      await ada.isSignedIn();
      await letsIn(guard, await cookiesOf(ada), ada.name);
    });

    test("from a page of the service one comes through both steps of signing in, and back", async ({ ada, guard, serve, server }) => {
      // One host for both, as a proxy makes it: the start page is the service's. That has no picture, for which browsers ask.
      const host = await serve((asked, answer) => {
        if (asked.url === "/favicon.ico") return answer.writeHead(204).end();
        const url = new URL(asked.url ?? "", asked.url === "/" ? guard.url : server.url);
        const passed = ask(url, { method: asked.method, headers: asked.headers }, (got) => {
          answer.writeHead(got.statusCode ?? 0, got.headers);
          got.pipe(answer);
        });
        passed.once("error", () => answer.destroy());
        asked.pipe(passed);
      });
      await ada.hasSettledIn();
      await ada.signOut();
      await ada.open(host);
      await ada.lands("/sign-in?next=%2F");
      await ada.givePassword();
      await ada.isAskedForCode();
      await ada.open(host);
      await ada.lands("/sign-in?next=%2F");
      await ada.giveCode(await ada.authenticator.nextCode());
      await ada.lands("/");
      await ada.sees(`Hello, ${ada.name}`);
    });

    test("nobody is let in unless Latchkey says who it is", async ({ file, serve }) => {
      const user = JSON.stringify({ id: "8c5b2f0e", name: "Zoë <b>" });
      const heard: Record<string, unknown>[] = [];
      // Cookies that it sets are one person's, and not for the next one's question.
      const isWell: RequestListener = (_, answer) => answer.writeHead(200, { "set-cookie": "latchkey-access=another" }).end(user);
      let answer = isWell;
      const latchkey = await serve((asked, answering) => {
        heard.push(asked.headers);
        if (asked.url === "/api/v1/authentication") answer(asked, answering);
        else answering.end(user);
      });
      const guard = await Guard.start(file, latchkey);
      try {
        await letsIn(guard, NEIGHBOUR, "Zoë <b>");
        heard.length = 0;
        const headers = { authorization: "Bearer marked", "x-forwarded-for": "192.0.2.1", "x-user": "marked", "user-agent": "marked" };
        for (const cookie of ["a=b", undefined]) await program(guard, { cookie, headers });
        expect(heard.map(({ cookie }) => cookie ?? "")).toEqual(["a=b", ""]);
        expect(JSON.stringify(heard), "nothing is passed on but the cookies").not.toMatch(/marked|192\.0\.2\.1/);

        const unwell: Record<string, RequestListener> = {
          "it is broken": (_, answer) => answer.writeHead(500).end(user),
          "it is crowded": (_, answer) => answer.writeHead(503, { "retry-after": "5" }).end(user),
          "it is another's host": (_, answer) => answer.writeHead(421).end(user),
          "it leads elsewhere": (_, answer) => answer.writeHead(302, { location: "/user" }).end(),
          "it is a page": (_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
          "it names nobody": (_, answer) => answer.end("{}"),
          "it breaks off": (_, answer) => answer.destroy(),
          "it stops within": (_, answer) => answer.writeHead(200, { "content-length": 1000 }).write(user.slice(0, -1)),
          "it says nothing": () => {},
        };
        for (const [why, unwellAnswer] of Object.entries(unwell)) {
          await test.step(why, async () => {
            answer = unwellAnswer;
            const answers = await Promise.all([program(guard, { cookie: "a=b" }), page(guard, { cookie: "a=b" })]);
            expect(answers.map(({ status }) => status), why).toEqual([503, 503]);
          });
        }
        answer = isWell;
        await letsIn(guard, "a=b", "Zoë <b>");
      } finally {
        guard.stop();
      }
    });

    test("nobody is let in while Latchkey cannot be reached", async ({ file }) => {
      const guard = await Guard.start(file, `http://127.0.0.1:${await freePort()}`);
      try {
        expect((await program(guard)).status).toBe(503);
        expect((await page(guard)).status).toBe(503);
      } finally {
        guard.stop();
      }
    });
  });
}
