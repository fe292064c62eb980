// The checks, with what each proves. The document takes its words from here.
import type { Language } from "../languages.ts";

export type Project = "javascript" | "plain";

/** The languages in which a spec walks, in each project that it runs in. */
export type Walked = Partial<Record<Project, readonly Language[]>>;

export interface About {
  title: string;
  /** The spec in tests/accessibility. */
  spec: string;
  by: Walked;
  /** The success criteria that it gives evidence for. */
  criteria: string[];
}

/** Without JavaScript the server renders the same messages, so one language will do. */
export const EVERYWHERE = { javascript: ["en", "de"], plain: ["en"] } as const satisfies Walked;
/** The languages that are walked in *.wasm.spec.ts. */
export const WITH_SCRIPTS_ALONE = EVERYWHERE.javascript.filter((language) => !(EVERYWHERE.plain as readonly Language[]).includes(language));
/** The language with the longest words, which need most room. */
export const LONG_WORDS: Walked & { javascript: readonly Language[] } = { javascript: ["de"] };
const ONCE: Walked = { javascript: ["en"] };

/** Checks of every state. */
export const CHECKS = {
  axe: { title: "axe finds nothing by any rule in light, and by none about colours in dark", spec: "states.spec.ts", by: EVERYWHERE, criteria: [] },
  title: { title: "the title names the page, and no other page or refusal has the same", spec: "states.spec.ts", by: EVERYWHERE, criteria: ["2.4.2"] },
  language: { title: "the page says its language", spec: "states.spec.ts", by: EVERYWHERE, criteria: ["3.1.1"] },
  errors: {
    title: "each refused field says so, is described by its sentence, and is linked from the summary above the form",
    spec: "states.spec.ts",
    by: EVERYWHERE,
    criteria: ["1.3.1", "1.4.1", "3.3.1", "3.3.3", "4.1.2"],
  },
  status: {
    title: "refusals, notices, waiting and a change of step stand in live regions, and the focus is not lost",
    spec: "states.spec.ts",
    by: EVERYWHERE,
    criteria: ["2.4.3", "4.1.3"],
  },
  snapshot: {
    title: "the form and its summary of errors are what assistive technology is to be told",
    spec: "states.spec.ts",
    by: EVERYWHERE,
    criteria: ["1.3.1", "2.4.6", "3.3.1", "3.3.2", "4.1.2"],
  },
  reflow: {
    title: "320 by 256 pixels, a window of 1280 by 1024 at 400 %, need no sideways scrolling, cut no text and hide no control",
    spec: "states.wasm.spec.ts",
    by: LONG_WORDS,
    criteria: ["1.4.4", "1.4.10"],
  },
  spacing: { title: "no text is cut when lines, letters and words are set apart", spec: "states.wasm.spec.ts", by: LONG_WORDS, criteria: ["1.4.12"] },
  targets: { title: "targets have 24 pixels or the space for them, also on 320 pixels", spec: "states.wasm.spec.ts", by: LONG_WORDS, criteria: ["2.5.8"] },
  edges: {
    title: "the edge of each control stands out by 3:1 and the text in each field by 4.5:1, in light and dark",
    spec: "states.wasm.spec.ts",
    by: LONG_WORDS,
    criteria: ["1.4.3", "1.4.11"],
  },
  forced: { title: "controls can be told apart in forced colours", spec: "states.wasm.spec.ts", by: LONG_WORDS, criteria: ["1.4.1", "1.4.11"] },
  motion: { title: "nothing moves where reduced motion is asked for", spec: "states.wasm.spec.ts", by: LONG_WORDS, criteria: ["2.2.2", "2.3.1"] },
  focus: {
    title: "Tab reaches every control and leaves it again, and each shows a ring of 3:1 that nothing covers, in light, dark and forced colours",
    spec: "states.wasm.spec.ts",
    by: LONG_WORDS,
    criteria: ["1.4.11", "2.1.1", "2.1.2", "2.4.7", "2.4.11"],
  },
} satisfies Record<string, About>;

export type Check = keyof typeof CHECKS;

/** Proofs that are no check of every state. */
export const PROOFS: Record<string, About> = {
  keyboard: {
    title: "the whole journey by the keyboard alone, and from the summary of errors to the fields",
    spec: "keyboard.spec.ts",
    by: EVERYWHERE,
    criteria: ["2.1.1", "2.1.2", "2.4.1", "2.4.3", "3.2.1", "3.2.2"],
  },
  document: { title: "a run fails if this document is not what it has found", spec: "document.wasm.spec.ts", by: ONCE, criteria: [] },
  faults: { title: "faults that were put into a page on purpose are found", spec: "faults.wasm.spec.ts", by: ONCE, criteria: [] },
};
