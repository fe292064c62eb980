// What people see who are not signed in.
import type { APIResponse, Page } from "@playwright/test";
import type { At, Walker } from "../walker.ts";

/** The wrong passwords after which an address has to wait. */
const FREE_PASSWORDS = 5;
/** The registrations after which a network has to wait. */
const FREE_REGISTRATIONS = 100;
/** Where the link of a letter leads that confirms an address, and where that leads on to. */
const CONFIRM = "/register/confirm";
const PASSWORD = "/register/password";
/** More at a time would be refused for want of places. */
const AT_A_TIME = 2;

export async function* visitors(walker: Walker): AsyncGenerator<At> {
  yield* walker.open("/", "signed out");
  yield* walker.open("/api", "the description");
  yield* registration(walker);
  yield* passwordStep(walker);
  yield* letters(walker);
  yield* refusedRequests(walker);
}

async function* registration(walker: Walker): AsyncGenerator<At> {
  yield* walker.open("/register");
  yield* walker.refusal("/register", "register", { name: " ", email: "nobody" }, ["name", "email"]);
  yield* walker.notices("/register", ["registration-asked"]);
  yield* walker.open(CONFIRM);
  yield* walker.refusal(CONFIRM, "open_registration", { letter_code: "half of a code" }, ["letter_code"]);
  yield* walker.notices(CONFIRM, ["confirmation-over"]);
  yield* walker.open("/confirm-email", "signed out");
  await walker.ada.open("/register");
  await walker.confirmAddress();
  yield walker.at(PASSWORD);
  yield* walker.refusal(PASSWORD, "confirm_registration", { password: "short" }, ["password"]);
  for (let sent = 0; sent <= FREE_REGISTRATIONS; sent += AT_A_TIME) {
    await Promise.all(Array.from({ length: AT_A_TIME }, () => walker.post("confirm_registration", { password: "passwordpassword" })));
  }
  await walker.ada.open(PASSWORD);
  const { password } = walker.ada;
  yield* walker.refusal(PASSWORD, "confirm_registration", { password }, [], "blocked after too many attempts");
}

async function* passwordStep(walker: Walker): AsyncGenerator<At> {
  const stranger = { email: `nobody.${walker.ada.email}`, password: "not the password" };
  yield* walker.open("/sign-in");
  yield* walker.notices("/sign-in", ["signed-out", "password-reset", "session-ended", "sign-in-first", "sign-in-over", "trust-ended", "all-trust-ended", "recovery-asked", "recovery-begun", "recovery-stopped"]);
  yield* walker.refusal("/sign-in", "sign_in", { email: "nobody", password: "guess" }, ["email"], "refused at a field");
  yield* walker.refusal("/sign-in", "sign_in", stranger, [], "refused above the form");
  for (let miss = 0; miss < FREE_PASSWORDS; miss++) await walker.post("sign_in", stranger);
  await walker.ada.open("/sign-in");
  yield* walker.refusal("/sign-in", "sign_in", stranger, [], "blocked after too many attempts");
}

/** A forgotten password, and where the link of a notice leads. */
async function* letters(walker: Walker): AsyncGenerator<At> {
  yield* walker.open("/forgot-password");
  yield* walker.refusal("/forgot-password", "ask_for_reset", { email: "nobody" }, ["email"]);
  yield* walker.notices("/forgot-password", ["reset-asked"]);
  yield* walker.open("/undo-email");
  yield* walker.refusal("/undo-email", "undo_email", { undo_code: "no such code" }, [], "refused above the form");
  yield* walker.notices("/forgot-password", ["email-restored"]);
  yield* walker.open("/seal");
  yield* walker.refusal("/seal", "seal_by_link", { seal_code: "no such code" }, [], "refused above the form");
}

/** Pages in place of the one that was asked for. */
async function* refusedRequests(walker: Walker): AsyncGenerator<At> {
  const { page, ada } = walker;
  const told = (status: number) => ada.watch.expects(new RegExp(`^console: Failed to load resource: .*status of ${status} `));
  told(404);
  yield* walker.open("/no-such-page", "404");
  told(405);
  yield* walker.open("/ui/sign_out", "405 by another method");
  const asks: [string, number, string, How][] = [
    ["/", 421, "421 under another address", { headers: { host: "elsewhere.example" } }],
    ["/ui/sign_in", 403, "403 from another site", { method: "POST", headers: { "sec-fetch-site": "cross-site" } }],
    ["/ui/sign_in", 400, "400 by half a form", { method: "POST", headers: { "content-type": FORM }, postData: "email=%FF" }],
    ["/ui/sign_in", 413, "413 by too much", { method: "POST", headers: { "content-type": FORM }, postData: `email=${"x".repeat(300_000)}` }],
  ];
  for (const [path, status, state, how] of asks) {
    told(status);
    await answerWith(page, path, how);
    yield* walker.open(path, state);
    await page.unroute(`**${path}`);
  }
}

const FORM = "application/x-www-form-urlencoded";

interface How {
  method?: string;
  headers: Record<string, string>;
  postData?: string;
}

/** Asks for the next page in a way in which the browser itself asks for none. */
async function answerWith(page: Page, path: string, how: How): Promise<void> {
  await page.route(`**${path}`, async (route) => {
    const { "sec-fetch-site": _, ...own } = await route.request().allHeaders();
    const response: APIResponse = await route.fetch({ ...how, headers: { ...own, ...how.headers } });
    await route.fulfill({ response });
  });
}
