// What every page is and tells in every state, with JavaScript and without.
import { axe } from "../../accessibility/checks/axe.ts";
import { EVERYWHERE, walks } from "../../accessibility/checks.ts";
import { errors, language as spoken, listen, snapshot, status, title } from "../../accessibility/checks/words.ts";
import { expect, test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { snapshots } from "../../accessibility/snapshots/index.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

// What was found says where. A trace of so many pages would be large, and slow.
test.use({ trace: "off" });
test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    test.skip(({ javaScriptEnabled }) => !walks(EVERYWHERE, language, javaScriptEnabled), "is the same in another language");
    for (const part of PART_NAMES) {
      test(`axe finds nothing in ${part}, and title, fields, summary and live regions tell every state`, async ({ page, walk, judged, evidence }) => {
        await listen(page);
        const titles = new Map<string, string>();
        const expected = snapshots(language, part);
        for await (const at of walk(part)) {
          evidence.note(at, "title", await title(page, at, titles));
          evidence.note(at, "language", await spoken(page, language));
          evidence.note(at, "errors", await errors(page, at));
          evidence.note(at, "status", await status(page, at));
          const name = `${at.page}, ${at.state}`;
          const told = expected.get(name);
          if (told) evidence.note(at, "snapshot", await snapshot(page, told));
          expected.delete(name);
          evidence.note(at, "axe", await axe(await judged(), at, evidence.left));
        }
        expect([...expected.keys()], "the walk comes to all that there are snapshots of").toEqual([]);
        evidence.concludes(part);
      });
    }
  });
}
