// The messages of locales/, as far as tests ask for them: which of them an English text is, and how another language puts it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Text, or a variable. */
type Piece = string | { variable: string };
interface Choice {
  variable: string;
  variants: { key: string; pattern: Pattern }[];
}
type Pattern = (Piece | Choice)[];

/** What stands for the variables. One without a value stays as messages write it: `{ $count }`. */
export type Values = Map<string, string>;

const MESSAGE = /^([a-z][\w-]*) = ?(.*(?:\n(?: .*|\}))*)/gm;
/** Text, or what braces hold, which may have braces in it once more. */
const PART = /[^{}]+|\{((?:[^{}"]|"[^"]*"|\{[^{}]*\})*)\}/g;
const CHOICE = /^\s*\$(\w+)\s*->([^]*)$/;
/** What messages choose their form by, or what stands for it. */
const NUMBER = "(\\d+|\\{ \\$\\w+ \\})";
const VARIANT = /^\s*\*?\[(\w+)\] ?(.*)$/gm;

export class Messages {
  private readonly patterns = new Map<string, Pattern>();
  private readonly plural: Intl.PluralRules;

  constructor(readonly language: string) {
    this.plural = new Intl.PluralRules(language);
    const file = fileURLToPath(new URL(`../../../locales/${language}.ftl`, import.meta.url));
    for (const [, id = "", text = ""] of readFileSync(file, "utf8").matchAll(MESSAGE)) this.patterns.set(id, parsed(text));
  }

  /** A message, in each form that the values leave open. */
  forms(id: string, values: Values = new Map()): string[] {
    const said = (piece: Piece) => (typeof piece === "string" ? piece : (values.get(piece.variable) ?? `{ $${piece.variable} }`));
    return this.flat(id, values).map((pieces) => shown(pieces.map(said).join("")));
  }

  /** The messages that can be read as this text, with the values of their variables. Of several, those of which most is literal. */
  reading(text: string): { id: string; values: Values }[] {
    const found = [...this.patterns].flatMap(([id, pattern]) => {
      const value = pattern.some(isChoice) ? NUMBER : "(.+)";
      return this.flattened(pattern, new Map()).flatMap((pieces) => {
        const literal = pieces.filter((piece) => typeof piece === "string").join("");
        const variables = pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.variable]));
        const match = new RegExp(`^${pieces.map((piece) => (typeof piece === "string" ? escaped(shown(piece, false)) : value)).join("")}$`).exec(text);
        return match && /\p{Letter}/u.test(literal) ? [{ id, values: new Map(variables.map((name, at) => [name, match[at + 1] ?? ""])), literal: literal.length }] : [];
      });
    });
    const most = Math.max(...found.map(({ literal }) => literal));
    return found.filter(({ literal }) => literal === most);
  }

  private flat(id: string, values: Values): Piece[][] {
    const pattern = this.patterns.get(id);
    if (!pattern) throw new Error(`locales/${this.language}.ftl has no ${id}`);
    return this.flattened(pattern, values);
  }

  private flattened(pattern: Pattern, values: Values): Piece[][] {
    return pattern.reduce<Piece[][]>(
      (starts, part) => {
        const ends = isChoice(part) ? this.chosen(part, values.get(part.variable)).flatMap((variant) => this.flattened(variant, values)) : [[part]];
        return starts.flatMap((start) => ends.map((end) => [...start, ...end]));
      },
      [[]],
    );
  }

  /** By the number, or by the plural's name for it, the last one being for all others. */
  private chosen({ variants }: Choice, value: string | undefined): Pattern[] {
    const number = Number(value);
    if (value === undefined || Number.isNaN(number)) return variants.map(({ pattern }) => pattern);
    const of = (key: string) => variants.find((variant) => variant.key === key);
    const one = of(value) ?? of(this.plural.select(number)) ?? variants.at(-1);
    return one ? [one.pattern] : [];
  }
}

function isChoice(part: Piece | Choice): part is Choice {
  return typeof part !== "string" && "variants" in part;
}

function parsed(text: string): Pattern {
  return [...text.matchAll(PART)].map(([whole, inside]) => {
    if (inside === undefined) return whole;
    const [, variable = "", variants = ""] = CHOICE.exec(inside) ?? [];
    if (variable) return { variable, variants: [...variants.matchAll(VARIANT)].map(([, key = "", text = ""]) => ({ key, pattern: parsed(text) })) };
    return inside.trim().startsWith("$") ? { variable: inside.trim().slice(1) } : (JSON.parse(inside) as string);
  });
}

/** As Playwright reads a page: without what breaks words, and with one kind of space. */
function shown(text: string, whole = true): string {
  const spaced = text.replaceAll(/[\u200b\u00ad]/g, "").replaceAll(/\s+/g, " ");
  return whole ? spaced.trim() : spaced;
}

export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
