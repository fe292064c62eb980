// A person without a mouse: they press Tab until they are where they want to be, and type.
import { expect, type Locator, type Page } from "@playwright/test";

/** More than any page has places to stop. */
const MOST_STOPS = 60;

export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Goes on to a control, or back to it. */
  async goTo(target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < MOST_STOPS; presses++) {
      if (await isFocused(target)) return;
      await this.page.keyboard.press(key);
    }
    await expect(target, `${key} reaches it`).toBeFocused();
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.goTo(field);
    await this.page.keyboard.type(text);
    await expect(field).toHaveValue(text);
  }

  async press(key: "Enter" | "Space", target: Locator): Promise<void> {
    await this.goTo(target);
    await this.page.keyboard.press(key);
  }

  /** Whatever a script has changed, the focus is on something in the content. */
  async isNotLost(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => document.activeElement?.closest("main") !== null), "the focus is in the content").toBe(true);
  }
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}
