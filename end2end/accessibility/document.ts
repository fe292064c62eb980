// Writes docs/accessibility.md out of what a run has looked at. The same run of the same pages writes the same document.
import { LANGUAGES, type Language } from "../languages.ts";
import { type About, type Check, CHECKS, type Project, PROOFS, type Walked } from "./checks.ts";
import { CRITERIA } from "./criteria.ts";
import type { Left, Look } from "./evidence.ts";
import { PART_NAMES } from "./states.ts";

/** The pinned axe. Its version says what its rules are, and its date how old they are. */
const AXE = { version: "4.13.0", released: "5 August 2026" };

/** Whether a proof that is no check of every state has succeeded. */
export type Outcomes = Map<string, boolean>;

const CHECK_NAMES = Object.keys(CHECKS) as Check[];
const about = (check: Check): About => CHECKS[check];
const projects = (by: Walked) => Object.entries(by) as [Project, readonly Language[]][];
const mark = (passed: boolean) => (passed ? "✓" : "✗");
const table = (...rows: string[][]) => {
  const [head = [], ...body] = rows.map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
};

/** What is missing from a whole run, of which the document would then tell half. */
export function missing(left: Left[], outcomes: Outcomes): string[] {
  const walks = CHECK_NAMES.flatMap((check) =>
    projects(about(check).by).flatMap(([by, languages]) => languages.flatMap((language) => PART_NAMES.map((part) => ({ check, language, by, part })))),
  );
  const unseen = walks.filter(
    ({ check, ...walk }) =>
      !left.some((one) => one.language === walk.language && one.by === walk.by && one.part === walk.part && one.looks.some((look) => look.check === check)),
  );
  const names = unseen.map(({ check, language, by, part }) => `${check} in ${part} (${language}, ${by})`);
  return [...names, ...Object.keys(PROOFS).filter((proof) => !outcomes.has(proof))];
}

export function written(left: Left[], outcomes: Outcomes): string {
  const version = left.find(({ axe }) => axe)?.axe;
  if (version !== AXE.version) throw new Error(`accessibility/document.ts names axe ${AXE.version} and its date, and axe ${version} was run`);
  return `# Accessibility

What the tests have found on every page in every state, measured by WCAG 2.2, level A and AA. \`make accessibility\` walks over the pages and
writes this document; a whole run of the tests fails if it is not what they found.

- **Where:** Chromium, with JavaScript and without any, in light and dark, in ${LANGUAGES.map((language) => `\`${language}\``).join(" and ")}. Not each check looks at all of that: see
  “What proves it”. German has the longest words, so what needs room is looked at in German alone.
- **axe:** version ${AXE.version} of ${AXE.released}, all rules for A and AA, its best practices and those on trial, without an exception.
- **What no machine can judge** is listed below, with what was looked at, in English. **Nobody has yet tried the pages with a screen
  reader, with voice control or with people who depend on them.** This is no statement of conformance by somebody who has.

✓ found nothing; ✗ found something, which the tests tell; – was not looked at, since another state has the same. Below the name of a
check stand the success criteria that it gives evidence for; those of axe's rules are in the second table.

## Pages and states

${states(left)}

## Success criteria

${criteria(left)}

## What proves it

${proofs(left, outcomes)}

${undecided(left)}
`;
}

function states(left: Left[]): string {
  const rows = PART_NAMES.flatMap((part) => {
    const here = left.filter((one) => one.part === part);
    return inOrder(here).map((key) => {
      const looks = here.flatMap(({ looks, by }) => looks.filter((look) => keyOf(look) === key).map((look) => ({ ...look, by })));
      const [page = "", state = ""] = key.split("\n");
      const plain = looks.some(({ by }) => by === "plain");
      const cells = CHECK_NAMES.map((check) => {
        const those = looks.filter((look) => look.check === check);
        return those.length ? mark(those.every(({ passed }) => passed)) : "–";
      });
      return [`\`${page}\``, plain ? state : `${state} *`, ...cells];
    });
  });
  const heads = CHECK_NAMES.map((check) => [check, ...about(check).criteria].join("<br>"));
  return `${table(["Page", "State", ...heads], ...rows)}\n\n\\* with JavaScript only`;
}

const keyOf = ({ page, state }: Look) => `${page}\n${state}`;

/** The states of a part in the order of the walk that has seen most. */
function inOrder(here: Left[]): string[] {
  const orders = here.map(({ looks }) => [...new Set(looks.map(keyOf))]);
  const longest = orders.reduce((most, order) => (order.length > most.length ? order : most), []);
  return [...new Set([...longest, ...orders.flat().sort()])];
}

function criteria(left: Left[]): string {
  const rules = new Map<string, Set<string>>();
  for (const { rules: applied } of left) {
    for (const [rule, numbers] of Object.entries(applied)) for (const number of numbers) rules.set(number, (rules.get(number) ?? new Set()).add(rule));
  }
  const proofs = Object.entries<About>({ ...CHECKS, ...PROOFS });
  const rows = CRITERIA.map(({ number, name, level, absent, byHand, specs }) => {
    const checks = proofs.filter(([, { criteria }]) => criteria.includes(number)).map(([check]) => check);
    const byAxe = [...(rules.get(number) ?? [])].sort();
    const proven = [checks.join(", "), byAxe.length ? `axe (${byAxe.join(", ")})` : "", specs ?? ""].filter(Boolean).join("; ");
    return [`${number} ${name} (${level})`, absent ? `does not apply: ${absent}` : proven || "by hand alone", byHand ?? ""];
  });
  return table(["Criterion", "Proven by", "Left to people"], ...rows);
}

function proofs(left: Left[], outcomes: Outcomes): string {
  const looks = left.flatMap(({ looks }) => looks);
  const row = (name: string, { title, spec, by }: About, passed: boolean) => [name, title, `\`${spec}\``, where(by), mark(passed)];
  return table(
    ["Name", "What", "Spec in `end2end/tests/accessibility`", "Where", ""],
    ...CHECK_NAMES.map((check) => row(check, about(check), looks.filter((look) => look.check === check).every(({ passed }) => passed))),
    ...Object.entries(PROOFS).map(([name, proof]) => row(name, proof, outcomes.get(name) === true)),
  );
}

function where(by: Walked): string {
  const named = { javascript: "with JavaScript", plain: "without JavaScript" };
  return projects(by)
    .map(([project, languages]) => `${named[project]} in ${languages.map((language) => `\`${language}\``).join(" and ")}`)
    .join("; ");
}

/** What people have found who looked at what axe could not decide. */
const LOOKED_AT: Record<string, string> = {
  "color-contrast":
    "The digits of the key on the start page are decoration. The field of a code has a line below each digit, which axe takes for a picture behind them: the check `edges` measures its text.",
  "hidden-content": "What is hidden is for paper, or works with JavaScript alone and is looked at there.",
};

function undecided(left: Left[]): string {
  const pages = new Map<string, Set<string>>();
  for (const { undecided } of left) for (const { rule, page } of undecided) pages.set(rule, (pages.get(rule) ?? new Set()).add(`\`${page}\``));
  const rows = [...pages].sort().map(([rule, where]) => [rule, [...where].sort().join(", "), LOOKED_AT[rule] ?? "not looked at"]);
  return rows.length ? `What axe could not decide:\n\n${table(["Rule", "Pages", "What a person has found"], ...rows)}` : "axe left nothing undecided.";
}
