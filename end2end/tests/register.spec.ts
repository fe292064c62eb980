import { expect, test } from "../fixtures.ts";

test("a person registers and lands on their account page", async ({ ada }) => {
  await ada.open("/");
  await ada.page.getByRole("main").getByRole("link", { name: "Create account" }).click();
  await ada.lands("/register");
  await ada.register();
  await ada.reads("Welcome. Your account is ready.");
  await expect(ada.page.getByRole("heading", { level: 1 })).toHaveText("Hello, Ada Lovelace");
  await ada.sees(ada.email);
  await ada.isSignedIn();
});

test("whoever registers on the way to a page goes on to it", async ({ ada }) => {
  await ada.open("/register?next=/account/confirm");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: ada.password });
  await ada.press("Create account");
  await ada.lands("/account/confirm");
});

test("everything that is wrong is told at once, each at its field, and name and e-mail address are kept", async ({ ada, watch }) => {
  watch.expectRefusals();
  await ada.open("/register");
  await ada.fill({ Name: "Ada\u202eLovelace", "E-mail": "ada@example", Password: "too short" });
  await ada.press("Create account");
  await ada.isToldAt("Name", "This holds characters that cannot be shown. Please remove them.");
  await ada.isToldAt("E-mail", "This is not an e-mail address. It looks like name@example.com.");
  await ada.isToldAt("Password", "Use at least 15 characters. A few words in a row are easy to remember.");
  await expect(ada.field("Name")).toHaveValue("Ada\u202eLovelace");
  await expect(ada.field("E-mail")).toHaveValue("ada@example");
});

test("a refused form keeps what was typed to the letter", async ({ ada, watch }) => {
  const typed = { Name: ` Ünïcode & <b>“tags”</b> = &amp; \u0007`, "E-mail": `"a=b" & <ada@example` };
  watch.expectRefusals(2);
  await ada.open("/register");
  // What is refused twice is kept twice.
  for (let i = 0; i < 2; i++) {
    await ada.fill({ ...(i === 0 ? typed : {}), Password: "too short" });
    await ada.awaits(() => ada.press("Create account"));
    for (const [label, text] of Object.entries(typed)) await expect(ada.field(label)).toHaveValue(text);
  }
});

test("a script in a name is text", async ({ ada }) => {
  const name = `<script>document.title = "owned"</script><img src="/x" onerror="document.title = 'owned'">`;
  await ada.open("/register");
  await ada.fill({ Name: name, "E-mail": ada.email, Password: ada.password });
  await ada.press("Create account");
  await ada.lands("/account?notice=registered");
  await expect(ada.page.getByRole("heading", { level: 1 })).toHaveText(`Hello, ${name}`);
  await expect(ada.page.locator("body :is(script:not([src]), img)")).toHaveCount(0);
  await expect(ada.page).toHaveTitle(/^Account · /);
});

test("a name of nothing but spaces is none", async ({ ada, watch }) => {
  watch.expectRefusals();
  await ada.open("/register");
  await ada.fill({ Name: "  ", "E-mail": ada.email, Password: ada.password });
  await ada.press("Create account");
  await ada.isToldAt("Name", "Type the name you want to be called by.");
});

test("what is longer than it may be is told so", async ({ ada, watch }) => {
  watch.expectRefusals();
  await ada.open("/register");
  // Browsers that know `maxlength` let nobody type as much.
  for (const label of ["Name", "E-mail"]) await ada.field(label).evaluate((field) => field.removeAttribute("maxlength"));
  await ada.fill({ Name: "x".repeat(101), "E-mail": `${"y".repeat(260)}@example.com`, Password: "z".repeat(1025) });
  await ada.press("Create account");
  await ada.isToldAt("Name", "This is too long: 100 characters at most.");
  await ada.isToldAt("E-mail", "This is too long for an e-mail address.");
  await ada.isToldAt("Password", "This password is too long: 1024 bytes at most.");
});

test("a form that is far too large is refused whole", async ({ ada, watch }) => {
  watch.expects(/^console: Failed to load resource: .*status of 413 .*\/ui\/register$/);
  await ada.open("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "z".repeat(20_000) });
  await ada.press("Create account");
  if (ada.javaScript) await ada.isTold("What you sent is too large. Nothing was saved.");
  else await ada.sees("What you sent is larger than this form takes. Nothing was saved. Go back and make it shorter.");
});

test("a password that is easily guessed is refused with its own reason", async ({ ada, watch }) => {
  const common = "This password is among the first that are guessed. Choose another, such as a few unrelated words.";
  const personal = "This password is little more than your name, your e-mail address or the name of this service. Choose another.";
  const passwords: [string, string][] = [
    ["passwordpassword", common],
    ["123456789012345", common],
    ["aaaaaaaaaaaaaaaaaaaa", common],
    [`${ada.email}1`, personal],
    ["Ada Lovelace Ada Lovelace", personal],
    ["Tür & Schloß Tür & Schloß 1", personal],
    ["b".repeat(1025), "This password is too long: 1024 bytes at most."],
  ];
  watch.expectRefusals(passwords.length);
  await ada.open("/register");
  for (const [password, sentence] of passwords) {
    await test.step(password.slice(0, 30), async () => {
      await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: password });
      await ada.awaits(() => ada.press("Create account"));
      await ada.isToldAt("Password", sentence);
    });
  }
  await test.step("a good one is taken on the same page", async () => {
    await ada.fill({ Password: ada.password });
    await ada.press("Create account");
    await ada.lands("/account?notice=registered");
  });
});

test("an e-mail address that has an account is told so, in whatever spelling", async ({ ada, bob, watch }) => {
  await ada.register();
  const spelling = ada.email.toUpperCase();
  watch.expectRefusals();
  await bob.open("/register");
  await bob.fill({ Name: bob.name, "E-mail": spelling, Password: bob.password });
  await bob.press("Create account");
  await bob.isToldAt("E-mail", "There is an account with this e-mail address already. Sign in instead?");
  await expect(bob.field("Name")).toHaveValue(bob.name);
  await expect(bob.field("E-mail")).toHaveValue(spelling);
});

test("a refused password stands in no page and is not filled in again after a page load", async ({ ada, watch }) => {
  watch.expectRefusals();
  watch.keepSecret("hunter2hunter2");
  await ada.open("/register");
  await ada.fill({ Name: ada.name, "E-mail": ada.email, Password: "hunter2hunter2" });
  await ada.press("Create account");
  await ada.isToldAt("Password", "Use at least 15 characters.");
  expect(await ada.page.content()).not.toContain("hunter2");
  await ada.page.reload();
  await ada.arrive();
  await expect(ada.field("Password")).toHaveValue("");
});

for (const email of ["jörg@example.com", "ada@bücher.example", "eva@straße.example"]) {
  test(`${email} can register and sign in, and sees the address as they know it`, async ({ ada }) => {
    await ada.open("/register");
    await ada.fill({ Name: ada.name, "E-mail": email, Password: ada.password });
    await ada.press("Create account");
    await ada.lands("/account?notice=registered");
    await ada.sees(email);
    await ada.beginTwoFactor();
    await ada.sees(email);
    expect((await ada.scan()).account).toBe(email);
    await ada.signOut();
    await ada.open("/sign-in");
    await ada.fill({ "E-mail": email, Password: ada.password });
    await ada.press("Sign in");
    await ada.lands("/account");
  });
}
