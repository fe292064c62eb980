// What a browser is set to.
import type { Page } from "@playwright/test";

export type Media = Parameters<Page["emulateMedia"]>[0];

/** Sets it, and waits until the page is drawn so: until then colours are on their way, however short it is. */
export async function appears(page: Page, media: Media): Promise<void> {
  await page.emulateMedia(media);
  await page.evaluate(async () => {
    const ends = ({ effect }: Animation) => Number.isFinite(effect?.getComputedTiming().activeDuration);
    do await new Promise(requestAnimationFrame);
    while (document.getAnimations().some(ends));
  });
}
