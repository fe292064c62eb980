// Letters, by a real mail server: a forgotten password, and a notice that seals the account.
import { expect, test as base } from "../fixtures.ts";
import { link, MailServer } from "../mail.ts";

const test = base.extend<object, { mail: MailServer }>({
  mail: [
    async ({}, use) => {
      const mail = await MailServer.start();
      await use(mail);
      await mail.stop();
    },
    { scope: "worker" },
  ],
  settings: [async ({ mail }, use) => use(mail.settings), { scope: "worker" }],
  ada: async ({ ada, mail }, use) => {
    ada.mailbox = mail;
    await use(ada);
  },
});

test("a forgotten password is replaced by the link of a letter, and the second factor is still asked", async ({ ada, mail }) => {
  await ada.hasSettledIn();
  await ada.signOut();
  await ada.page.getByRole("link", { name: "Forgot your password?" }).click();
  await ada.lands("/forgot-password");
  await ada.fill({ "E-mail": ada.email });
  await ada.press("Send the letter");
  await ada.lands("/forgot-password?notice=reset-asked");
  await ada.reads(/a letter is on its way/);

  const letter = await mail.letter(ada.email, /^Choose a new password · /);
  expect(letter.to).toEqual([ada.email]);
  expect(letter.headers.get("auto-submitted")).toBe("auto-generated");
  expect(letter.text).toContain("Hello Ada Lovelace,");
  expect(letter.html).toContain("Choose a new password");
  expect(letter.html).not.toMatch(/<img|<script|src=/);
  await ada.openLink(link(letter, "/reset-password"));
  if (!ada.javaScript) {
    await ada.fill({ "Link or code": link(letter, "/reset-password") });
    await ada.press("Go on");
  }
  await ada.lands("/reset-password/new");
  const next = "nine brass keys at dawn";
  await ada.fill({ "New password": next, Code: await ada.authenticator.nextCode() });
  await ada.press("Set new password");
  await ada.lands("/sign-in?notice=password-reset");
  await ada.givePassword(next);
  await ada.isAskedForCode();
  await mail.letter(ada.email, /^Password replaced by a link · /);
});

test("another address is taken once its letter has confirmed it, and the former one is told", async ({ ada, mail }) => {
  await ada.register();
  const next = `new.${ada.email}`;
  await ada.open("/account/email");
  await ada.sees("A letter goes to the new address.");
  await ada.fill({ "E-mail": next });
  await ada.press("Change address");
  await ada.lands("/account?notice=email-asked");
  await ada.reads(/A letter is on its way to the new address/);
  const confirms = await mail.link(next, "/confirm-email");
  // The mailbox alone is not enough.
  await ada.signOut();
  await ada.open(confirms);
  await ada.sees("Sign in to your account first. Then follow the link of the letter again.");
  await ada.page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await ada.givePassword();
  await ada.lands("/account");
  await ada.open(confirms);
  if (!ada.javaScript) await ada.fill({ "Link or code of the letter": confirms });
  await ada.press("Use this address");
  await ada.lands("/account?notice=email-changed");
  await ada.sees(next);
  await mail.letter(ada.email, /^E-mail address changed · /);
});

test("whoever has an account already is told by letter, and nobody else", async ({ ada, bob, mail }) => {
  await ada.hasRegistered();
  await bob.open("/register");
  await bob.fill({ Name: "Bob", "E-mail": ada.email });
  await bob.press("Send the letter");
  await bob.lands("/register?notice=registration-asked");
  const letter = await mail.letter(ada.email, /^You already have an account · /);
  expect(letter.text).toContain("/sign-in");
  expect(letter.text).not.toContain("#");
});

test("whoever signs in elsewhere is told of, and one press of the letter's link seals the account", async ({ ada, mail, anotherBrowser }) => {
  await ada.hasSettledIn();
  const turnedOn = await mail.letter(ada.email, /^Two-factor authentication turned on · /);
  const elsewhere = ada.at(await (await anotherBrowser()).newPage());
  await elsewhere.open(link(turnedOn, "/seal"));
  if (!elsewhere.javaScript) await elsewhere.fill({ "Link or code of the letter": link(turnedOn, "/seal") });
  else await expect(elsewhere.field("Link or code of the letter")).not.toHaveValue("");
  // Following it has changed nothing.
  await ada.open("/account");
  await ada.isSignedIn();
  await elsewhere.press("Seal now");
  await elsewhere.lands("/sealed");
  await ada.open("/account");
  await ada.isSignedOut();
  await mail.letter(ada.email, /^Account sealed · /);
});
