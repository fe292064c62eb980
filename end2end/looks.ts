// What every page must be, for the specs that walk over pages.
import { expect, test } from "@playwright/test";
import type { Person } from "./people.ts";
import { APP_NAME } from "./server.ts";

/** It is no wider than the screen of a telephone. */
export async function fitsTelephones(ada: Person, page: string): Promise<void> {
  for (const width of [320, 390]) {
    await ada.page.setViewportSize({ width, height: 700 });
    const content = await ada.page.evaluate(() => document.documentElement.scrollWidth);
    expect(content, `${page} at ${width} pixels`).toBeLessThanOrEqual(width);
  }
}

/** It has a title with the service's name, one first heading, and labels for all its fields. */
export async function isWellMarked(ada: Person, page: string): Promise<void> {
  await test.step(page, async () => {
    await expect(ada.page).toHaveTitle(new RegExp(`^\\S.* · ${APP_NAME}$`));
    await expect(ada.page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(ada.page.getByRole("main")).toHaveCount(1);
    for (const control of await ada.page.locator("input:visible:not([aria-hidden]), textarea:visible, button:visible, a:visible").all()) {
      await expect(control).toHaveAccessibleName(/\S/);
    }
    const ids = await ada.page.locator("[id]").evaluateAll((elements) => elements.map((element) => element.id));
    expect(ids, "each id once").toEqual([...new Set(ids)]);
  });
}
