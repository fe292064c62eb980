// Pages that others change: password managers in the browser, minifiers on the way. The islands then come alive all the same, or
// stay the plain forms that the server sent; nobody is left with a form that does half of its work.
import { expect, test } from "../fixtures.ts";
import { Person } from "../people.ts";
import type { Page } from "@playwright/test";

const WRONG = "This code is not right.";

/** What is done to a page. Runs in the browser. */
const CHANGES: Record<string, () => void> = {
  "an element after each field": () => {
    for (const field of document.querySelectorAll("leptos-island input")) {
      const icon = document.createElement("div");
      icon.dataset.lastpassIconRoot = "";
      field.after(icon);
    }
  },
  "an element before each field": () => {
    for (const field of document.querySelectorAll("leptos-island input")) field.before(document.createElement("span"));
  },
  "an element at the start of each form": () => {
    for (const form of document.querySelectorAll("leptos-island form")) form.prepend(document.createElement("div"));
  },
  "a button at the start of each island": () => {
    for (const element of document.querySelectorAll("leptos-island > *")) element.prepend(document.createElement("button"));
  },
  "comments that are taken away": () => {
    const comments = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
    for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) (comment as Comment).remove();
  },
  "white space between tags": () => {
    for (const element of document.querySelectorAll("leptos-island *")) element.before(" ");
  },
  "a wrapping around each field": () => {
    for (const field of document.querySelectorAll("leptos-island input")) {
      const wrapping = document.createElement("div");
      field.replaceWith(wrapping);
      wrapping.append(field);
    }
  },
};

/** Changes every page, as soon as it has been read, or once its scripts have begun. */
async function changeEveryPage(page: Page, change: () => void, when: "readystatechange" | "DOMContentLoaded"): Promise<void> {
  await page.addInitScript(`document.addEventListener("${when}", ${change}, { once: true })`);
}

/** Holds WebAssembly back until it is let go. */
async function holdBack(page: Page): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((opened) => (letGo = opened));
  await page.route("**/latchkey.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

for (const [name, change] of Object.entries(CHANGES)) {
  for (const [moment, when] of [["before the scripts", "readystatechange"], ["after the scripts have begun", "DOMContentLoaded"]] as const) {
    test(`${name}, put in ${moment}: the islands come alive`, async ({ ada, page, watch }) => {
      await changeEveryPage(page, change, when);
      await ada.hasSettledIn();
      await ada.signOut();
      await ada.passesFirstStep();
      await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
      watch.expectRefusals();
      await ada.giveCode(ada.authenticator.wrongCode());
      await ada.isToldAt("Code", WRONG);
      await ada.giveCode(await ada.authenticator.nextCode());
      await ada.lands("/account");
    });
  }
}

test("what was typed, and the cursor, stay where an icon is taken out", async ({ ada, page }) => {
  const letGo = await holdBack(page);
  await page.goto("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "seven" });
  await page.evaluate(CHANGES["a wrapping around each field"] as () => void);
  await ada.field("E-mail").focus();
  await page.keyboard.press("Home");
  letGo();
  await ada.arrive();
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
  await page.keyboard.type("x");
  await expect(ada.field("E-mail")).toHaveValue(`x${ada.email}`);
  await expect(ada.field("Name")).toHaveValue(ada.name);
  await expect(ada.field("Password")).toHaveValue("seven");
});

test("an island whose own element is gone stays plain, and its forms work", async ({ page, watch }, { testId }) => {
  const unwrap = () => {
    for (const island of document.querySelectorAll("leptos-island")) {
      const children = island.querySelector("leptos-children");
      if (children) island.replaceChildren(...children.childNodes);
    }
  };
  await changeEveryPage(page, unwrap, "readystatechange");
  const ada = new Person(page, watch, false, "Plain Ada", Number.parseInt(testId.slice(-6), 36));
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "plain");
  await ada.giveCode(ada.authenticator.wrongCode());
  await ada.isToldAt("Code", WRONG);
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account");
});

test("a page that the browser has translated comes alive, and stays translated", async ({ ada, page }) => {
  // As Chromium does: each text in two elements.
  const translate = () => {
    const texts = document.createNodeIterator(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.textContent?.trim() || text.parentElement?.closest("font, script, textarea")) continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = `${text.textContent} (translated)`;
      outer.append(inner);
      (text as Text).replaceWith(outer);
    }
  };
  await ada.hasRegistered();
  await ada.signOut();
  await changeEveryPage(page, translate, "readystatechange");
  await page.goto("/sign-in");
  await ada.arrive();
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
  await page.locator("#email").fill(ada.email);
  await page.locator("#password").fill(ada.password);
  await page.getByRole("button", { name: "Sign in (translated)" }).click();
  await ada.lands("/account");
});

test("a panic later on makes plain forms of all islands, with what was typed", async ({ ada, page }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.open("/sign-in");
  await ada.fill({ "E-mail": ada.email, Password: ada.password });
  await page.evaluate(() => {
    const error = new WebAssembly.RuntimeError("unreachable");
    window.dispatchEvent(new ErrorEvent("error", { error }));
  });
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "plain");
  await expect(page.getByRole("button", { name: "Show password" })).toBeHidden();
  await expect(ada.field("Password")).toHaveValue(ada.password);
  await ada.press("Sign in");
  await ada.lands("/sign-in/code");
});

test("without WebAssembly, as in Lockdown mode, the forms stay plain", async ({ page, watch }, { testId }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
  const ada = new Person(page, watch, false, "Locked Ada", Number.parseInt(testId.slice(-6), 36));
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep("/account/two-factor/turn-off");
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "plain");
  await ada.giveCode(ada.authenticator.wrongCode());
  await ada.isToldAt("Code", WRONG);
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/account/two-factor/turn-off");
});
