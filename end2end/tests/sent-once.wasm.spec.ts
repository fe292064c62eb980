// A form is sent once, from the first moment on: long before WebAssembly is there, and on pages that need none.
import { expect, type Person, test } from "../fixtures.ts";

/** Holds what these paths ask for back until it is let go, and counts it. */
async function holdBack(ada: Person, path: string): Promise<{ letGo: () => void; asked: string[] }> {
  let letGo = () => {};
  const gate = new Promise<void>((opened) => (letGo = opened));
  const asked: string[] = [];
  await ada.page.route(path, async (route) => {
    asked.push(route.request().url());
    await gate;
    await route.continue().catch(() => {}); // the browser has given it up
  });
  return { letGo, asked };
}

/** Presses where a button is, also while another page is awaited. */
async function buttonOf(ada: Person, name: string): Promise<() => Promise<void>> {
  const box = await ada.page.getByRole("button", { name, exact: true }).boundingBox();
  if (!box) throw new Error(`there is no button ${name}`);
  return () => ada.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

test("a form that is pressed twice before WebAssembly is there is sent once", async ({ ada }) => {
  const wasm = await holdBack(ada, "**/latchkey.wasm");
  const form = await holdBack(ada, "/ui/register");
  await ada.page.goto("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: ada.password });
  const press = await buttonOf(ada, "Create account");
  await press();
  await expect.poll(() => form.asked).toHaveLength(1);
  await press();
  await ada.page.keyboard.press("Enter");
  form.letGo();
  await expect(ada.page).toHaveURL(/\/account\?notice=registered$/);
  expect(form.asked).toHaveLength(1);
  wasm.letGo();
});

/** Answers what these paths ask for first as if it had been stopped: the page stays. Counts what is asked. */
async function stopFirst(ada: Person, path: string): Promise<string[]> {
  const asked: string[] = [];
  await ada.page.route(path, (route) => {
    asked.push(route.request().url());
    return asked.length === 1 ? route.fulfill({ status: 204 }) : route.continue();
  });
  return asked;
}

/** Lets the time pass for which a form is held. */
async function letTimePass(ada: Person): Promise<void> {
  await ada.page.locator("form[data-sent]").evaluate((form) => {
    if (form instanceof HTMLFormElement) form.dataset.sent = String(Number(form.dataset.sent) - 10_001);
  });
}

test("a form that was sent before its island came alive is not sent again by it, until it was surely stopped", async ({ ada }) => {
  const wasm = await holdBack(ada, "**/latchkey.wasm");
  const asked = await stopFirst(ada, "/ui/register");
  await ada.page.goto("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: ada.password });
  await ada.press("Create account");
  await expect.poll(() => asked).toHaveLength(1);
  wasm.letGo();
  await expect(ada.page.locator("html")).toHaveAttribute("data-hydrated", "true");
  await ada.press("Create account");
  await ada.field("Password").press("Enter");
  expect(asked).toHaveLength(1);
  await letTimePass(ada);
  await ada.press("Create account");
  await ada.lands("/account?notice=registered");
  expect(asked).toHaveLength(2);
});

test("a form without an island is sent once, until it was surely stopped", async ({ ada }) => {
  await ada.hasRegistered();
  const asked = await stopFirst(ada, "/ui/sign_out");
  await ada.press("Sign out");
  await expect.poll(() => asked).toHaveLength(1);
  await ada.press("Sign out");
  expect(asked).toHaveLength(1);
  await letTimePass(ada);
  await ada.signOut();
  expect(asked).toHaveLength(2);
});

test("a page that the browser has kept is loaded anew on the way back", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.turnOnTwoFactor();
  for (const [path, lands] of [
    ["/account/recovery-codes", "/account/recovery-codes"],
    ["/account", "/account"],
    ["/account/two-factor/turn-off", "/account/two-factor/turn-off"],
  ] as const) {
    await ada.open(path);
    await ada.page.evaluate(() => Object.assign(window, { mark: true }));
    const again = ada.page.waitForEvent("load");
    await ada.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await again;
    await ada.lands(lands);
    expect(await ada.page.evaluate(() => "mark" in window), "another page load").toBe(false);
  }
});
