// `make screenshots`: every page in every state as pictures, in target/screenshots, to be looked at.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test, WALK_MILLISECONDS } from "../accessibility/fixtures.ts";
import { PART_NAMES } from "../accessibility/states.ts";
import { LANGUAGES } from "../languages.ts";

const FOLDER = fileURLToPath(new URL("../../target/screenshots", import.meta.url));
const WIDTHS = [390, 768, 1280];
const SCHEMES = ["light", "dark"] as const;

test.describe.configure({ timeout: 2 * WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(part, async ({ page, walk }) => {
        let number = 0;
        for await (const at of walk(part)) {
          number += 1;
          const name = `${String(number).padStart(2, "0")} ${at.page} ${at.state}`.replaceAll(/[^\p{Letter}\d]+/gu, "-");
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme });
            for (const width of WIDTHS) {
              await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
              await page.screenshot({ path: join(FOLDER, language, part, `${name}-${width}-${colorScheme}.png`), fullPage: true });
            }
          }
        }
      });
    }
  });
}
