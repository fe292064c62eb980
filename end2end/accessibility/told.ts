// What every page is and tells in every state, for the specs that walk over them.
import type { Page } from "@playwright/test";
import { axe } from "./checks/axe.ts";
import { errors, language as spoken, listen, snapshot, status, title } from "./checks/words.ts";
import type { Evidence } from "./evidence.ts";
import { expect } from "./fixtures.ts";
import { snapshots } from "./snapshots/index.ts";
import type { Part } from "./states.ts";
import type { At } from "./walker.ts";
import type { LANGUAGES } from "../languages.ts";

/** What a test of these brings along. */
interface Walk {
  page: Page;
  walk: (part: Part) => AsyncGenerator<At>;
  judged: () => Promise<Page>;
  evidence: Evidence;
}

export const TOLD = (part: Part) => `axe finds nothing in ${part}, and title, fields, summary and live regions tell every state`;

/** Whoever looks for more than that does it last: it may leave the focus elsewhere. */
export async function tellsEveryState(part: Part, language: (typeof LANGUAGES)[number], { page, walk, judged, evidence }: Walk, looks = async (_: At) => {}): Promise<void> {
  await listen(page);
  const titles = new Map<string, string>();
  const expected = snapshots(language, part);
  for await (const at of walk(part)) {
    evidence.note(at, "title", await title(page, at, titles));
    evidence.note(at, "language", await spoken(page, language));
    evidence.note(at, "errors", await errors(page, at));
    evidence.note(at, "status", await status(page, at));
    const name = `${at.page}, ${at.state}`;
    const told = expected.get(name);
    if (told) evidence.note(at, "snapshot", await snapshot(page, told));
    expected.delete(name);
    evidence.note(at, "axe", await axe(await judged(), at, evidence.left));
    await looks(at);
  }
  expect([...expected.keys()], "the walk comes to all that there are snapshots of").toEqual([]);
  evidence.concludes(part);
}
