// Each form as assistive technology is told it, in English: its labels, hints and buttons, and the summary of what was refused.
// What is left out here may be there. Other languages are made of these texts, by translated.ts.
import type { Snapshots } from "./index.ts";
import { authenticators, trust } from "./authenticators.ts";
import { life, lost } from "./life.ts";
import { administration } from "./administration.ts";
import { passkeys } from "./passkeys.ts";

export const en: Snapshots = {
  visitors: {
    "/forgot-password, empty": `
      - main:
        - heading "Forgot your password" [level=1]
        - textbox "E-mail"
        - button "Send the letter"
    `,
    "/forgot-password, notice reset-asked": `
      - main:
        - heading "Forgot your password" [level=1]
        - status
    `,
    "/seal, empty": `
      - main:
        - heading "Seal your account by a link" [level=1]
        - textbox "Link or code of the letter"
        - button "Seal now"
    `,
    "/register, empty": `
      - main:
        - heading "Create account" [level=1]
        - textbox "Name"
        - textbox "E-mail"
        - button "Send the letter"
    `,
    "/register, refused": `
      - main:
        - heading "Create account" [level=1]
        - alert:
          - paragraph: Please check 2 entries:
          - list:
            - listitem:
              - link "Type the name you want to be called by."
            - listitem:
              - link "This is not an e-mail address. It looks like name@example.com."
        - textbox "Name" [invalid]
        - paragraph: Type the name you want to be called by.
        - textbox "E-mail" [invalid]
        - paragraph: This is not an e-mail address. It looks like name@example.com.
        - button "Send the letter"
    `,
    "/register/confirm, empty": `
      - main:
        - heading "Confirm your address" [level=1]
        - textbox "Link or code of the letter"
        - button "Go on"
    `,
    "/register/password, empty": `
      - main:
        - heading "Choose your password" [level=1]
        - paragraph: At least 15 characters. Any characters. Spaces are welcome.
        - textbox "Password"
        - button "Create account"
    `,
    "/register/password, refused": `
      - main:
        - heading "Choose your password" [level=1]
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "Use at least 15 characters. A few words in a row are easy to remember."
        - paragraph: At least 15 characters. Any characters. Spaces are welcome.
        - textbox "Password" [invalid]
        - paragraph: Use at least 15 characters. A few words in a row are easy to remember.
        - button "Create account"
    `,
    "/register/password, blocked after too many attempts": `
      - main:
        - heading "Choose your password" [level=1]
        - alert:
          - paragraph: Too many attempts. Try again in { $wait }.
        - paragraph: At least 15 characters. Any characters. Spaces are welcome.
        - textbox "Password"
        - button "Create account"
    `,
    "/sign-in, empty": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password
          - listitem: Code
        - textbox "E-mail"
        - textbox "Password"
        - button "Sign in"
    `,
    "/sign-in, refused at a field": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password
          - listitem: Code
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "This is not an e-mail address. It looks like name@example.com."
        - textbox "E-mail" [invalid]
        - paragraph: This is not an e-mail address. It looks like name@example.com.
        - textbox "Password"
        - button "Sign in"
    `,
    "/sign-in, refused above the form": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password
          - listitem: Code
        - alert:
          - paragraph: This e-mail address and password do not belong together. Check both and try again.
        - textbox "E-mail"
        - textbox "Password"
        - button "Sign in"
    `,
    "/sign-in, blocked after too many attempts": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password
          - listitem: Code
        - alert:
          - paragraph: Too many attempts. Try again in { $wait }.
        - textbox "E-mail"
        - textbox "Password"
        - button "Sign in"
    `,
  },
  "second step": {
    ...lost,
    "/sign-in/code, empty": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password , done
          - listitem: Code
        - paragraph: 6 digits from your authenticator app. …
        - textbox "Code"
        - button "Continue"
        - link "Use a recovery code instead"
        - button "Start over"
    `,
    "/sign-in/code, refused": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password , done
          - listitem: Code
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "A code has 6 digits."
        - paragraph: 6 digits from your authenticator app. …
        - textbox "Code" [invalid]
        - paragraph: A code has 6 digits.
        - button "Continue"
        - link "Use a recovery code instead"
        - button "Start over"
    `,
    "/sign-in/code, blocked after too many attempts": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password , done
          - listitem: Code
        - alert:
          - paragraph: Too many attempts. Try again in { $wait }.
        - paragraph: 6 digits from your authenticator app. …
        - textbox "Code"
        - button "Continue"
        - link "Use a recovery code instead"
        - button "Start over"
    `,
    "/sign-in/recovery-code, empty": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password , done
          - listitem: Recovery code
        - paragraph: One of the codes that you kept when you turned two-factor authentication on. Each works once.
        - textbox "Recovery code"
        - button "Continue"
        - link "Use a code from the app instead"
        - button "Start over"
    `,
    "/sign-in/recovery-code, refused": `
      - main:
        - heading "Sign in" [level=1]
        - list "Sign-in steps":
          - listitem: Password , done
          - listitem: Recovery code
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "This is not one of your unused recovery codes. Each of them works once."
        - paragraph: One of the codes that you kept when you turned two-factor authentication on. Each works once.
        - textbox "Recovery code" [invalid]
        - paragraph: This is not one of your unused recovery codes. Each of them works once.
        - button "Continue"
        - link "Use a code from the app instead"
        - button "Start over"
    `,
  },
  account: {
    "/account/confirm, after account, password alone": `
      - main:
        - heading "Confirm that it is you" [level=1]
        - textbox "Password"
        - button "Confirm"
        - link "Cancel"
    `,
    "/account/confirm, after set-up": `
      - main:
        - heading "Confirm that it is you" [level=1]
        - textbox "Password"
        - button "Confirm and set up"
        - link "Cancel"
    `,
    "/account/confirm, refused": `
      - main:
        - heading "Confirm that it is you" [level=1]
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "This is not your password."
        - textbox "Password" [invalid]
        - paragraph: This is not your password.
        - button "Confirm and set up"
        - link "Cancel"
    `,
    "/account/two-factor/set-up, empty": `
      - main:
        - heading "Set up two-factor authentication" [level=1]
        - list:
          - listitem:
            - heading "Open your authenticator app" [level=2]
          - listitem:
            - heading "Add this account to it" [level=2]
            - figure:
              - img "QR code for your authenticator app"
            - link "Open in an authenticator app"
          - listitem:
            - heading "Type the code that it shows" [level=2]
            - paragraph: 6 digits. A new code comes every 30 seconds. …
            - textbox "Code"
            - button "Turn on"
            - button "Cancel"
    `,
    "/account/two-factor/set-up, refused": `
      - main:
        - heading "Set up two-factor authentication" [level=1]
        - list:
          - listitem:
            - heading "Open your authenticator app" [level=2]
          - listitem:
            - heading "Add this account to it" [level=2]
            - figure:
              - img "QR code for your authenticator app"
            - link "Open in an authenticator app"
          - listitem:
            - heading "Type the code that it shows" [level=2]
            - alert:
              - paragraph: Please check 1 entry:
              - list:
                - listitem:
                  - link "A code has 6 digits."
            - paragraph: 6 digits. A new code comes every 30 seconds. …
            - textbox "Code" [invalid]
            - paragraph: A code has 6 digits.
            - button "Turn on"
            - button "Cancel"
    `,
    "/account/recovery-codes, empty": `
      - main:
        - heading "Keep your recovery codes" [level=1]
        - region "Are they kept?":
          - heading "Are they kept?" [level=2]
          - paragraph: From where you keep them, so that you know they can be read.
          - textbox "Type one of the codes"
          - checkbox "I have stored them in a safe place"
          - button "Continue"
    `,
    "/account/recovery-codes, refused, neither ticked nor typed": `
      - main:
        - heading "Keep your recovery codes" [level=1]
        - region "Are they kept?":
          - heading "Are they kept?" [level=2]
          - alert:
            - paragraph: Type one of the codes, or tick the box.
          - paragraph: From where you keep them, so that you know they can be read.
          - textbox "Type one of the codes"
          - checkbox "I have stored them in a safe place"
          - button "Continue"
    `,
    "/account/recovery-codes, refused": `
      - main:
        - heading "Keep your recovery codes" [level=1]
        - region "Are they kept?":
          - heading "Are they kept?" [level=2]
          - alert:
            - paragraph: Please check 1 entry:
            - list:
              - listitem:
                - link "A recovery code has 24 letters and digits, in six groups of four."
          - paragraph: From where you keep them, so that you know they can be read.
          - textbox "Type one of the codes" [invalid]
          - paragraph: A recovery code has 24 letters and digits, in six groups of four.
          - checkbox "I have stored them in a safe place"
          - button "Continue"
    `,
  },
  "two-factor authentication": {
    "/account/confirm, after new-recovery-codes": `
      - main:
        - heading "Confirm that it is you" [level=1]
        - textbox "Password"
        - paragraph: 6 digits from your authenticator app, or a recovery code
        - textbox "Code"
        - button "Confirm and make new codes"
        - link "Cancel"
    `,
    "/account/confirm, refused with two factors": `
      - main:
        - heading "Confirm that it is you" [level=1]
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "This is not your password."
        - textbox "Password" [invalid]
        - paragraph: This is not your password.
        - paragraph: 6 digits from your authenticator app, or a recovery code
        - textbox "Code"
        - button "Confirm and make new codes"
        - link "Cancel"
    `,
    "/account/two-factor/turn-off, empty": `
      - main:
        - heading "Turn off two-factor authentication" [level=1]
        - textbox "Password"
        - paragraph: 6 digits from your authenticator app, or a recovery code
        - textbox "Code"
        - button "Turn off"
        - link "Cancel"
    `,
    "/account/two-factor/turn-off, refused": `
      - main:
        - heading "Turn off two-factor authentication" [level=1]
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "This is not your password."
        - textbox "Password" [invalid]
        - paragraph: This is not your password.
        - paragraph: 6 digits from your authenticator app, or a recovery code
        - textbox "Code"
        - button "Turn off"
        - link "Cancel"
    `,
    "/account/two-factor/turn-off, refused, wrong code": `
      - main:
        - heading "Turn off two-factor authentication" [level=1]
        - alert:
          - paragraph: Please check 1 entry:
          - list:
            - listitem:
              - link "A code has 6 digits."
        - textbox "Password"
        - paragraph: 6 digits from your authenticator app, or a recovery code
        - textbox "Code" [invalid]
        - paragraph: A code has 6 digits.
        - button "Turn off"
        - link "Cancel"
    `,
  },
  authenticators,
  passkeys,
  administration,
  "trusted browsers": trust,
  "the account's life": life,
};
