import { axe } from "../../accessibility/checks/axe.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`axe finds nothing in any state of ${part}`, async ({ walk, judged, evidence }) => {
        for await (const at of walk(part)) evidence.note(at, "axe", await axe(await judged(), at, evidence.left));
        evidence.concludes(part);
      });
    }
  });
}
