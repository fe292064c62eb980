// The forms as assistive technology is told them, in each language.
import { posts } from "../../tests/app/snapshots.ts";
import type { Language } from "../../languages.ts";
import type { Part } from "../states.ts";
import { en } from "./en.ts";

/** By part of the walk, then by page and state. */
export type Snapshots = Partial<Record<Part, Record<string, string>>>;

const LANGUAGES: Record<Language, Snapshots> = { en };

export function snapshots(language: Language, part: Part): Record<string, string> {
  return (part === "posts" ? posts[language] : LANGUAGES[language][part]) ?? {};
}
