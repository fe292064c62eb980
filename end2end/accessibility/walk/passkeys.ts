// Passkeys: the list, adding one, names, and the pages that ask for one. What the browser's own dialogs say is not ours.
import { SoftPasskey } from "../../soft-passkey.ts";
import type { At, Walker } from "../walker.ts";

const ACCOUNT = "/account";
const LIST = "/account/passkeys";
const NEW = "/account/passkeys/new";
const RENAME = "/account/passkeys/rename";
const CONFIRM = "/account/confirm";
const PASSWORD = "/account/password";
const CODE = "/sign-in/code";

export async function* passkeys(walker: Walker): AsyncGenerator<At> {
  const { email, password } = walker.ada;
  await walker.register();
  yield* walker.open(LIST, "none");
  yield* walker.open(NEW);
  yield* walker.notices(ACCOUNT, ["passkey-put-off", "password-removed"]);
  const passkey = new SoftPasskey();
  await walker.addPasskey(passkey, "Laptop");
  yield* walker.open(ACCOUNT, "a passkey alone");
  yield* walker.open(LIST, "one");
  yield* walker.notices(LIST, ["passkey-added", "passkey-renamed", "passkey-removed"]);
  const id = await walker.page.locator("[data-listed]").getAttribute("data-listed");
  yield* walker.open(RENAME, "empty", `${RENAME}?passkey=${id}`);
  yield* walker.refusal(RENAME, "rename_passkey", { authenticator_name: "\u202e" }, ["authenticator_name"]);
  yield* walker.open(CONFIRM, "after add-passkey", `${CONFIRM}?after=add-passkey`);
  yield* walker.open(CONFIRM, "after remove-passkey", `${CONFIRM}?after=remove-passkey&id=${id}`);
  yield* walker.open(CONFIRM, "after remove-password", `${CONFIRM}?after=remove-password`);
  yield* walker.open(PASSWORD, "with a passkey");
  await walker.signOut();
  await walker.ada.open("/sign-in");
  await walker.send("sign_in", { email, password }, CODE);
  yield walker.at(CODE, "a passkey alone");
  await walker.post("sign_in_code", { passkey: passkey.get(await walker.asks("ask_for_second_step")) });
  await walker.post("confirm_identity", { passkey: passkey.get(await walker.asks("ask_to_step_up")), after: "remove-password" });
  yield* walker.open(ACCOUNT, "without a password");
  yield* walker.open(PASSWORD, "without a password");
  yield* walker.open(CONFIRM, "without a password");
}
