// What people do with posts, the example of what an application holds. The specs beside this file go when it goes.
import { type Locator, test } from "@playwright/test";
import type { Person } from "../../people.ts";

/** Those on the page. */
export function posts(ada: Person): Locator {
  return ada.page.getByRole("article");
}

export async function write(ada: Person, title: string, text: string): Promise<void> {
  await test.step(`write “${title}”`, async () => {
    await ada.fill({ Title: title, Text: text });
    await ada.press("Publish");
  });
}
