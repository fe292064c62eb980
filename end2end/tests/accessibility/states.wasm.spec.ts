// See states.spec.ts: the languages in which the pages are walked with JavaScript alone. Whoever walks in that with the longest words
// looks also at what needs room: the way is half of the work.
import { LONG_WORDS, WITH_SCRIPTS_ALONE } from "../../accessibility/checks.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { canBeSeen } from "../../accessibility/seen.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { TOLD, tellsEveryState } from "../../accessibility/told.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of WITH_SCRIPTS_ALONE) {
  const isSeen = LONG_WORDS.javascript.includes(language);

  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      const SEEN = "; it can be seen and used zoomed in, spaced out, in forced colours, without motion and by Tab";
      test(`${TOLD(part)}${isSeen ? SEEN : ""}`, async ({ page, walk, judged, evidence }) =>
        tellsEveryState(part, language, { page, walk, judged, evidence }, async (at) => {
          if (isSeen) await canBeSeen(page, at, evidence);
        }));
    }
  });
}
