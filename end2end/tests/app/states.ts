// The posts in every state, as a part of the walk in accessibility/states.ts.
import type { At, Walker } from "../../accessibility/walker.ts";

const POSTS = "/posts";
const WRITTEN = "/posts?notice=post-written";
/** One more than a page holds. */
const MANY = 21;

export async function* posts(walker: Walker): AsyncGenerator<At> {
  await walker.register();
  yield* walker.open(POSTS);
  yield* walker.refusal(POSTS, "write_post", { title: " ", content: " " }, ["title", "content"]);
  await walker.send("write_post", { title: "W".repeat(200), content: "https://example.org/a-long-address/".repeat(9) }, WRITTEN);
  yield walker.at(POSTS, "notice post-written", "notice");
  yield* walker.notices(POSTS, ["post-removed"]);
  for (let number = 2; number <= MANY; number++) await walker.post("write_post", { title: `Post ${number}`, content: "Text." });
  yield* walker.open(POSTS, "first of two pages");
  const older = walker.page.locator('a[rel="next"]');
  yield* walker.open(POSTS, "last of two pages", (await older.getAttribute("href")) ?? "");
  await walker.post("remove_post", { id: await walker.field("remove_post", "id").inputValue() });
  await walker.button("remove_post").click();
  await walker.page.waitForURL(({ searchParams }) => searchParams.has("__err"));
  await walker.ada.arrive();
  yield { ...walker.at(POSTS, "refused, removed already", "refused"), inPlace: false };
}
