// The English snapshots in another language: each of their texts by the message of locales/ that it is.
import { escaped, Messages } from "./messages.ts";

const ENGLISH = new Messages("en");

const LINE = /^( *- )([a-z]+)(?: "([^"]*)")?((?: \[[^\]]*\])*)(:)?(?: (.*))?$/;
/** Between what stands in elements of its own beside the rest. */
const BESIDE = " , ";
const VARIABLE = /\{ \$\w+ \}/;
/** Ends a text after which there may be more. */
const MORE = " …";

/**
 * A snapshot in this language. Its English texts are messages, in which a variable may stand as the message writes it, for any value, as in
 * “Try again in { $wait }.”, and after which there may be more, as in “6 digits. …”. What is no message is the same in every language.
 */
export function translated(snapshot: string, into: Messages): string {
  return snapshot
    .split("\n")
    .map((line) => {
      if (!line.trim()) return line;
      const [match, start = "", role = "", name, attributes = "", colon = "", text] = LINE.exec(line) ?? [];
      if (match === undefined) throw new Error(`not a line of a snapshot: ${line}`);
      const named = name === undefined ? "" : ` ${quoted(pattern(name, into))}`;
      const key = `${role}${named}${attributes}`;
      return `${start}'${key.replaceAll("'", "''")}'${colon}${text === undefined ? "" : ` ${JSON.stringify(pattern(text, into))}`}`;
    })
    .join("\n");
}

function quoted(pattern: string): string {
  return pattern.startsWith("/") ? pattern : JSON.stringify(pattern);
}

/** What a text has to be: itself, or between slashes what describes it. */
function pattern(text: string, into: Messages): string {
  const goesOn = text.endsWith(MORE);
  const parts = (goesOn ? text.slice(0, -MORE.length) : text).split(BESIDE).map((part) => forms(part, into));
  const [only] = parts.length === 1 && parts[0]?.length === 1 ? parts[0] : [];
  if (only !== undefined && !goesOn && !VARIABLE.test(only)) return only;
  const each = parts.map((part) => `(${part.map((form) => form.split(VARIABLE).map(escaped).join(".+")).join("|")})`);
  return `/^${each.join(BESIDE)}${goesOn ? "( .+)?" : ""}$/`;
}

function forms(text: string, into: Messages): string[] {
  const readings = ENGLISH.reading(text);
  return readings.length ? [...new Set(readings.flatMap(({ id, values }) => into.forms(id, values)))] : [text];
}
