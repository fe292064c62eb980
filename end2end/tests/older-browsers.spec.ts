// Browsers that do not know the newest colour functions of CSS: every word can be read there, every field and button be seen.
import { expect, test } from "../fixtures.ts";

test.beforeEach(async ({ page }) => {
  await page.route("**/latchkey.css", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replaceAll(/\b(?:light-dark|oklch|oklab|lch|lab|color|color-mix)\(/g, "unknown(");
    await route.fulfill({ response: answer, body });
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`without light-dark() and oklch() pages are ${colorScheme} and can be read`, async ({ ada, page }) => {
    await page.emulateMedia({ colorScheme });
    await ada.open("/sign-in?notice=sign-in-first");
    const looks = await page.evaluate(() => {
      /** Relative luminance of WCAG; what is transparent shows what is behind it. */
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
          const level = Number(part) / 255;
          return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const ground = (element: Element | null): string => {
        if (!element) return "rgb(255, 255, 255)";
        const own = getComputedStyle(element).backgroundColor;
        return own === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : own;
      };
      const contrast = (one: string, other: string) => {
        const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      };
      const of = (selector: string) => {
        const element = document.querySelector(selector);
        if (!element) throw new Error(`there is no ${selector}`);
        const style = getComputedStyle(element);
        return {
          text: contrast(style.color, ground(element)),
          line: contrast(style.borderTopColor, ground(element.parentElement)),
          edge: contrast(ground(element), ground(element.parentElement)),
          border: `${style.borderTopWidth} ${style.borderTopStyle}`,
        };
      };
      return {
        page: luminance(ground(document.body)),
        words: ["h1", "label[for=email]", ".stepper__step", ".below", ".below a", ".site-nav__link", ".site-footer p"].map((at) => of(at).text),
        field: of("#email"),
        alert: of(".alert"),
        sign: getComputedStyle(document.querySelector(".alert") as Element, "::before").content,
        button: of("main form button[type=submit]"),
      };
    });
    expect(looks.page > 0.5).toBe(colorScheme === "light");
    for (const word of looks.words) expect(word).toBeGreaterThanOrEqual(4.5);
    expect(looks.field.border).toBe("1px solid");
    expect(looks.field.line).toBeGreaterThanOrEqual(3);
    expect(looks.field.text).toBeGreaterThanOrEqual(4.5);
    expect(looks.alert.border).toBe("1px solid");
    expect(looks.alert.text).toBeGreaterThanOrEqual(4.5);
    expect(looks.sign).toContain("i");
    expect(looks.button.text).toBeGreaterThanOrEqual(4.5);
    expect(looks.button.edge, "a button stands out from its card").toBeGreaterThanOrEqual(3);
  });
}
