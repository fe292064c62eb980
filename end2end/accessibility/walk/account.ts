// What people see who are signed in: the account, and how its two-factor authentication is turned on and off.
import type { At, Walker } from "../walker.ts";

const ACCOUNT = "/account";
const CONFIRM = "/account/confirm";
const SET_UP = "/account/two-factor/set-up";
const CODES = "/account/recovery-codes";
const TURN_OFF = "/account/two-factor/turn-off";

/** An account without two-factor authentication, until it is on. */
export async function* account(walker: Walker): AsyncGenerator<At> {
  await walker.register();
  yield walker.at(ACCOUNT, "notice registered", "notice");
  yield* walker.open(ACCOUNT, "two-factor authentication off");
  yield* walker.notices(ACCOUNT, ["two-factor-off", "set-up-cancelled", "set-up-over", "two-factor-required"]);
  yield* walker.open("/", "signed in");
  yield* walker.open(CONFIRM, "after account, password alone");
  yield* walker.open(CONFIRM, "after set-up", `${CONFIRM}?after=set-up`);
  yield* walker.refusal(CONFIRM, "confirm_identity", { password: "not the password" }, ["password"]);
  await walker.beginTwoFactor();
  yield walker.at(SET_UP);
  yield* walker.refusal(SET_UP, "turn_on", { code: "12345" }, ["code"]);
  await walker.turnOn();
  yield walker.at(CODES);
  yield* walker.refusal(CODES, "confirm_recovery_codes", {}, [], "refused, neither ticked nor typed");
  yield* walker.refusal(CODES, "confirm_recovery_codes", { recovery_code: "on paper" }, ["recovery_code"]);
}

/** An account with two-factor authentication, until it is off. */
export async function* protection(walker: Walker): AsyncGenerator<At> {
  await walker.settleIn();
  yield walker.at(ACCOUNT, "notice recovery-codes-kept", "notice");
  yield* walker.open(ACCOUNT, "two-factor authentication on");
  yield* walker.notices(ACCOUNT, ["recovery-code-used", "codes-not-shown"]);
  yield* walker.open(CONFIRM, "after account");
  yield* walker.open(CONFIRM, "after new-recovery-codes", `${CONFIRM}?after=new-recovery-codes`);
  const wrong = { password: "not the password", code: "12345" };
  yield* walker.refusal(CONFIRM, "confirm_identity", wrong, ["password"], "refused with two factors");
  yield* walker.open(TURN_OFF);
  yield* walker.refusal(TURN_OFF, "turn_off", wrong, ["password"]);
  const malformed = { password: walker.ada.password, code: "12345" };
  yield* walker.refusal(TURN_OFF, "turn_off", malformed, ["code"], "refused, wrong code");
  await spend(walker, 7);
  yield* walker.open(ACCOUNT, "few recovery codes left", ACCOUNT, "notice");
  await spend(walker, 3);
  yield* walker.open(ACCOUNT, "no recovery code left", ACCOUNT, "notice");
}

/** Signs in with recovery codes, which are then used up. */
async function spend(walker: Walker, count: number): Promise<void> {
  const { email, password } = walker.ada;
  for (const recovery_code of walker.recoveryCodes.splice(0, count)) {
    await walker.post("sign_in", { email, password });
    await walker.post("sign_in_recovery_code", { recovery_code });
  }
}
