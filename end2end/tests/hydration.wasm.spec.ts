// That the islands come alive, what is fetched for it, and what a person sees until then.
import { expect, type Person, test } from "../fixtures.ts";

/** What is fetched by one page, with the number of times. */
async function fetched(ada: Person, path: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  ada.page.on("request", (request) => {
    // Without the version of the site, and the hash in the name of a part.
    const name = new URL(request.url()).pathname.replace(/^\/pkg\/[0-9a-f]{16}\//, "").replace(/_\d{9,}/, "");
    times[name] = (times[name] ?? 0) + 1;
  });
  await ada.open(path);
  await ada.page.waitForLoadState("networkidle");
  return times;
}

test("an island comes alive, and each of its files is fetched once", async ({ ada }) => {
  const times = await fetched(ada, "/sign-in");
  await expect(ada.page.locator("html")).toHaveAttribute("data-hydrated", "true");
  expect(times).toEqual({
    "/sign-in": 1,
    "latchkey.css": 1,
    "latchkey.js": 1,
    "latchkey.wasm": 1,
    "__wasm_split.______________________.js": 1,
    "islands.js": 1,
    "forms.js": 1,
    // A browser without passkeys does not.
    "passkey.js": 1,
    "favicon.svg": times["favicon.svg"],
  });
});

test("what draws the QR code is fetched by the page with one alone", async ({ ada }) => {
  const drawing = (times: Record<string, number>) => Object.keys(times).filter((name) => name.includes("enrolment_qr"));
  await ada.hasRegistered();
  expect(drawing(await fetched(ada, "/account/confirm"))).toEqual([]);
  await ada.beginTwoFactor();
  expect(drawing(await fetched(ada, "/account/two-factor/set-up"))).toEqual(["split_enrolment_qr_loader.wasm"]);
});

test("a page without islands fetches no WebAssembly", async ({ ada }) => {
  expect(Object.keys(await fetched(ada, "/")).filter((path) => /\.(js|wasm)$/.test(path))).toEqual([]);
});

test("WebAssembly draws the QR code that the server has drawn", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.beginTwoFactor();
  const html = await (await ada.page.request.get("/account/two-factor/set-up")).text();
  // Nothing of the server's picture is left when WebAssembly comes.
  await ada.page.addInitScript(() =>
    document.addEventListener("DOMContentLoaded", () => document.querySelector(".qr__code path")?.setAttribute("d", "")),
  );
  await ada.open("/account/two-factor/set-up");
  const path = await ada.page.locator(".qr__code[data-drawn] path").getAttribute("d");
  expect(path?.length).toBeGreaterThan(500);
  expect(html).toContain(path);
  await ada.scan();
});

test("what was typed before the island came alive stays", async ({ ada }) => {
  let open = () => {};
  const gate = new Promise<void>((opened) => (open = opened));
  await ada.page.route("**/latchkey.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  await ada.page.goto("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: ada.password });
  await expect(ada.page.getByRole("button", { name: "Show password" })).toBeHidden();
  open();
  await ada.arrive();
  await expect(ada.page.getByRole("button", { name: "Show password" })).toBeVisible();
  await expect(ada.field("Name")).toHaveValue(ada.name);
  await expect(ada.field("E-mail")).toHaveValue(ada.email);
  await expect(ada.field("Password")).toHaveValue(ada.password);
  await ada.press("Create account");
  await ada.lands("/account?notice=registered");
});

test("where WebAssembly does not load, the forms are sent as plain browsers send them", async ({ ada, watch }) => {
  await ada.page.route("**/latchkey.wasm", (route) => route.fulfill({ status: 503 }));
  const fails = async () => {
    watch.expects(/^console: Failed to load resource: .*503.*latchkey\.wasm$/);
    await expect(ada.page.locator("html")).toHaveAttribute("data-hydrated", "plain");
  };
  await ada.page.goto("/register");
  await fails();
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "too short" });
  await ada.press("Create account");
  await ada.isToldAt("Password", "Use at least 15 characters.");
  await fails();
  await expect(ada.field("Name")).toHaveValue(ada.name);
  await ada.fill({ Password: ada.password });
  await ada.press("Create account");
  await expect(ada.page).toHaveURL(/\/account\?notice=registered$/);
});
