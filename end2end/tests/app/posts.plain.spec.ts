// Posts without JavaScript.
import { expect, test } from "../../fixtures.ts";
import { posts, write } from "./posts.ts";

test("both forms answer with a redirect, so that loading the page anew sends nothing", async ({ ada }) => {
  await ada.hasRegistered();
  const statuses: number[] = [];
  ada.page.on("response", (response) => {
    if (response.request().method() === "POST") statuses.push(response.status());
  });
  await ada.open("/posts");
  await write(ada, "Once", "And not twice.");
  await ada.lands("/posts?notice=post-written");
  await ada.page.reload();
  await expect(posts(ada)).toHaveCount(1);
  await ada.press("Remove “Once”");
  await ada.lands("/posts?notice=post-removed");
  expect(statuses).toHaveLength(2);
  expect(statuses.every((status) => status === 302 || status === 303)).toBe(true);
});
