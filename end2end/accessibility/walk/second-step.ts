// The second step of signing in.
import { expect } from "@playwright/test";
import type { At, Walker } from "../walker.ts";

/** The wrong codes that one sign-in takes, and half of those after which an account has to wait. */
const TRIES = 5;

const CODE = "/sign-in/code";
const RECOVERY_CODE = "/sign-in/recovery-code";

export async function* secondStep(walker: Walker): AsyncGenerator<At> {
  await walker.settleIn();
  await walker.signOut();
  await walker.passFirstStep();
  if (walker.ada.javaScript) yield* inOnePage(walker);
  yield* byCode(walker);
  yield* byRecoveryCode(walker);
  yield* lost(walker);
  yield* blocked(walker);
  yield* over(walker);
}

/** The steps as the island shows them, without a page load. */
async function* inOnePage(walker: Walker): AsyncGenerator<At> {
  const reached = (page: string): At => ({ ...walker.at(page, "reached in one page"), inPlace: true });
  yield reached(CODE);
  await walker.page.locator(`a[href^="${RECOVERY_CODE}"]`).filter({ visible: true }).click();
  await expect(walker.field("sign_in_recovery_code", "recovery_code")).toBeFocused();
  yield reached(RECOVERY_CODE);
}

async function* byCode(walker: Walker): AsyncGenerator<At> {
  yield* walker.open(CODE);
  yield* walker.refusal(CODE, "sign_in_code", { code: "12345" }, ["code"]);
}

/** Phone and recovery codes lost: where waiting is allowed. */
async function* lost(walker: Walker): AsyncGenerator<At> {
  yield* walker.open("/sign-in/lost");
  yield* walker.open("/begin-recovery");
  yield* walker.refusal("/begin-recovery", "begin_recovery_by_link", { letter_code: "half of a code" }, ["letter_code"]);
  yield* walker.open("/stop-recovery");
  yield* walker.refusal("/stop-recovery", "stop_recovery_by_link", { stop_code: "no such code" }, [], "refused above the form");
}

async function* byRecoveryCode(walker: Walker): AsyncGenerator<At> {
  yield* walker.open(RECOVERY_CODE);
  const unknown = { recovery_code: "0000-0000-0000-0000-0000-0000" };
  yield* walker.refusal(RECOVERY_CODE, "sign_in_recovery_code", unknown, ["recovery_code"]);
}

async function* blocked(walker: Walker): AsyncGenerator<At> {
  const { email, password } = walker.ada;
  for (const _ of ["half", "the other half"]) {
    await walker.post("sign_in", { email, password });
    for (let miss = 0; miss < TRIES; miss++) await walker.post("sign_in_code", { code: walker.authenticator.wrongCode() });
  }
  await walker.post("sign_in", { email, password });
  await walker.ada.open(CODE);
  yield* walker.refusal(CODE, "sign_in_code", { code: "1234 5" }, ["code"], "refused once more");
  yield* blockedCode(walker);
}

/** A whole code, which is not looked at any more. */
async function* blockedCode(walker: Walker): AsyncGenerator<At> {
  const { ada } = walker;
  ada.watch.expectRefusals();
  const code = walker.authenticator.wrongCode();
  await walker.fill("sign_in_code", { code });
  await ada.awaits(() => walker.button("sign_in_code").click());
  yield walker.at(CODE, "blocked after too many attempts", "refused");
}

/** A sign-in that took too long: told in place, or on the first step's page. */
async function* over(walker: Walker): AsyncGenerator<At> {
  await walker.page.context().clearCookies({ name: "latchkey-pending" });
  await walker.sendInVain("sign_in_code", { code: "12345" });
  yield walker.ada.javaScript ? walker.at(CODE, "over", "refused") : walker.at("/sign-in", "over", "notice");
}
