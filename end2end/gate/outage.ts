// What must hold behind every proxy while Latchkey is away, or something else answers in its place.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "../guard.ts";
import { AS_PAGE, ask, converse, heard, echoed } from "./client.ts";
import { expect, test } from "./fixtures.ts";
import { Gate } from "./gate.ts";
import type { Kind } from "./proxies/proxy.ts";
import { NOTES } from "./site.ts";

/** Nothing passes, whoever asks. */
async function isClosed(gate: Gate, why: string): Promise<void> {
  const headers: [string, string][][] = [[], AS_PAGE, [["Cookie", "__Host-latchkey-app=x"]]];
  const requests = headers.flatMap((headers) => [{ headers }, { headers, method: "POST", body: "a=b" }]);
  // Together, because HAProxy tries again for seconds.
  const [answers, talk] = await Promise.all([
    Promise.all(requests.map((asked) => ask(gate.port, NOTES, asked))),
    converse(gate.port, NOTES, {}, "hello"),
  ]);
  for (const { status } of answers) expect(status, why).not.toBe(200);
  expect(typeof talk, why).toBe("number");
  expect(gate.application(NOTES).arrived, why).toBe(0);
}

export function closesWithout(kind: Kind): void {
  test("nothing passes while Latchkey cannot be reached", async () => {
    const gate = await Gate.before(kind, `127.0.0.1:${await freePort()}`);
    try {
      await isClosed(gate, "nobody listens there");
    } finally {
      await gate.stop();
    }
  });

  test("nothing passes unless it is told so, and whoever asks is named by the answer alone", async () => {
    let answer: RequestListener = (_, answering) => answering.end();
    const instead = createServer((asked, answering) => answer(asked, answering)).listen(0, "127.0.0.1");
    await new Promise((done) => instead.once("listening", done));
    const gate = await Gate.before(kind, `127.0.0.1:${(instead.address() as AddressInfo).port}`);
    try {
      const amiss: Record<string, RequestListener> = {
        "it is broken": (_, answering) => answering.writeHead(500).end(),
        "it is crowded": (_, answering) => answering.writeHead(503, { "retry-after": "5" }).end(),
        "it knows nothing of that": (_, answering) => answering.writeHead(404).end(),
        "it is another's host": (_, answering) => answering.writeHead(421).end(),
        "it is asked wrongly": (_, answering) => answering.writeHead(400).end(),
        "it leads away": (_, answering) => answering.writeHead(302, { location: "/elsewhere" }).end(),
        "it breaks off": (_, answering) => answering.destroy(),
        "it speaks another language": (_, answering) => answering.socket?.end("+OK ready\r\n"),
      };
      for (const [why, amissAnswer] of Object.entries(amiss)) {
        answer = amissAnswer;
        await isClosed(gate, why);
      }
      // Now it lets in, and says who it is of one header alone.
      answer = (_, answering) => answering.writeHead(200, { "remote-user": "ada", "remote-email": "", "remote-name": "", "remote-groups": "", "remote-amr": "", "x-webauth-user": "", cookie: "a=b" }).end();
      const forged = ["Remote-User", "Remote-Email", "Remote-Groups", "X-WEBAUTH-USER", "Remote-User"].map((name): [string, string] => [name, "forged"]);
      const echo = echoed(await ask(gate.port, NOTES, { headers: [...forged, ["Cookie", "a=b; __Host-latchkey-app=x"]] }));
      expect(heard(echo, "Remote-User")).toEqual(["ada"]);
      expect(heard(echo, "Cookie")).toEqual(["a=b"]);
      expect(JSON.stringify(echo.headers)).not.toMatch(/forged|latchkey/);
    } finally {
      await gate.stop();
      instead.closeAllConnections();
      await new Promise((done) => instead.close(done));
    }
  });
}
