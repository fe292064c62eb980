import { test } from "../../fixtures.ts";
import { fitsBudget, weigh } from "../../weigh.ts";

test("the page of posts weighs no more than its budget", async ({ ada }) => {
  await ada.hasRegistered();
  fitsBudget("/posts", await weigh(ada.page, "/posts"), { html: 2048, usable: 14336, all: 67584, passkey: 0 });
});
