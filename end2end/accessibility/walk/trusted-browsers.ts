// Browsers that are not asked for the second step: choosing it, the list, and ending it.
import type { At, Walker } from "../walker.ts";

const LIST = "/account/trusted-browsers";
const CODE = "/sign-in/code";

export async function* trustedBrowsers(walker: Walker): AsyncGenerator<At> {
  const { email, password } = walker.ada;
  await walker.settleIn();
  yield* walker.open(LIST, "none");
  await walker.signOut();
  await walker.ada.open("/sign-in");
  if (walker.ada.javaScript) await walker.passFirstStep();
  else await walker.send("sign_in", { email, password }, CODE);
  await walker.field("sign_in_code", "trust").check();
  yield* walker.refusal(CODE, "sign_in_code", { code: "12345" }, ["code"], "refused, to be trusted");
  await walker.giveCode("sign_in_code", "/account");
  yield* walker.open(LIST, "one");
  yield* walker.notices(LIST, ["trust-ended", "all-trust-ended"]);
  await walker.trustElsewhere();
  yield* walker.open("/account/sessions", "with one by trust");
  yield* walker.open(LIST, "two");
  const id = await walker.field("end_trust", "trust").inputValue();
  await walker.post("end_trust", { trust: id });
  await walker.button("end_trust").click();
  await walker.page.waitForURL(({ searchParams }) => searchParams.has("__err"));
  await walker.ada.arrive();
  yield { ...walker.at(LIST, "refused, ended already", "refused"), inPlace: false };
}
