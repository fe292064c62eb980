// What the island adds to writing posts.
import { expect, test } from "../../fixtures.ts";
import { write } from "./posts.ts";

test("a post is refused in place", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await ada.page.evaluate(() => Object.assign(window, { mark: true }));
  watch.expectRefusals();
  await write(ada, " ", "A text without a title.");
  await ada.isToldAt("Title", "Give your post a title.");
  await expect(ada.field("Title")).toBeFocused();
  await expect(ada.field("Text")).toHaveValue("A text without a title.");
  expect(await ada.page.evaluate(() => "mark" in window), "no page was loaded in between").toBe(true);
});
