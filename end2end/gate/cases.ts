// What must hold behind every proxy, asked over HTTP. Ids are those of the security cases.
import { type Answer, AS_PAGE, type Asked, askDirectly, echoed, heard } from "./client.ts";
import type { Echoed } from "./echo.ts";
import { expect, test } from "./fixtures.ts";
import type { Gate } from "./gate.ts";
import type { Kind } from "./proxies/proxy.ts";
import { FILES, GATE_COOKIES, ID, IDENTITY, NOTES, STRANGERS, WIKI } from "./site.ts";
import type { Visitor } from "./visitor.ts";

/** Log-out is seen on every host within so long. */
const FORGETS_MILLISECONDS = 2_000;
const EVIL = "evil.other.example";
const FORGED = "forged";
/** How identity headers are forged: as they are called, in other letters, and as some applications read them, too. */
const FORGERIES = [...IDENTITY, "REMOTE-USER", "remote-groups", "Remote_User", "REMOTE_GROUPS", "remote_email", "X-WEBAUTH-USER", "x_webauth_user"];
const forgeries = FORGERIES.map((name): [string, string] => [name, FORGED]);

/** What reached the application of what was forged. */
function forgedIn({ headers }: Echoed): [string, string][] {
  return headers.filter(([, value]) => value.includes(FORGED));
}

/** Nobody is let in, and is told so as a page is: led to the sign-in, or refused. */
function expectLed(gate: Gate, answer: Answer): string {
  expect([302, 303], `${answer.status} ${answer.body}`).toContain(answer.status);
  const location = answer.headers.location ?? "";
  expect(location).toMatch(/^https:\/\/id\.example\.test:\d+\/gate\?request=[\w.~%-]+$/);
  expect(new URL(location).port).toBe(String(gate.port));
  return location;
}

/** Asks, and expects that nothing reaches the application. */
async function keptFrom(gate: Gate, host: string, deed: () => Promise<Answer>): Promise<Answer> {
  const before = gate.application(host).arrived;
  const answer = await deed();
  expect(gate.application(host).arrived, `nothing reaches the application (${answer.status})`).toBe(before);
  return answer;
}

