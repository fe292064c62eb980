// The administration, and the page of the first administrator.
import type { At, Walker } from "../walker.ts";

const FIRST = "/first-administrator";
const PEOPLE = "/admin";
const PERSON = "/admin/person";
const DELETE = "/admin/person/delete";
const INVITATIONS = "/admin/invitations";
const LOG = "/admin/log";

export async function* administration(walker: Walker): AsyncGenerator<At> {
  const { email, password } = walker.ada;
  const bob = `bob.${email}`;
  const typed = { set_up_code: "none", name: "", email: "nobody", password: "" };
  yield* walker.open(FIRST);
  yield* walker.refusal(FIRST, "become_first_administrator", typed, ["set_up_code"]);
  await walker.settleIn();
  walker.server.command("user", "role", email, "administrator");
  walker.server.command("user", "add", bob, "--name", "Bob");
  yield* walker.open("/account/confirm", "after administer", "/account/confirm?after=administer");
  await walker.post("confirm_identity", { password, code: await walker.authenticator.nextCode(), after: "administer" });
  yield* walker.open(PEOPLE, "some");
  yield* walker.open(PEOPLE, "nobody found", `${PEOPLE}?q=nobody+at+all&show=sealed`);
  yield* walker.notices(PEOPLE, ["account-deleted"]);
  await walker.ada.open(`${PEOPLE}?q=${encodeURIComponent(bob)}`);
  const id = await walker.page.locator("[data-person]").getAttribute("data-person");
  const person = `${PERSON}?person=${id}`;
  yield* walker.open(PERSON, "another's", person);
  for (const name of ["done", "unchanged", "link-made"]) {
    yield* walker.open(PERSON, `notice ${name}`, `${person}&notice=${name}`, "notice");
  }
  await walker.post("administer", { person: id ?? "", deed: "reset-password" });
  yield* walker.open(PERSON, "with a link", person);
  yield* walker.open(DELETE, "empty", `${DELETE}?person=${id}`);
  await walker.ada.open(`${PEOPLE}?show=administrators`);
  // Other walks have made administrators here, too.
  const entry = walker.page.locator("[data-person]").filter({ has: walker.page.getByText(email, { exact: true }) });
  const own = await entry.getAttribute("data-person");
  yield* walker.open(PERSON, "one's own", `${PERSON}?person=${own}`);
  yield* walker.open(INVITATIONS, "none");
  yield* walker.refusal(INVITATIONS, "invite", { note: "\u202e", uses: "0", days: "" }, ["note", "uses", "days"]);
  await walker.post("invite", { note: "The choir", uses: "20", days: "14" });
  yield* walker.open(INVITATIONS, "one, with its link");
  yield* walker.notices(INVITATIONS, ["invited", "withdrawn"]);
  yield* walker.open(LOG, "some");
  yield* walker.open(LOG, "one group", `${LOG}?show=misses`);
  yield* walker.open("/admin/settings");
  yield* walker.open("/admin/health");
}
