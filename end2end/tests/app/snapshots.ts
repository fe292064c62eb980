// The forms of the posts as assistive technology is told them, in English. Other languages are made of these texts, by
// accessibility/snapshots/translated.ts.

export const posts: Record<string, string> = {
  "/posts, empty": `
    - main:
      - heading "Your posts" [level=1]
      - region "Write a post":
        - heading "Write a post" [level=2]
        - textbox "Title"
        - textbox "Text"
        - button "Publish"
  `,
  "/posts, refused": `
    - main:
      - heading "Your posts" [level=1]
      - region "Write a post":
        - heading "Write a post" [level=2]
        - alert:
          - paragraph: Please check 2 entries:
          - list:
            - listitem:
              - link "Give your post a title."
            - listitem:
              - link "Write something."
        - textbox "Title" [invalid]
        - paragraph: Give your post a title.
        - textbox "Text" [invalid]
        - paragraph: Write something.
        - button "Publish"
  `,
  "/posts, refused, removed already": `
    - main:
      - heading "Your posts" [level=1]
      - alert:
        - paragraph: This is not there any more.
      - navigation "Pages":
        - link "Newest posts"
  `,
};
