// What people see of every page in every state, however they have set up browser and screen, and where the focus is.
import { LONG_WORDS } from "../../accessibility/checks.ts";
import { focus } from "../../accessibility/checks/focus.ts";
import { sight } from "../../accessibility/checks/sight.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { PART_NAMES } from "../../accessibility/states.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LONG_WORDS.javascript) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`${part} can be seen and used zoomed in, spaced out, in forced colours, without motion and by Tab`, async ({ page, walk, evidence }) => {
        for await (const at of walk(part)) {
          const { reflow, spacing, targets, edges, forced, motion } = await sight(page);
          evidence.note(at, "reflow", reflow);
          evidence.note(at, "spacing", spacing);
          evidence.note(at, "targets", targets);
          evidence.note(at, "edges", edges);
          evidence.note(at, "forced", forced);
          evidence.note(at, "motion", motion);
          // A notice brings no control.
          if (at.kind !== "notice") evidence.note(at, "focus", await focus(page));
        }
        evidence.concludes(part);
      });
    }
  });
}
