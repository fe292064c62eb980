// An application behind a service that demands two-factor authentication of everybody.
import { test } from "../../fixtures.ts";

test.use({ settings: { LATCHKEY_REQUIRE_SECOND_FACTOR: "true" } });

test("a person sets up two-factor authentication before anything else", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await ada.lands("/account?notice=two-factor-required");
  await ada.reads("Two-factor authentication is required for this account. Set it up to go on.");
  await ada.turnOnTwoFactor();
  await ada.confirmRecoveryCodes();
  await ada.open("/posts");
  await ada.lands("/posts");
});
