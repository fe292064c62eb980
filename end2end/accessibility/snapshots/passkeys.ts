// The same of the pages of one's passkeys. What is there with JavaScript alone is left out.
import type { Snapshots } from "./index.ts";

export const passkeys: Snapshots["passkeys"] = {
  "/account/passkeys, notice passkey-added": `
    - main:
      - heading "Passkeys" [level=1]
      - paragraph: A passkey signs you in by fingerprint, face or PIN. It works on this site alone, so it cannot be given away to a copy of it.
      - status:
        - paragraph: The new passkey is ready. You are signed out everywhere else.
      - list:
        - listitem:
          - heading "Laptop" [level=2]
      - button "Add a passkey"
  `,
  "/account/passkeys/rename, refused": `
    - main:
      - heading "Rename passkey" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "This holds characters that cannot be shown. Please remove them."
      - textbox "Name" [invalid]
      - paragraph: This holds characters that cannot be shown. Please remove them.
      - button "Change name"
  `,
  "/account/password, without a password": `
    - main:
      - heading "Choose a password" [level=1]
      - paragraph: Your passkeys go on working. You are signed out everywhere else.
      - paragraph: At least 15 characters. Any characters. Spaces are welcome.
      - textbox "New password"
  `,
};
