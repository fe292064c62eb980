// The same of the pages of an account's life.
import type { Snapshots } from "./index.ts";

export const life: Snapshots["the account's life"] = {
  "/account/name, refused": `
    - main:
      - heading "Change your name" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "Type the name you want to be called by."
      - textbox "Name" [invalid]
      - paragraph: Type the name you want to be called by.
      - button "Change name"
      - link "Cancel"
  `,
  "/account/letters, empty": `
    - main:
      - heading "Notices" [level=1]
      - checkbox "Also tell me about what I did myself: a sign-in with a new browser and my second factor, a download of my data, a deletion taken back." [checked]
      - button "Save"
      - link "Cancel"
      - region "Push messages":
        - heading "Push messages" [level=2]
        - paragraph: You get none.
        - link "Choose where they go"
  `,
  "/account/push-messages, empty": `
    - main:
      - heading "Push messages" [level=1]
      - paragraph: The same notices, at once on your phone, by ntfy or Gotify, whose server you may run yourself.
      - paragraph: You get none.
      - list:
        - listitem: Whoever runs that server can read the messages, and so can whoever guesses the name of an open topic. Nothing in them opens your account.
        - listitem: This service sends them to ntfy.sh, push.example.com only.
      - paragraph: That of a topic of ntfy, such as https://ntfy.sh/TOPIC, or of an application of Gotify, such as https://gotify.example.com/message?token=TOKEN. Leave it empty to get none.
      - textbox "Address for push messages"
      - button "Save"
      - link "Cancel"
  `,
  "/confirm-email, empty": `
    - main:
      - heading "Confirm your new address" [level=1]
      - textbox "Link or code of the letter"
      - button "Use this address"
  `,
  "/account/email, refused": `
    - main:
      - heading "Change your e-mail address" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "This is not an e-mail address. It looks like name@example.com."
      - textbox "E-mail" [invalid]
      - paragraph: This is not an e-mail address. It looks like name@example.com.
      - button "Change address"
      - link "Cancel"
  `,
  "/account/password, empty": `
    - main:
      - heading "Change your password" [level=1]
      - paragraph: At least 15 characters. Any characters. Spaces are welcome.
      - textbox "New password"
      - textbox "Password"
      - paragraph: 6 digits from your authenticator app, or a recovery code
      - textbox "Code"
      - button "Change password"
      - link "Cancel"
  `,
  "/account/password, refused": `
    - main:
      - heading "Change your password" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "Use at least 15 characters. A few words in a row are easy to remember."
      - textbox "New password" [invalid]
      - paragraph: Use at least 15 characters. A few words in a row are easy to remember.
      - textbox "Password"
      - textbox "Code"
      - button "Change password"
  `,
  "/account/seal, empty": `
    - main:
      - heading "Seal your account" [level=1]
      - button "Seal now"
      - link "Cancel"
  `,
  "/account/delete, empty": `
    - main:
      - heading "Delete your account" [level=1]
      - button "Delete account"
      - link "Cancel"
  `,
  "/account, warned": `
    - main:
      - region "Somebody knows your password":
        - heading "Somebody knows your password" [level=2]
        - button "It was me"
        - button "It was not me: seal"
  `,
  "/sign-in/unseal, refused": `
    - main:
      - heading "Open the seal" [level=1]
      - alert:
        - paragraph: Please check 2 entries:
        - list:
          - listitem:
            - link "Use at least 15 characters. A few words in a row are easy to remember."
          - listitem:
            - link "A code has 6 digits."
      - textbox "New password" [invalid]
      - paragraph: Use at least 15 characters. A few words in a row are easy to remember.
      - textbox "Code" [invalid]
      - paragraph: A code has 6 digits.
      - button "Open and sign in"
      - button "Start over"
  `,
  "/reset-password, empty": `
    - main:
      - heading "Link for a new password" [level=1]
      - paragraph: You got a link for this, in a letter or from the people who run this service.
      - textbox "Link or code"
      - button "Go on"
  `,
  "/reset-password, refused": `
    - main:
      - heading "Link for a new password" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "This is not the code of such a link. Copy the link once more, from beginning to end."
      - textbox "Link or code" [invalid]
      - paragraph: This is not the code of such a link. Copy the link once more, from beginning to end.
      - button "Go on"
  `,
  "/reset-password/new, empty": `
    - main:
      - heading "Choose a new password" [level=1]
      - paragraph: At least 15 characters. Any characters. Spaces are welcome.
      - textbox "New password"
      - textbox "Code"
      - button "Set new password"
  `,
  "/reset-password/new, refused": `
    - main:
      - heading "Choose a new password" [level=1]
      - alert:
        - paragraph: Please check 2 entries:
        - list:
          - listitem:
            - link "Use at least 15 characters. A few words in a row are easy to remember."
          - listitem:
            - link "A code has 6 digits."
      - textbox "New password" [invalid]
      - paragraph: Use at least 15 characters. A few words in a row are easy to remember.
      - textbox "Code" [invalid]
      - paragraph: A code has 6 digits.
      - button "Set new password"
  `,
};

/** The way back for whoever has lost everything for the second step. */
export const lost: Snapshots["second step"] = {
  "/sign-in/lost, empty": `
    - main:
      - heading "Phone and recovery codes lost" [level=1]
      - button "Send the letter"
  `,
  "/begin-recovery, empty": `
    - main:
      - heading "Begin the wait for lost second factors" [level=1]
      - textbox "Link or code of the letter"
      - button "Begin the wait"
  `,
  "/stop-recovery, empty": `
    - main:
      - heading "Keep your second factors" [level=1]
      - textbox "Link or code of the letter"
      - button "Stop it"
  `,
};
