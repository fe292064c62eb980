import { type Person, test } from "../../fixtures.ts";
import { fitsTelephones, isWellMarked } from "../../looks.ts";
import { write } from "./posts.ts";

async function everyPage(ada: Person, look: (page: string) => Promise<void>): Promise<void> {
  await ada.hasRegistered();
  await ada.open("/posts");
  await look("/posts");
  await write(ada, "https://example.org/a-very-long-address-without-any-space/".repeat(3), "W".repeat(300));
  await ada.lands("/posts?notice=post-written");
  await look("/posts with a post");
}

test("the posts are no wider than the screen of a telephone", async ({ ada }) => {
  await everyPage(ada, (page) => fitsTelephones(ada, page));
});

test("the posts have a title with the service's name, one first heading, and labels for all fields", async ({ ada }) => {
  await everyPage(ada, (page) => isWellMarked(ada, page));
});
