// The same of the pages of one's authenticators.
import type { Snapshots } from "./index.ts";

export const authenticators: Snapshots["authenticators"] = {
  "/account/checkup, empty": `
    - main:
      - heading "Check that you can get back in" [level=1]
      - checkbox "I have just looked: my recovery codes are where I kept them."
      - textbox "Code"
      - button "Done"
      - button "New recovery codes"
  `,
  "/account/authenticators/rename, refused": `
    - main:
      - heading "Rename authenticator" [level=1]
      - alert:
        - paragraph: Please check 1 entry:
        - list:
          - listitem:
            - link "This holds characters that cannot be shown. Please remove them."
      - textbox "Name" [invalid]
      - paragraph: This holds characters that cannot be shown. Please remove them.
      - button "Change name"
  `,
  "/account/authenticators, two, notice authenticator-added": `
    - main:
      - heading "Authenticators" [level=1]
      - status:
        - paragraph: The new authenticator is ready. You are signed out everywhere else.
      - list:
        - listitem:
          - heading "Authenticator app" [level=2]
        - listitem:
          - heading "Pixel 9" [level=2]
      - button "Add an authenticator"
  `,
};

export const trust: Snapshots["trusted browsers"] = {
  "/account/trusted-browsers, refused, ended already": `
    - main:
      - heading "Trusted browsers" [level=1]
      - alert
      - list
  `,
  "/account/trusted-browsers, notice trust-ended": `
    - main:
      - heading "Trusted browsers" [level=1]
      - status:
        - paragraph: That browser is asked for a code again.
  `,
};
