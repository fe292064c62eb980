import { expect, test } from "../../fixtures.ts";
import { posts, write } from "./posts.ts";

test("a person writes posts, sees the newest first and removes one", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await ada.sees("Nothing here yet");
  for (const title of ["The first", "The second"]) {
    await write(ada, title, `About ${title.toLowerCase()}.`);
    await ada.lands("/posts?notice=post-written");
    await ada.reads("Your post is published.");
    await expect(posts(ada).first()).toContainText(title);
  }
  await expect(ada.page.getByRole("heading", { level: 3 })).toHaveText(["The second", "The first"]);
  await expect(ada.field("Title"), "the form is empty again").toHaveValue("");
  await ada.press("Remove “The second”");
  await ada.lands("/posts?notice=post-removed");
  await ada.reads("Your post is removed.");
  await expect(ada.page.getByRole("heading", { level: 3 })).toHaveText(["The first"]);
});

test("posts are open to a person with both factors", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.signIn();
  await ada.open("/posts");
  await write(ada, "Behind two locks", "Nobody else is here.");
  await ada.lands("/posts?notice=post-written");
  await expect(posts(ada)).toContainText("Nobody else is here.");
});

test("a refused post keeps what was typed, to the letter", async ({ ada, watch }) => {
  const title = `Ünïcode & <b>“tags”</b>`;
  const text = "\n  First line\n\n\tindented </textarea> &amp; <!-- so -->\nlast line";
  await ada.hasRegistered();
  await ada.open("/posts");
  watch.expectRefusals(2);
  for (const [typedTitle, typedText] of [
    [`${title}\u0007`, text],
    [title, " "],
  ] as const) {
    await ada.awaits(() => write(ada, typedTitle, typedText));
    await expect(ada.field("Title")).toHaveValue(typedTitle);
    await expect(ada.field("Text")).toHaveValue(typedText);
  }
  await ada.isToldAt("Text", "Write something.");
  await expect(posts(ada)).toHaveCount(0);
});

test("title and text of a post are told what is wrong with each", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  watch.expectRefusals(2);
  await ada.awaits(() => write(ada, " ", " "));
  await ada.isToldAt("Title", "Give your post a title.");
  await ada.isToldAt("Text", "Write something.");
  // Browsers that know `maxlength` let nobody type as much.
  for (const label of ["Title", "Text"]) await ada.field(label).evaluate((field) => field.removeAttribute("maxlength"));
  await ada.awaits(() => write(ada, "x".repeat(201), "y".repeat(10_001)));
  await ada.isToldAt("Title", "This is too long: 200 characters at most.");
  await ada.isToldAt("Text", "This is too long: 10,000 characters at most.");
});

test("a notice of before does not stand beside a refusal after a page load", async ({ ada, watch }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await write(ada, "Fine", "As it should be.");
  await ada.lands("/posts?notice=post-written");
  watch.expectRefusals();
  await ada.awaits(() => write(ada, "Not so", " "));
  await ada.isToldAt("Text", "Write something.");
  if (!ada.javaScript) await expect(ada.page.getByText("Your post is published.")).toHaveCount(0);
});

test("a script in a post is text", async ({ ada }) => {
  const title = `<script>document.title = "owned"</script>`;
  const text = `<img src="/x" onerror="document.title = 'owned'"><a href="javascript:alert(1)">&lt;b&gt;</a>\n</textarea><b>bold</b>`;
  ada.page.on("dialog", (dialog) => {
    throw new Error(dialog.message());
  });
  await ada.hasRegistered();
  await ada.open("/posts");
  await write(ada, title, text);
  await ada.lands("/posts?notice=post-written");
  await expect(posts(ada).getByRole("heading")).toHaveText(title);
  await expect(posts(ada).locator("p").last()).toHaveText(text, { useInnerText: true });
  await expect(posts(ada).locator("script, img, a, b")).toHaveCount(0);
  await expect(ada.page).toHaveTitle(/^Posts · /);
});

test("nobody sees or removes the posts of another", async ({ ada, bob }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await write(ada, "Mine", "Mine alone.");
  await ada.lands("/posts?notice=post-written");
  const id = await posts(ada).locator("input[name=id]").inputValue();
  await bob.hasRegistered();
  await bob.open("/posts");
  await bob.sees("Nothing here yet");
  const answer = await bob.page.request.post("/ui/remove_post", { form: { id }, headers: { accept: "application/json" } });
  expect(answer.status()).toBe(404);
  await ada.page.reload();
  await expect(posts(ada)).toContainText("Mine alone.");
});

test("a post that is gone already is told so", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await write(ada, "Here and gone", "Twice.");
  await ada.lands("/posts?notice=post-written");
  const tab = ada.at(await ada.page.context().newPage());
  await tab.open("/posts");
  await tab.press("Remove “Here and gone”");
  await tab.lands("/posts?notice=post-removed");
  await ada.press("Remove “Here and gone”");
  await ada.isTold("This is not there any more.");
});

test("older posts are on further pages", async ({ ada }) => {
  await ada.hasRegistered();
  await test.step("write 21 posts", async () => {
    for (let number = 1; number <= 21; number++) {
      const form = { title: `Post ${number}`, content: "Text." };
      const answer = await ada.page.request.post("/ui/write_post", { form, headers: { accept: "application/json" } });
      expect(answer.ok()).toBe(true);
    }
  });
  await ada.open("/posts");
  await expect(posts(ada)).toHaveCount(20);
  await expect(posts(ada).first()).toContainText("Post 21");
  await ada.page.getByRole("link", { name: "Older posts" }).click();
  await expect(ada.page.getByRole("heading", { level: 3 })).toHaveText(["Post 1"]);
  await ada.page.getByRole("link", { name: "Newest posts" }).click();
  await ada.lands("/posts");
  await expect(posts(ada)).toHaveCount(20);
});
