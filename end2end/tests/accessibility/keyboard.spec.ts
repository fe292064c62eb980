// The journey by the keyboard alone, with JavaScript and without.
import { summaryToFields, wholeJourney } from "../../accessibility/by-keyboard.ts";
import { EVERYWHERE } from "../../accessibility/checks.ts";
import { test } from "../../accessibility/fixtures.ts";

// The code that sends itself, as it does where nothing else is asked with it.
test.use({ settings: {} });

for (const language of EVERYWHERE.plain) {
  test.describe(language, () => {
    test.use({ language });

    test("whoever has only a keyboard registers, sets up two factors, signs in, recovers and turns them off", async ({ walker }) => {
      test.slow(); // Some hundred keys.
      await wholeJourney(walker, language);
    });

    test("the summary of what was refused leads to the fields by the keyboard alone", async ({ walker }) => summaryToFields(walker));
  });
}
