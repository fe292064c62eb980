// What every page is and tells in every state, with JavaScript and without.
import { EVERYWHERE } from "../../accessibility/checks.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { TOLD, tellsEveryState } from "../../accessibility/told.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of EVERYWHERE.plain) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(TOLD(part), async ({ page, walk, judged, evidence }) => tellsEveryState(part, language, { page, walk, judged, evidence }));
    }
  });
}
