// A service that demands two-factor authentication of everybody.
import { expect, test } from "../fixtures.ts";

test.use({ settings: { LATCHKEY_REQUIRE_SECOND_FACTOR: "true" } });

test("it cannot be turned off", async ({ ada, watch }) => {
  await ada.hasSettledIn();
  await expect(ada.page.getByRole("link", { name: "Turn off" })).toHaveCount(0);
  await ada.open("/account/two-factor/turn-off");
  watch.expectRefusals();
  await ada.fill({ Password: ada.password, Code: await ada.authenticator.nextCode() });
  await ada.press("Turn off");
  await ada.isTold("Two-factor authentication is required for this account.");
});

test("a password of eight characters will do, and fewer will not", async ({ ada, watch }) => {
  await ada.open("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "wq7!dlz" });
  watch.expectRefusals();
  await ada.press("Create account");
  await ada.isToldAt("Password", "Use at least 8 characters.");
  await ada.fill({ Password: "wq7!dlzf" });
  await ada.press("Create account");
  await ada.lands("/account?notice=registered");
});
