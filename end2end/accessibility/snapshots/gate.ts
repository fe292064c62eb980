// The same of the gate before applications.
import type { Snapshots } from "./index.ts";

export const gate: Snapshots["the gate before applications"] = {
  "/account/confirm, after open-app": `
    - main:
      - paragraph: The application wants to be sure that it is you.
      - textbox "Password"
  `,
};
