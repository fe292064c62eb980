import { errors, language as spoken, listen, status, title } from "../../accessibility/checks/words.ts";
import { test, WALK_MILLISECONDS } from "../../accessibility/fixtures.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

test.describe.configure({ timeout: WALK_MILLISECONDS });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`any state of ${part} is told by title, fields, summary and live regions`, async ({ page, walk, evidence }) => {
        await listen(page);
        const titles = new Map<string, string>();
        for await (const at of walk(part)) {
          evidence.note(at, "title", await title(page, at, titles));
          evidence.note(at, "language", await spoken(page, language));
          evidence.note(at, "errors", await errors(page, at));
          evidence.note(at, "status", await status(page, at));
        }
        evidence.concludes(part);
      });
    }
  });
}
