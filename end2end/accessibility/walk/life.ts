// The account's life: what happened, where one is signed in, how one changes it, seals it and leaves.
import type { At, Walker } from "../walker.ts";

const ACCOUNT = "/account";
const NAME = "/account/name";
const EMAIL = "/account/email";
const CONFIRM_EMAIL = "/confirm-email";
const LETTERS = "/account/letters";
const PASSWORD = "/account/password";
const SESSIONS = "/account/sessions";
const LOG = "/account/security-log";
const DATA = "/account/data";
const DELETE = "/account/delete";
const SEAL = "/account/seal";
const UNSEAL = "/sign-in/unseal";
const RESET = "/reset-password";
const RESET_NEW = "/reset-password/new";

export async function* life(walker: Walker): AsyncGenerator<At> {
  const { password, email } = walker.ada;
  await walker.register();
  yield* walker.open(SEAL, "without a second factor");
  await walker.beginTwoFactor();
  await walker.turnOn();
  await walker.keepCodes();
  yield* walker.notices(ACCOUNT, ["name-changed", "email-asked", "letters-chosen", "email-changed", "password-changed", "unsealed", "warning-answered"]);
  yield* walker.open(NAME);
  yield* walker.refusal(NAME, "change_name", { name: "" }, ["name"]);
  yield* walker.open(EMAIL);
  yield* walker.refusal(EMAIL, "change_email", { email: "nobody" }, ["email"]);
  yield* walker.open(CONFIRM_EMAIL);
  yield* walker.refusal(CONFIRM_EMAIL, "confirm_email", { letter_code: "half of a code" }, ["letter_code"]);
  yield* walker.open(LETTERS);
  yield* walker.open(PASSWORD);
  yield* walker.refusal(PASSWORD, "change_password", { password, new_password: "short", code: "12345" }, ["new_password"]);
  yield* walker.open(SESSIONS);
  yield* walker.notices(SESSIONS, ["session-ended-by-you", "other-sessions-ended"]);
  yield* walker.open(LOG);
  yield* walker.open(LOG, "nothing of this kind", `${LOG}?show=misses`);
  yield* walker.open(DATA);
  yield* walker.open(DELETE);
  yield* walker.open(SEAL);
  await walker.postElsewhere("sign_in", { email, password });
  yield* walker.open(ACCOUNT, "warned", ACCOUNT, "open");
  yield* walker.open(LOG, "warned", LOG, "open");
  await walker.post("seal_account", {});
  yield* walker.open("/sealed");
  yield* walker.open("/deleted");
  await walker.ada.open("/sign-in");
  await walker.send("sign_in", { email, password }, UNSEAL);
  yield walker.at(UNSEAL);
  yield* walker.refusal(UNSEAL, "open_seal", { code: "12345", new_password: "short" }, ["new_password", "code"]);
  yield* walker.notices(RESET, ["reset-over"]);
  yield* walker.open(RESET);
  yield* walker.refusal(RESET, "open_reset", { reset_code: "half of a code" }, ["reset_code"]);
  await walker.send("open_reset", { reset_code: walker.server.resetLink(email) }, RESET_NEW);
  yield walker.at(RESET_NEW);
  yield* walker.refusal(RESET_NEW, "reset_password", { new_password: "short", code: "12345" }, ["new_password", "code"]);
}
