// The one walk over every page in every state, in parts that are walked beside each other. Whatever looks at the pages goes this way.
import { posts } from "../tests/app/states.ts";
import { account, protection } from "./walk/account.ts";
import { administration } from "./walk/administration.ts";
import { authenticators } from "./walk/authenticators.ts";
import { gate } from "./walk/gate.ts";
import { life } from "./walk/life.ts";
import { passkeys } from "./walk/passkeys.ts";
import { secondStep } from "./walk/second-step.ts";
import { trustedBrowsers } from "./walk/trusted-browsers.ts";
import { visitors } from "./walk/visitors.ts";
import type { At, Walker } from "./walker.ts";

/** A part of the walk, in the order of the document. */
export const PARTS = {
  visitors,
  "second step": secondStep,
  account,
  "two-factor authentication": protection,
  authenticators,
  passkeys,
  "trusted browsers": trustedBrowsers,
  "the account's life": life,
  administration,
  "the gate before applications": gate,
  posts,
} satisfies Record<string, (walker: Walker) => AsyncGenerator<At>>;

export type Part = keyof typeof PARTS;

export const PART_NAMES = Object.keys(PARTS) as Part[];
