// The forms as assistive technology is told them, in each language.
import { posts } from "../../tests/app/snapshots.ts";
import type { LANGUAGES } from "../../languages.ts";
import type { Part } from "../states.ts";
import { en } from "./en.ts";
import { gate } from "./gate.ts";
import { Messages } from "./messages.ts";
import { translated } from "./translated.ts";

/** By part of the walk, then by page and state. */
export type Snapshots = Partial<Record<Part, Record<string, string>>>;

const ENGLISH: Snapshots = { ...en, "the gate before applications": gate, posts };

export function snapshots(language: (typeof LANGUAGES)[number], part: Part): Map<string, string> {
  const messages = new Messages(language);
  return new Map(Object.entries(ENGLISH[part] ?? {}).map(([name, snapshot]) => [name, translated(snapshot, messages)]));
}