export function holdsOverHttp(kind: Kind): void {
  test.use({ kind });

  test("a stranger is led to the sign-in, a program hears 401, and nothing reaches the application", async ({ gate, stranger }) => {
    for (const host of [NOTES, FILES, WIKI]) {
      const page = await keptFrom(gate, host, () => stranger.page(host, { path: "/a?b=c" }));
      expectLed(gate, page);
      expect(page.headers["cache-control"]).toContain("no-store");
      expect(stranger.cookie(host, "latchkey-gate").name, "for this host alone").toBe("__Host-latchkey-gate");
      const program = await keptFrom(gate, host, () => stranger.ask(host));
      expect(program.status).toBe(401);
      const script = await keptFrom(gate, host, () => stranger.page(host, { headers: [["X-Requested-With", "XMLHttpRequest"]] }));
      expect(script.status).toBe(401);
    }
  });

  test("a form of a stranger is led on as a page, and back to the page with the form", async ({ gate, visitor }) => {
    const form: Asked = { method: "POST", path: "/said", body: "a=b", headers: [["Referer", gate.url(NOTES, "/form?c=d")]] };
    const led = expectLed(gate, await keptFrom(gate, NOTES, () => visitor.page(NOTES, form)));
    await visitor.register();
    const { answer, way } = await visitor.follow(led);
    expect([answer.status, way.at(-1)], way.join("  ->  ")).toEqual([200, gate.url(NOTES, "/form?c=d")]);
  });

  test("what is public is open to everybody, what is denied to nobody", async ({ gate, stranger, visitor }) => {
    expect((await stranger.echo(NOTES, { path: "/public/a?b" })).url).toBe("/public/a?b");
    await visitor.register();
    await visitor.enters(NOTES);
    for (const who of [stranger, visitor]) {
      for (const path of ["/closed", "/closed/a", "/staff/a"]) {
        const answer = await keptFrom(gate, NOTES, () => who.ask(NOTES, { path }));
        expect(answer.status, path).toBe(who === stranger && path === "/staff/a" ? 401 : 403);
      }
    }
    expect((await keptFrom(gate, WIKI, () => stranger.ask(WIKI, { method: "DELETE" }))).status, "a method without an entry").toBe(403);
  });

  test("through the sign-in one comes back to the very page, with its query, on two hosts and two domains", async ({ visitor }) => {
    await visitor.register();
    for (const host of [NOTES, WIKI]) {
      const path = "/a%20b/%C3%BC?c=d&e=%26+f%2Fg&c=%25";
      const answer = await visitor.enters(host, path);
      expect(answer.body).toContain(host);
      const echo = await visitor.echo(host, { path });
      expect(echo.url).toBe(path);
      expect(heard(echo, "Remote-Name").map(decodeURIComponent)).toEqual([visitor.name]);
      expect(heard(echo, "Remote-User")).toEqual([expect.stringMatching(/^[\w-]{8,}$/)]);
      expect(heard(echo, "Remote-Amr")).toEqual(["pwd"]);
      const [name = ""] = heard(echo, "Remote-Name");
      expect(decodeURIComponent(name)).toBe(visitor.name);
    }
    expect(heard(await visitor.echo(NOTES), "X-WEBAUTH-USER").map(decodeURIComponent), "a further header").toEqual([visitor.name]);
  });

  test("the body of a POST reaches the application whole, whatever its length", async ({ visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    for (const body of ["", "a=b&c=%26", "x".repeat(300_000)]) {
      const echo = await visitor.echo(NOTES, { method: "POST", path: "/said?a=b", body, headers: [["Content-Type", "text/plain"]] });
      expect([echo.method, echo.url, echo.body.length]).toEqual(["POST", "/said?a=b", body.length]);
      expect(echo.body).toBe(body);
    }
    const pieces = await visitor.echo(NOTES, { method: "PUT", body: "c=d", headers: [["Transfer-Encoding", "chunked"]] });
    expect([pieces.method, pieces.body], "without a length").toEqual(["PUT", "c=d"]);
  });

  test("a WebSocket is guarded like a page, and then open both ways", async ({ gate, visitor }) => {
    const before = gate.application(NOTES).arrived;
    const refused = await visitor.converse(NOTES, { path: "/talk" }, "hello");
    expect(refused, "a stranger's").toBe(401);
    expect(gate.application(NOTES).arrived).toBe(before);
    await visitor.register();
    await visitor.enters(NOTES);
    const talk = await visitor.converse(NOTES, { path: "/talk?a=b" }, "hello");
    if (typeof talk === "number") throw new Error(`refused with ${talk}`);
    expect(talk.said).toBe("hello");
    expect(talk.echoed.url).toBe("/talk?a=b");
    expect(heard(talk.echoed, "Remote-Name").map(decodeURIComponent)).toEqual([visitor.name]);
    expect(JSON.stringify(talk.echoed.headers)).not.toMatch(GATE_COOKIES);
    const forged = await visitor.converse(NOTES, { path: "/talk", headers: forgeries }, "hello");
    if (typeof forged === "number") expect([400, 403]).toContain(forged);
    else expect(forgedIn(forged.echoed), "G-01").toEqual([]);
  });

  test("the gate's cookies never reach the application, and its own cookies do", async ({ visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const { name, value } = visitor.cookie(NOTES, "latchkey-app");
    const orders = [`a=b; ${name}=${value}; c=d`, `${name}=${value}; a=b; c=d`, `a=b; c=d; ${name}=${value}`, `__Host-latchkey-gate=x; a=b; ${name}=${value}; c=d`];
    for (const cookie of orders) {
      const echo = await visitor.echo(NOTES, { headers: [["Cookie", cookie]] });
      expect(heard(echo, "Cookie").join("; "), cookie).toBe("a=b; c=d");
      expect(JSON.stringify(echo.headers), "nowhere else").not.toContain(value);
    }
    expect(heard(await visitor.echo(NOTES, { headers: [["Cookie", `${name}=${value}`]] }), "Cookie").join("")).toBe("");
  });

  test("a cookie of one host is worth nothing on another", async ({ gate, visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const { name, value } = visitor.cookie(NOTES, "latchkey-app");
    for (const host of [WIKI, FILES]) {
      const answer = await keptFrom(gate, host, () => visitor.ask(host, { headers: [["Cookie", `${name}=${value}`]] }));
      expect(answer.status, host).toBe(401);
    }
  });

  test("a code is good once, on its own host, in the browser that began", async ({ gate, visitor, stranger }) => {
    await visitor.register();
    const code = async () => {
      const { way } = await visitor.follow(gate.url(NOTES, "/a"), ({ pathname }) => pathname !== "/.latchkey/callback");
      const { pathname, search } = new URL(way.at(-1) ?? "");
      return pathname + search;
    };
    const sessionOf = (who: Visitor, host: string) => [...who.jar(host).keys()].filter((name) => name.endsWith("latchkey-app"));
    // Others have marks of their own.
    await stranger.page(NOTES);
    await visitor.page(WIKI);
    for (const [who, host] of [[stranger, NOTES], [visitor, WIKI]] as const) {
      const path = await code();
      await keptFrom(gate, host, () => who.page(host, { path }));
      expect(sessionOf(who, host), `no session of ${host}`).toEqual([]);
    }
    const path = await code();
    await keptFrom(gate, NOTES, () => visitor.page(NOTES, { path }));
    expect(sessionOf(visitor, NOTES)).toEqual(["__Host-latchkey-app"]);
    visitor.jar(NOTES).delete("__Host-latchkey-app");
    await keptFrom(gate, NOTES, () => visitor.page(NOTES, { path }));
    expect(sessionOf(visitor, NOTES), "not twice").toEqual([]);
  });

  test("F-15 a sign-in that waits for its second factor opens nothing", async ({ gate, visitor }) => {
    await visitor.register();
    await visitor.turnOnTwoFactor();
    await visitor.signOut();
    await visitor.givesPassword();
    const { value } = visitor.cookie(ID, "latchkey-pending");
    for (const host of [NOTES, FILES]) {
      for (const name of ["app", "pending", "access", "gate"]) {
        const headers: [string, string][] = [["Cookie", `__Host-latchkey-${name}=${value}`]];
        const answer = await keptFrom(gate, host, () => visitor.ask(host, { headers }));
        expect(answer.status, `${name} at ${host}`).toBe(401);
      }
      const { way } = await visitor.follow(gate.url(host), ({ pathname }) => pathname !== "/.latchkey/callback");
      expect(way.join(" "), "no way back").not.toContain("/.latchkey/callback");
    }
    await visitor.givesCode();
    await visitor.enters(NOTES);
  });

  test("G-01 forged identity headers reach the application on no answer", async ({ stranger, visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    for (const [who, path] of [[visitor, "/a"], [visitor, "/public/a"], [stranger, "/public/a"]] as const) {
      // All at once, and each alone: one that is refused must not hide another that passes.
      for (const headers of [forgeries, ...forgeries.map((one) => [one])]) {
        const answer = await who.ask(NOTES, { path, headers });
        if (answer.status !== 200) {
          expect([400, 403], JSON.stringify(headers)).toContain(answer.status);
          continue;
        }
        expect(forgedIn(echoed(answer)), JSON.stringify(headers)).toEqual([]);
      }
    }
  });

  test("G-02 a forged X-Forwarded-* or X-Original-* opens nothing", async ({ gate, visitor }) => {
    const lies: [string, string][][] = [
      [["X-Forwarded-Uri", "/public/a"]],
      [["X-Forwarded-Host", NOTES], ["X-Forwarded-Uri", "/public/a"]],
      [["X-Forwarded-Method", "GET"], ["X-Forwarded-Prefix", "/public"]],
      [["X-Original-URL", `https://${NOTES}/public/a`], ["X-Original-Method", "GET"]],
      [["X-Original-URI", "/public/a"], ["X-Rewrite-Url", "/public/a"]],
      [["X-Forwarded-For", "127.0.0.1"], ["X-Real-IP", "127.0.0.1"], ["Forwarded", `for=127.0.0.1;host=${NOTES};proto=https`]],
      [["X-Forwarded-Uri", "/public/a"], ["X-Forwarded-Uri", "/public/b"]],
      [["Connection", "X-Forwarded-Uri, X-Original-URL, Cookie"]],
    ];
    for (const headers of lies) {
      for (const [host, path] of [[NOTES, "/a"], [NOTES, "/closed/a"], [FILES, "/public/a"]] as const) {
        const answer = await keptFrom(gate, host, () => visitor.ask(host, { path, headers }));
        expect([400, 401, 403], `${host}${path} ${JSON.stringify(headers)}`).toContain(answer.status);
      }
    }
    await visitor.register();
    await visitor.enters(NOTES);
    for (const headers of lies) {
      const answer = await keptFrom(gate, NOTES, () => visitor.ask(NOTES, { path: "/closed/a", headers }));
      expect([400, 403], JSON.stringify(headers)).toContain(answer.status);
    }
    // Nor does it take away what the gate says.
    const answer = await visitor.ask(NOTES, { path: "/a", headers: [["Connection", "keep-alive, Remote-User,remote-groups"]] });
    expect(heard(echoed(answer), "Remote-User")).toEqual([expect.stringMatching(/./)]);
  });

  test("G-03 an alias with underscores opens nothing", async ({ gate, stranger }) => {
    for (const word of ["X_Forwarded_Host", "X_Forwarded_Uri", "X-Forwarded_Uri", "x_forwarded_method", "X_Original_URL", "X_ORIGINAL_METHOD"]) {
      const values: Record<string, string> = { host: NOTES, uri: "/public/a", method: "GET", url: `https://${NOTES}/public/a` };
      const value = values[word.split("_").at(-1)?.toLowerCase() ?? ""] ?? "";
      const answer = await keptFrom(gate, NOTES, () => stranger.ask(NOTES, { path: "/a", headers: [[word, value]] }));
      expect([400, 401, 403], word).toContain(answer.status);
    }
  });

  test("G-04 a host counts in whatever way it is written, and one without an entry is closed", async ({ gate, visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const written = [NOTES.toUpperCase(), `${NOTES}.`, `${NOTES}:${gate.port}`, `${NOTES.toUpperCase()}.:${gate.port}`];
    for (const named of written) {
      // A proxy may know the name in its own letters alone, and then answer itself. What it never does is let in what is closed.
      await keptFrom(gate, NOTES, () => visitor.ask(NOTES, { path: "/closed/a", named }));
      expect([401, 403], named).not.toContain((await visitor.ask(NOTES, { path: "/public/a", named })).status);
    }
    for (const host of STRANGERS) {
      for (const path of ["/", "/public/a", "/.latchkey/callback?code=x"]) {
        expect((await keptFrom(gate, host, () => visitor.ask(host, { path }))).status, host + path).toBe(403);
        expect((await keptFrom(gate, host, () => visitor.page(host, { path }))).status, host + path).toBe(403);
      }
    }
  });

  test("G-04 two hosts in one request open neither", async ({ gate, stranger }) => {
    const named = [`${NOTES},${ID}`, `${ID},${NOTES}`, `${ID}, ${NOTES}`, `${ID}@${NOTES}`, `${NOTES}@${ID}`, `${ID}:${NOTES}`, `${NOTES}/${ID}`, `${ID}#${NOTES}`, `${ID} ${NOTES}`];
    const asked: Asked[] = [
      ...named.map((named) => ({ named, path: "/a" })),
      ...named.map((named) => ({ named: `${named}:${gate.port}`, path: "/closed/a" })),
      { path: "/a", headers: [["Host", ID]] },
      { path: "/a", named: ID, headers: [["Host", NOTES]] },
      { path: gate.url(ID, "/a") },
      { path: gate.url(NOTES, "/a"), named: ID },
      { path: gate.url(NOTES, "/closed/a"), named: WIKI },
    ];
    const [before, closed] = [NOTES, FILES].map((host) => gate.application(host).arrived);
    for (const one of asked) {
      // Some are no HTTP at all, and the proxy hangs up.
      const answer = await stranger.ask(NOTES, one).catch(() => undefined);
      expect(gate.application(NOTES).arrived, `${JSON.stringify(one)} ${answer?.status}`).toBe(before);
    }
    // What is public at one host opens nothing at the host of the target.
    for (const named of [NOTES, `${NOTES}:${gate.port}`]) await stranger.ask(FILES, { path: gate.url(FILES, "/public/a"), named }).catch(() => undefined);
    expect(gate.application(FILES).arrived).toBe(closed);
  });

  test("encoded, doubled and dotted paths open nothing that is closed", async ({ gate, visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const paths = [
      "/public/../closed/a", "/public/%2e%2e/closed/a", "/public/.%2E/closed/a", "/public/..%2fclosed/a", "/public/%2e%2e%2fclosed/a",
      "//closed/a", "/public//../closed/a", "/public/..;/closed/a", "/public/..\\closed/a", "/public/%5c..%5cclosed/a", "/%2e/closed/a",
      "/./closed/a", "/closed%2fa", "/%63losed/a", "/closed;a/b", "/public/a/../../closed/a", "/public/%252e%252e/closed/a", "/closed/a?/public/",
    ];
    for (const path of paths) {
      const before = gate.application(NOTES).arrived;
      const answer = await visitor.ask(NOTES, { path });
      if (answer.status !== 200) {
        expect(gate.application(NOTES).arrived, path).toBe(before);
        continue;
      }
      // Let in: then what the application heard is nothing that it could take for the closed part.
      const { pathname } = new URL(echoed(answer).url.replaceAll("\\", "/"), gate.url(NOTES));
      expect(decodeURIComponent(pathname).split("/"), `${path} became ${echoed(answer).url}`).not.toContain("closed");
    }
  });

  test("G-06 where two factors are asked for, a password alone leads to the second", async ({ gate, visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const { way } = await visitor.follow(gate.url(FILES), ({ pathname }) => pathname !== "/.latchkey/callback");
    expect(way.join(" ")).not.toContain("/.latchkey/callback");
    expect((await keptFrom(gate, FILES, () => visitor.ask(FILES))).status).toBe(401);
    await visitor.turnOnTwoFactor();
    await visitor.enters(FILES);
    expect(heard(await visitor.echo(FILES), "Remote-Amr").join(",").split(",")).toEqual(expect.arrayContaining(["pwd", "otp"]));
  });

  test("G-08 a log-out is seen on every host", async ({ visitor }) => {
    await visitor.register();
    for (const host of [NOTES, WIKI]) await visitor.enters(host);
    await visitor.signOut();
    for (const host of [NOTES, WIKI]) {
      const status = async () => (await visitor.ask(host)).status;
      await expect.poll(status, { message: host, timeout: FORGETS_MILLISECONDS }).toBe(401);
    }
  });

  test("G-09 of nobody the application hears nothing", async ({ stranger }) => {
    const echo = await stranger.echo(NOTES, { path: "/public/a" });
    const named = echo.headers.filter(([name, value]) => /^remote[-_]|^x[-_]webauth[-_]user$/i.test(name) && value !== "");
    expect(named).toEqual([]);
  });

  test("G-11 the cookie of an application opens no account", async ({ visitor }) => {
    await visitor.register();
    await visitor.enters(NOTES);
    const { value } = visitor.cookie(NOTES, "latchkey-app");
    for (const name of ["app", "access", "refresh", "pending"]) {
      const headers: [string, string][] = [["Cookie", `__Host-latchkey-${name}=${value}`]];
      expect((await visitor.ask(ID, { path: "/api/v1/authentication", headers })).status, name).toBe(401);
    }
  });

  test("G-12 nothing leads to an address of somebody else's", async ({ gate, visitor }) => {
    await visitor.register();
    const foreign = [`https://${EVIL}/`, `//${EVIL}/`, `https://${NOTES}.${EVIL}/`, `http://${NOTES}/`, `https://id.example.test@${EVIL}/`, `/\\${EVIL}`];
    for (const to of foreign) {
      const query = ["rd", "redirect", "redirect_uri", "next", "request", "url"].map((name) => `${name}=${encodeURIComponent(to)}`).join("&");
      for (const [host, path] of [[ID, `/gate?${query}`], [NOTES, `/.latchkey/callback?code=x&${query}`], [NOTES, `/?${query}`]] as const) {
        const answer = await visitor.page(host, { path });
        const led = new URL(answer.headers.location ?? "/", gate.url(host));
        expect([ID, NOTES], `${path} leads to ${led.href}`).toContain(led.hostname);
        expect(led.protocol).toBe("https:");
        expect(String(answer.headers.refresh ?? "")).not.toContain(EVIL);
      }
    }
    const { way } = await visitor.follow(gate.url(NOTES), ({ pathname }) => pathname !== "/gate");
    const sealed = new URL(way.at(-1) ?? "").searchParams.get("request") ?? "";
    const changed = sealed.slice(0, -6) + (sealed.at(-6) === "A" ? "B" : "A") + sealed.slice(-5);
    const answer = await visitor.page(ID, { path: `/gate?request=${changed}` });
    expect(answer.headers.location ?? "", "a request that was changed leads to no application").not.toContain("/.latchkey/callback");
  });

  test("G-02 G-05 Latchkey's own pages pass, and nobody but a proxy asks its questions", async ({ gate, visitor }) => {
    expect((await visitor.page(ID, { path: "/sign-in" })).status).toBe(200);
    await visitor.register();
    await visitor.enters(NOTES);
    const { name, value } = visitor.cookie(NOTES, "latchkey-app");
    const open = `https://${NOTES}/public/a`;
    const headers: [string, string][] = [
      ["Cookie", `${name}=${value}`],
      ["X-Forwarded-For", "127.0.0.1"], ["X-Forwarded-Proto", "https"], ["X-Forwarded-Host", NOTES], ["X-Forwarded-Uri", "/public/a"], ["X-Forwarded-Method", "GET"],
      ["X-Original-URL", open], ["X-Original-Method", "GET"],
    ];
    for (const path of ["/api/authz/auth-request", "/api/authz/forward-auth", "/api/authz/ext-authz/public/a"]) {
      // From where no proxy is, whatever is said of where it comes from.
      const direct = await askDirectly(gate.server.url, "127.0.0.9", { path, named: NOTES, headers });
      expect(direct.status, path).toBe(403);
      // Through the proxy, as a page of Latchkey's.
      const through = await visitor.ask(ID, { path, headers });
      expect([400, 403, 404], `${path} through the proxy`).toContain(through.status);
      expect(through.headers["remote-user"] ?? "").toBe("");
    }
  });

  test("G-07 no address in a question is ever asked", async ({ gate, stranger, visitor }) => {
    const before = gate.application(FILES).arrived;
    const trap = `http://${gate.application(FILES).address}/`;
    await visitor.register();
    await visitor.enters(NOTES);
    for (const who of [stranger, visitor]) {
      for (const path of [`/?url=${trap}`, `/public/?rd=${trap}`, `/.latchkey/callback?code=${encodeURIComponent(trap)}&rd=${encodeURIComponent(trap)}`]) {
        await who.page(NOTES, { path, headers: [["X-Forwarded-Uri", trap], ["X-Original-URL", trap], ["Referer", trap], ["Origin", trap]] });
      }
      await who.page(ID, { path: `/gate?request=${encodeURIComponent(trap)}&next=${encodeURIComponent(trap)}` });
    }
    expect(gate.application(FILES).arrived).toBe(before);
  });

  test("pages of nobody are not kept by caches", async ({ stranger }) => {
    const answer = await stranger.ask(NOTES, { headers: AS_PAGE });
    expect(answer.headers["cache-control"]).toContain("no-store");
  });
}
