import { test } from "../fixtures.ts";

test("a person registers and lands on their account page", async ({ ada }) => {
  await ada.open("/");
  await ada.page.getByRole("main").getByRole("link", { name: "Create account" }).click();
  await ada.lands("/register");
  await ada.register();
  await ada.reads("Welcome. Your account is ready.");
  await ada.sees("Hello, Ada Lovelace");
  await ada.sees(ada.email);
  await ada.isSignedIn();
});
