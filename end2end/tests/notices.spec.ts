// Notices without mail: a person's own push messages, and the operator's webhook, as its receiver checks it with the library for that.
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { expect, test as base } from "../fixtures.ts";
import { Receiver } from "../receiver.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const test = base.extend<object, { receiver: Receiver }>({
  receiver: [
    async ({}, use) => {
      const receiver = await Receiver.start();
      await use(receiver);
      await receiver.stop();
    },
    { scope: "worker" },
  ],
  settings: [
    async ({ receiver }, use) =>
      use({
        ...receiver.settings,
        LATCHKEY_PERSONAL_PUSH_HOSTS: "localhost",
        LATCHKEY_WEBHOOK_URL: receiver.url("/hook"),
        LATCHKEY_WEBHOOK_SECRET: SECRET,
      }),
    { scope: "worker" },
  ],
});

test("a person chooses where push messages go, and is told there of what happens", async ({ ada, receiver, watch }) => {
  await ada.hasSettledIn();
  await ada.page.getByRole("link", { name: "Notices" }).click();
  await ada.lands("/account/letters");
  await ada.sees("You get none.");
  await ada.page.getByRole("link", { name: "Choose where they go" }).click();
  await ada.lands("/account/push-messages");
  const label = "Address for push messages";
  await ada.fill({ [label]: "https://elsewhere.example/topic" });
  await ada.press("Save");
  await ada.isToldAt(label, "This service sends no push messages there.");
  watch.expectRefusals();
  const topic = `ada-${ada.email.replace(/\W/g, "")}`;
  await ada.fill({ [label]: receiver.url(`/${topic}`) });
  await ada.press("Save");
  await ada.lands("/account/letters?notice=push-chosen");
  await ada.sees("They go to localhost, since");
  const first = await receiver.got("the first message", ({ body }) => body.includes(topic));
  expect(JSON.parse(first.body)).toMatchObject({ topic, priority: 4 });
  await ada.signOut();
  await ada.givePassword();
  await ada.isAskedForCode();
  await ada.open("/account/letters");
  await ada.isSignedOut();
});

test("the operator's receiver takes what was signed now, once, and nothing else", async ({ ada, receiver }) => {
  await ada.hasSettledIn();
  const { headers, body } = await receiver.got("the webhook", (got) => got.path === "/hook" && got.body.includes(ada.email));
  const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const webhook = new Webhook(SECRET);
  expect(webhook.verify(body, signed)).toMatchObject({ type: "account.two_factor_on", data: { user: { email: ada.email } } });
  const old = { ...signed, "webhook-timestamp": String(Number(signed["webhook-timestamp"]) - 600) };
  const other = { ...signed, "webhook-id": "another" };
  for (const [text, given] of [[body, old], [body, other], [body.replace("two_factor_on", "two_factor_off"), signed]] as const) {
    expect(() => webhook.verify(text, given)).toThrow(WebhookVerificationError);
  }
});
