// Several authenticators: the list, adding one, names, and a clock that is off.
import type { At, Walker } from "../walker.ts";

const LIST = "/account/authenticators";
const RENAME = "/account/authenticators/rename";
const CHECKUP = "/account/checkup";
const CONFIRM = "/account/confirm";
const SET_UP = "/account/two-factor/set-up";
const CODE = "/sign-in/code";

export async function* authenticators(walker: Walker): AsyncGenerator<At> {
  const { email, password } = walker.ada;
  await walker.settleIn();
  yield* walker.open(CHECKUP);
  yield* walker.refusal(CHECKUP, "check_up", { code: "123456" }, [], "refused, without the recovery codes");
  await walker.ada.open(CHECKUP);
  await walker.field("check_up", "found").check();
  yield* walker.refusal(CHECKUP, "check_up", { code: "12345" }, ["code"]);
  yield* walker.notices("/account", ["checked-up", "checkup-put-off"]);
  yield* walker.open(LIST, "one");
  const id = await walker.page.locator("[data-authenticator]").getAttribute("data-authenticator");
  yield* walker.notices(LIST, ["authenticator-renamed", "authenticator-removed", "authenticator-cancelled", "authenticator-set-up-over"]);
  yield* walker.open(RENAME, "empty", `${RENAME}?authenticator=${id}`);
  yield* walker.refusal(RENAME, "rename_authenticator", { authenticator_name: "\u202e" }, ["authenticator_name"]);
  yield* walker.open(CONFIRM, "after replace-authenticator", `${CONFIRM}?after=replace-authenticator&id=${id}`);
  yield* walker.open(CONFIRM, "after remove-authenticator", `${CONFIRM}?after=remove-authenticator&id=${id}`);
  yield* walker.open(CONFIRM, "after add-authenticator", `${CONFIRM}?after=add-authenticator`);
  const code = await walker.authenticator.nextCode();
  await walker.send("confirm_identity", { password, code }, SET_UP);
  yield walker.at(SET_UP, "a further authenticator");
  const wrong = { authenticator_name: "\u202e", code: "12345" };
  yield* walker.refusal(SET_UP, "add_authenticator", wrong, ["authenticator_name", "code"], "refused, a further authenticator");
  await walker.fill("add_authenticator", { authenticator_name: "Pixel 9" });
  const former = walker.authenticator;
  await walker.typeKey();
  await walker.giveCode("add_authenticator", LIST);
  yield walker.at(LIST, "two, notice authenticator-added", "notice");
  await walker.signOut();
  await walker.ada.open("/sign-in");
  if (walker.ada.javaScript) await walker.passFirstStep();
  else await walker.send("sign_in", { email, password }, CODE);
  yield* walker.refusal(CODE, "sign_in_code", { code: former.codeOfSteps(10) }, ["code"], "refused, a clock that is off");
}
