import { expect, test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { snapshots } from "../../accessibility/snapshots/index.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`the forms of ${part} and what was refused in them are told to assistive technology`, async ({ page, walk }) => {
        const expected = new Map(Object.entries(snapshots(language, part)));
        for await (const at of walk(part)) {
          const name = `${at.page}, ${at.state}`;
          const snapshot = expected.get(name);
          // What is there is there at once: the walk has waited for it.
          if (snapshot) await expect.soft(page.locator("body"), name).toMatchAriaSnapshot(snapshot, { timeout: 1_000 });
          expected.delete(name);
        }
        expect([...expected.keys()], "the walk comes to all of them").toEqual([]);
      });
    }
  });
}
