// What the gate's specs import: a gate for each worker, and browsers that find its hosts on this machine.
import { test as base } from "../fixtures.ts";
import { Gate } from "./gate.ts";
import { nginx } from "./proxies/nginx.ts";
import type { Kind } from "./proxies/proxy.ts";
import { Visitor } from "./visitor.ts";

export { expect, type Person } from "../fixtures.ts";

interface GatePerTest {
  /** Somebody without a browser. */
  visitor: Visitor;
  /** Another one. */
  stranger: Visitor;
}

interface GatePerWorker {
  /** The proxy, for `test.use` at the top of a spec. */
  kind: Kind;
  gate: Gate;
}

export const test = base.extend<GatePerTest, GatePerWorker>({
  kind: [nginx, { option: true, scope: "worker" }],
  gate: [
    async ({ kind }, use) => {
      const gate = await Gate.start(kind);
      await use(gate);
      await gate.stop();
    },
    { scope: "worker" },
  ],
  server: [async ({ gate }, use) => use(gate.server), { scope: "worker" }],
  visitor: async ({ gate }, use) => use(new Visitor(gate)),
  stranger: async ({ gate }, use) => use(new Visitor(gate)),
  baseURL: async ({ gate }, use) => use(gate.url("id.example.test", "")),
  ignoreHTTPSErrors: true,
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), "--host-resolver-rules=MAP *.test 127.0.0.1"] });
    },
    { scope: "worker" },
  ],
});
