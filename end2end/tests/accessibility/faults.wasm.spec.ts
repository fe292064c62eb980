// The checks find what is wrong: faults as they happen are put into a page, one at a time.
import type { Page } from "@playwright/test";
import { axe } from "../../accessibility/checks/axe.ts";
import { focus } from "../../accessibility/checks/focus.ts";
import { type Found, sight } from "../../accessibility/checks/sight.ts";
import { errors, language, listen, status, title } from "../../accessibility/checks/words.ts";
import { expect, test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { Messages } from "../../accessibility/snapshots/messages.ts";
import { translated } from "../../accessibility/snapshots/translated.ts";
import type { At, Walker } from "../../accessibility/walker.ts";

interface Fault {
  name: string;
  /** The element that becomes faulty, and how its style or attributes change; undefined removes an attribute. */
  at: string;
  style?: Record<string, string>;
  attributes?: Record<string, string | undefined>;
  look: (page: Page) => Promise<string[]>;
  finds: RegExp;
}

const REGISTER: At = { page: "/register", state: "empty", kind: "open", wrong: [], inPlace: false };

const byAxe = (page: Page) => axe(page, REGISTER);
const bySight = (check: keyof Found) => async (page: Page) => (await sight(page))[check];

const FAULTS: Fault[] = [
  { name: "a label is gone", at: "label[for=email]", attributes: { for: undefined }, look: byAxe, finds: /label #email/ },
  { name: "a text is pale", at: "#password-hint", style: { color: "#bbb" }, look: byAxe, finds: /color-contrast #password-hint/ },
  { name: "a text is pale in the dark", at: "#password-hint", style: { color: "light-dark(#000, #444)" }, look: byAxe, finds: /dark: color-contrast #password-hint/ },
  { name: "a role does not exist", at: "main form", attributes: { role: "formular" }, look: byAxe, finds: /aria-roles/ },
  { name: "a heading is left out", at: "h1", attributes: { role: "presentation" }, look: byAxe, finds: /page-has-heading-one/ },
  { name: "there is no ring", at: "#email", style: { outline: "none" }, look: focus, finds: /input#email.* has no ring/ },
  { name: "the ring is pale", at: "#email", style: { "outline-color": "#ddd" }, look: focus, finds: /light: input#email.* has a ring of 1\.\d+:1/ },
  { name: "Tab leaves a button out", at: "main [type=submit]", attributes: { tabindex: "-1" }, look: focus, finds: /Tab does not reach button/ },
  {
    name: "something covers the focus",
    at: ".site-footer",
    style: { position: "fixed", inset: "0", background: "canvas" },
    look: focus,
    finds: /input#email.* is covered/,
  },
  {
    name: "a target has 20 pixels",
    at: ".input-group__button",
    // The field that it touches leaves it no space.
    style: { position: "static", width: "20px", "min-inline-size": "0", height: "20px", padding: "0", overflow: "hidden", "font-size": "1px" },
    look: bySight("targets"),
    finds: /target-size .*input-group__button/,
  },
  { name: "something is wide", at: "main [type=submit]", style: { "min-width": "400px", "max-width": "none" }, look: bySight("reflow"), finds: /pixels wide/ },
  { name: "a link is for wide windows only", at: ".below a", look: narrowOnly, finds: /a “Sign in” is gone/ },
  { name: "a text has no room to grow", at: "#password-hint", style: { height: "1.45em", overflow: "hidden" }, look: bySight("spacing"), finds: /is cut/ },
  { name: "a field has no edge", at: "#email", style: { "border-color": "#eee" }, look: bySight("edges"), finds: /input#email.* stands out by 1\.\d+:1/ },
  { name: "a text in a field is pale", at: "#email", style: { color: "#999" }, look: bySight("edges"), finds: /the text in input#email.* stands out by 2\.\d+:1/ },
  { name: "a button is but its word", at: "main [type=submit]", style: { border: "0" }, look: bySight("forced"), finds: /button “Create account” has neither/ },
  { name: "something turns", at: "h1", style: { transition: "color 1s" }, look: bySight("motion"), finds: /h1.* would move/ },
  { name: "the language is another", at: "html", attributes: { lang: "de" }, look: (page) => language(page, "en"), finds: /says “de”/ },
  { name: "the title is that of another page", at: "main", look: (page) => title(page, REGISTER, new Map([["Create account · Tür & Schloß", "/sign-in"]])), finds: /is the title of \/sign-in/ },
];

/** Finds what a style sheet for narrow windows hides. */
async function narrowOnly(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@media (width < 600px) { .below a { display: none } }");
    document.adoptedStyleSheets = [sheet];
  });
  return (await sight(page)).reflow;
}

/** Puts a fault into the page. A script may set styles, which the content security policy forbids to HTML. */
async function put(page: Page, { at, style = {}, attributes = {} }: Fault): Promise<void> {
  await page.locator(at).first().evaluate(
    (element, { style, attributes }) => {
      for (const [name, value] of style) (element as HTMLElement).style.setProperty(name, value, "important");
      for (const [name, value] of attributes) value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);
    },
    { style: Object.entries(style), attributes: Object.entries(attributes) },
  );
}

// The form that has most to be wrong: registering without mail.
test.use({ settings: {} });
test.describe.configure({ timeout: WALK_MILLISECONDS });

test("faults that were put into a page are found, each by its check", async ({ ada, page }) => {
  for (const fault of FAULTS) {
    await test.step(fault.name, async () => {
      await ada.open("/register");
      await put(page, fault);
      const found = await fault.look(page);
      expect.soft(found.filter((finding) => fault.finds.test(finding)), `${fault.name}: ${JSON.stringify(found)}`).not.toEqual([]);
    });
  }
});

test("a page without faults is found to be without", async ({ ada, page }) => {
  await ada.open("/register");
  const { targets, reflow, spacing, edges, motion } = await sight(page);
  const found = [await byAxe(page), await focus(page), targets, reflow, spacing, edges, motion, await language(page, "en")];
  expect(found.flat()).toEqual([]);
});

/** The registration, refused because of its e-mail address alone. */
async function refuse(walker: Walker): Promise<At> {
  const { ada } = walker;
  await ada.open("/register");
  await walker.sendInVain("register", { name: ada.name, email: "nobody", password: ada.password });
  return { page: "/register", state: "refused", kind: "refused", wrong: ["email"], inPlace: true };
}

test("what a refusal does not tell is found", async ({ page, walker }) => {
  await listen(page);
  const at = await refuse(walker);
  await page.locator("#email").evaluate((field) => field.setAttribute("aria-describedby", "nowhere"));
  expect.soft(await errors(page, at)).toContain("email is described by something that is not there");
  await page.locator("#email").evaluate((field) => field.removeAttribute("aria-invalid"));
  expect.soft(await errors(page, at)).toContain("email does not say that it is invalid");
  await page.locator("#name").evaluate((field) => field.setAttribute("aria-invalid", "true"));
  expect.soft(await errors(page, at)).toContain("name says that it is invalid and is not");
  await page.evaluate(() => document.querySelector("main [role=alert]")?.remove());
  expect.soft(await errors(page, at)).toContain("no link above the form leads to email");
  await page.evaluate(() => window.said?.splice(0));
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const found = await status(page, at);
  expect.soft(found).toContain("nothing stands in a region of role alert");
  expect.soft(found).toContain("the focus is nowhere");
  expect.soft(found.join()).toContain("no region of role alert has said anything");
});

test("a region that comes with its text is not heard, and an alert is", async ({ ada, page }) => {
  await listen(page);
  await ada.open("/register");
  const say = (role: string) =>
    page.evaluate((role) => {
      const region = document.createElement("p");
      Object.assign(region, { role, textContent: "News" });
      document.querySelector("main")?.append(region);
    }, role);
  await say("status");
  await say("alert");
  expect(await page.evaluate(() => window.said)).toEqual([{ role: "alert", text: "News" }]);
});

test("a snapshot in another language is made of its messages, and what is no message is left as it is", () => {
  const german = new Messages("de");
  const [one, two] = ["1 entry", "2 entries"].map((entries) => translated(`- paragraph: Please check ${entries}:`, german));
  expect(one).toContain('"Bitte prüfen Sie 1 Angabe:"');
  expect(two).toContain('"Bitte prüfen Sie 2 Angaben:"');
  expect(translated("- paragraph: Too many attempts. Try again in { $wait }.", german)).toContain("Versuchen Sie es in .+ erneut");
  expect(translated('- heading "Keep your recovery codes" [level=1]', german)).toContain("Wiederherstellungscodes sicher aufbewahren");
  expect(translated("- paragraph: Please check two entries:", german)).toContain('"Please check two entries:"');
});
