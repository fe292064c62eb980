// What each page weighs, against weight.json. `make weight` shows the table.
import { expect, test } from "../fixtures.ts";
import { fitsBudget, weigh, type Weight } from "../weigh.ts";
import budgets from "../weight.json" with { type: "json" };

test("no page weighs more than its budget", async ({ ada }) => {
  const table: Record<string, Weight> = {};
  const put = async (path: keyof typeof budgets) => (table[path] = await weigh(ada.page, path));
  await put("/");
  await put("/register");
  await put("/sign-in");
  await ada.hasRegistered();
  await put("/account");
  await put("/account/confirm");
  await ada.beginTwoFactor();
  await put("/account/two-factor/set-up");
  await ada.turnOnTwoFactor();
  await put("/account/recovery-codes");
  await ada.confirmRecoveryCodes();
  await put("/account/two-factor/turn-off");
  console.table(table);
  expect(Object.keys(table).sort()).toEqual(Object.keys(budgets).sort());
  for (const [path, budget] of Object.entries(budgets)) fitsBudget(path, table[path] as Weight, budget);
});
