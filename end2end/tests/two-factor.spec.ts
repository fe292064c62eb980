import { test } from "../fixtures.ts";

test("a person turns on two-factor authentication by QR code and signs in with both steps", async ({ ada }) => {
  await ada.settleIn();
  await ada.signOut();
  await ada.signIn();
  await ada.isSignedIn();
});
