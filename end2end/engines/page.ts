// A page in whatever engine, by what a person perceives of it: roles, names and words, no classes and no structure.
import { expect } from "@playwright/test";
import { type Element, type Engine, idOf } from "./engine.ts";

/** What may have a role. Which of them is meant, its name says. */
const ROLES = {
  field: "input:not([type=hidden], [type=checkbox]), textarea",
  checkbox: "input[type=checkbox]",
  button: "button, [role=button]",
  link: "a[href]",
  heading: "h1, h2, h3",
  region: "section, [role=region]",
  image: "img, svg, [role=img]",
} as const;
export type Role = keyof typeof ROLES;

const WAIT_MILLISECONDS = 15_000;

export class Page {
  constructor(
    private readonly engine: Engine,
    readonly origin: string,
  ) {}

  async open(path: string): Promise<void> {
    await this.engine.command("open", { url: this.origin + path });
  }

  /** Path and query. */
  async path(): Promise<string> {
    const { pathname, search } = new URL((await this.engine.command("url")) as string);
    return pathname + search;
  }

  /** Runs a function in the page, also where the page itself may run none. */
  async evaluate<Result, Args extends unknown[]>(run: (...args: Args) => Result, ...args: Args): Promise<Result> {
    return (await this.engine.command("script", { script: `return (${run})(...arguments)`, args })) as Result;
  }

  /** The visible words. */
  async text(): Promise<string> {
    return tidy(await this.evaluate(() => document.body.innerText));
  }

  /** Waits until something can be seen that has this role and this name, as the engine tells it to a screen reader. */
  async find(role: Role, name?: string | RegExp): Promise<Element> {
    let found: Element | undefined;
    await this.waits(async () => {
      found = await this.look(role, name);
      expect(found, `a ${role}${name === undefined ? "" : ` named “${name}”`}`).toBeDefined();
    });
    return found as Element;
  }

  /** The same, now. */
  async look(role: Role, name?: string | RegExp): Promise<Element | undefined> {
    const isIt = (label: string) => (name instanceof RegExp ? name.test(label) : label === name);
    for (const element of await this.evaluate(visible, ROLES[role])) {
      if (name === undefined || isIt(tidy((await this.engine.command("label", { id: idOf(element) })) as string))) return element;
    }
    return undefined;
  }

  async fill(label: string, text: string): Promise<void> {
    const id = idOf(await this.find("field", label));
    await this.engine.command("clear", { id });
    await this.engine.command("type", { id, text });
  }

  /** Waits until the cursor is in this field. Before, a script that puts it there may select what was typed meanwhile. */
  async isAt(label: string): Promise<void> {
    await this.waits(async () => {
      const field = await this.look("field", label);
      const isThere = field && (await this.evaluate((it) => (it as unknown) === document.activeElement, field));
      expect(isThere, `the cursor is at “${label}”`).toBe(true);
    });
  }

  /** Types at the end of what is there, key by key. */
  async type(label: string, text: string): Promise<void> {
    await this.engine.command("type", { id: idOf(await this.find("field", label)), text });
  }

  async click(role: Role, name?: string | RegExp): Promise<void> {
    const element = await this.find(role, name);
    await this.scrollTo(element);
    await this.engine.command("click", { id: idOf(element) });
  }

  /** What the screen shows, with this in the middle of it. */
  async pictureOf(role: Role, name: string): Promise<Buffer> {
    await this.scrollTo(await this.find(role, name));
    return this.screenshot();
  }

  /** WebKitWebDriver does not reach what lies below the window. */
  private async scrollTo(element: Element): Promise<void> {
    await this.evaluate((it) => (it as unknown as HTMLElement).scrollIntoView({ block: "center", behavior: "instant" }), element);
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.engine.command("screen")) as string, "base64");
  }

  /** Waits until these expectations are met. A page that is just being left answers nothing, which is no reason to give up. */
  async waits(expectations: () => Promise<void>): Promise<void> {
    await expect(expectations).toPass({ intervals: [20, 50, 100], timeout: WAIT_MILLISECONDS });
  }

  /** Waits until the page is whole, and alive where it has something that comes alive. */
  async arrives(javaScript: boolean): Promise<void> {
    // As early as can be, for what goes wrong while it comes alive.
    await this.engine.watch().catch(() => {});
    let hydrated: string | undefined;
    let islands = false;
    await this.waits(async () => {
      const seen = await this.evaluate(() => ({
        whole: document.readyState === "complete",
        islands: document.querySelector("leptos-island") !== null,
        // WebDriver knows nothing undefined.
        hydrated: document.documentElement.dataset.hydrated ?? null,
      }));
      expect(seen.whole, "the page is whole").toBe(true);
      islands = javaScript && seen.islands;
      if (islands) expect(seen.hydrated, "the islands are decided").not.toBeNull();
      hydrated = seen.hydrated ?? undefined;
    });
    await this.engine.watch();
    if (islands) expect(hydrated, "the page came alive").toBe("true");
    if (!javaScript) expect(hydrated, "the page stays plain").toBeUndefined();
  }
}

/** In the page: the elements that can be seen. */
function visible(selector: string): Element[] {
  const seen = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  // WebDriver makes its names of them on the way out.
  return seen as unknown as Element[];
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
