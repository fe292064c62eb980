// The page over which a browser goes to an application, where something is missing. Where nothing is, it leads away at once.
import type { At, Walker } from "../walker.ts";

const GATE = "/gate";

/** Where a proxy leads a browser that asked for this host. */
async function ledFrom(walker: Walker, host: string): Promise<string> {
  const headers = {
    "X-Forwarded-Method": "GET",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": host,
    "X-Forwarded-Uri": "/",
    accept: "text/html",
  };
  // Not by fetch, which says of itself that it is a script.
  const answer = await walker.page.request.get("/api/authz/forward-auth", { headers, maxRedirects: 0 });
  const { pathname, search } = new URL(answer.headers()["location"] ?? "");
  return pathname + search;
}

export async function* gate(walker: Walker): AsyncGenerator<At> {
  await walker.register();
  yield* walker.open(GATE, "a second factor is missing", await ledFrom(walker, "files.example.com"));
  yield* walker.open(GATE, "there is no passkey yet", await ledFrom(walker, "vault.example.com"));
  const denied = await ledFrom(walker, "board.example.com");
  walker.ada.watch.expects(/^console: Failed to load resource: .*status of 403 /);
  yield* walker.open(GATE, "not open to them", denied);
  yield* walker.open("/account/confirm", "after open-app", "/account/confirm?after=open-app&id=x");
}
