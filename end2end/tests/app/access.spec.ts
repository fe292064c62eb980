import { expect, test } from "../../fixtures.ts";
import { write } from "./posts.ts";

const SIGN_IN_FIRST = "/sign-in?notice=sign-in-first&next=%2Fposts";

test("a stranger is led from the posts to the sign-in, and back to them once signed in", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.signOut();
  await ada.open("/posts");
  await ada.lands(SIGN_IN_FIRST);
  await ada.reads("Sign in to see this page.");
  await ada.isSignedOut();
  await ada.givePassword();
  await ada.lands("/posts");
});

test("a password alone opens no posts of an account with two-factor authentication, and both steps lead to them", async ({ ada }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.passesFirstStep();
  await ada.open("/posts");
  await ada.lands(SIGN_IN_FIRST);
  await ada.isSignedOut();
  await ada.givePassword();
  await ada.isAskedForCode();
  await ada.giveCode(await ada.authenticator.nextCode());
  await ada.lands("/posts");
});

test("after signing out, the way back shows no post", async ({ ada }) => {
  await ada.hasRegistered();
  await ada.open("/posts");
  await write(ada, "Private", "For nobody else.");
  await ada.lands("/posts?notice=post-written");
  await ada.signOut();
  await ada.page.goBack();
  await ada.arrive();
  await ada.isSignedOut();
  await expect(ada.page.getByText("For nobody else.")).toHaveCount(0);
});
