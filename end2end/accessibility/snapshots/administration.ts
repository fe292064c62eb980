// The same of the administration.
import type { Snapshots } from "./index.ts";

export const administration: Snapshots["administration"] = {
  "/first-administrator, empty": `
    - main:
      - heading "The first administrator" [level=1]
      - paragraph: Whoever has the link of this service’s log makes the account that administers it. The link works once.
      - paragraph: Paste the whole link, or what stands behind its #.
      - textbox "Link or code of the log"
      - textbox "Name"
      - textbox "E-mail"
      - paragraph: At least 15 characters. Any characters. Spaces are welcome.
      - textbox "Password"
  `,
  "/admin/invitations, none": `
    - main:
      - heading "Invitations" [level=1]
      - paragraph: Whoever has the link of an invitation can create an account.
      - paragraph: A note for the administrators. Whoever is invited does not see it.
      - textbox "For whom"
      - spinbutton "How many people"
      - spinbutton "Days until it expires"
      - button "Make an invitation"
  `,
};
