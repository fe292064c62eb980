// Administering a service: the first administrator, helping somebody, inviting somebody, and approving who registers.
import { expect, test } from "../fixtures.ts";
import type { Person } from "../people.ts";

test.use({ settings: { LATCHKEY_REGISTRATION: "approved" } });

/** Makes somebody the administrator: by the link of the log, or at the command line once there is one. */
async function administers(boss: Person, server: { firstAdministratorLink(): string; command(...words: string[]): string }): Promise<void> {
  const link = server.firstAdministratorLink();
  await boss.open("/first-administrator");
  await boss.fill({ "Link or code of the log": link, Name: boss.name, "E-mail": boss.email, Password: boss.password });
  await boss.press("Create account");
  // Another test of this worker has used the link.
  const isFirst = await Promise.race([
    boss.page.waitForURL("**/account?notice=registered").then(() => true),
    boss.page.getByRole("alert").waitFor().then(() => false),
  ]);
  if (!isFirst) {
    server.command("user", "add", boss.email, "--name", boss.name, "--administrator");
    const reset = JSON.parse(server.command("user", "reset-password", boss.email, "--json")).link as string;
    await boss.open("/reset-password");
    await boss.fill({ "Link or code": reset });
    await boss.press("Go on");
    await boss.lands("/reset-password/new");
    await boss.fill({ "New password": boss.password });
    await boss.press("Set new password");
    await boss.lands("/sign-in?notice=password-reset");
    await boss.givePassword();
  }
  await boss.arrive();
  await boss.turnOnTwoFactor();
  await boss.confirmRecoveryCodes();
}

test("an administrator approves, helps and invites, and each deed stands in the person's own log", async ({ ada, bob, server, watch }) => {
  await administers(ada, server);
  await bob.open("/register");
  await bob.fill({ Name: bob.name, "E-mail": bob.email, Password: bob.password });
  await bob.press("Create account");
  await bob.lands("/sign-in?notice=approval-asked");
  await bob.reads(/^Your account is made, and awaits its approval/);
  watch.expectRefusals();
  await bob.givePassword();
  await bob.isTold("This account awaits its approval.");

  await ada.page.getByRole("link", { name: "Administration" }).click();
  await ada.lands("/admin");
  await ada.sees("Somebody awaits approval.");
  await ada.page.getByRole("searchbox").fill(bob.email);
  await ada.press("Search");
  await ada.page.getByRole("link", { name: bob.name, exact: true }).click();
  await ada.arrive();
  await ada.press("Approve");
  await ada.sees("Done. It stands in the person’s log.");
  await bob.open("/sign-in");
  await bob.givePassword();
  await bob.isSignedIn();

  await ada.press("Make a link for a new password");
  const link = ada.page.getByRole("textbox", { name: "Link, shown once" });
  await expect(link).toHaveValue(/\/reset-password#[\w-]{43}$/);
  await ada.press("Disable");
  await ada.sees("Disabled");
  await bob.open("/account");
  await bob.isSignedOut();
  await ada.press("Enable");
  await ada.sees("Account enabled again");

  await ada.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Invitations" }).click();
  await ada.lands("/admin/invitations");
  await ada.fill({ "For whom": "The choir", "How many people": "2" });
  await ada.press("Make an invitation");
  await ada.lands("/admin/invitations?notice=invited");
  const invitation = await ada.page.getByRole("textbox", { name: "Link, shown once" }).inputValue();
  const carol = bob.at(bob.page);
  await carol.page.goto(new URL(invitation).pathname + new URL(invitation).hash);
  await carol.arrive();
  if (!carol.javaScript) await carol.fill({ Invitation: invitation });
  await carol.fill({ Name: "Carol", "E-mail": `carol.${bob.email}`, Password: bob.password });
  await carol.press("Create account");
  await carol.lands("/account?notice=registered");
  await ada.open("/admin/invitations");
  await ada.sees("used by 1 of 2");
  await ada.open("/admin/log");
  await ada.sees(`carol.${bob.email}`);
});
