import { focus } from "../../accessibility/checks/focus.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`Tab reaches every control in any state of ${part}, and is seen there`, async ({ page, walk, evidence }) => {
        for await (const at of walk(part)) {
          // A notice brings no control.
          if (at.kind !== "notice") evidence.note(at, "focus", await focus(page));
        }
        evidence.concludes(part);
      });
    }
  });
}
