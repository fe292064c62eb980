// The document that a run is compared with: it tells what was found, and a run that found something else fails.
import { writeFileSync } from "node:fs";
import type { FullConfig, FullResult, Suite, TestCase, TestResult } from "@playwright/test/reporter";
import { type About, type Check, CHECKS, PROOFS } from "../../accessibility/checks.ts";
import { missing, written } from "../../accessibility/document.ts";
import { ATTACHMENT, type Left } from "../../accessibility/evidence.ts";
import { expect, test } from "../../accessibility/fixtures.ts";
import AccessibilityReporter from "../../accessibility/reporter.ts";
import { PART_NAMES } from "../../accessibility/states.ts";
import { LANGUAGES } from "../../languages.ts";

const FOLDER = import.meta.dirname;
const PASSED = { status: "passed" } as FullResult;

/** A walk that all checks have looked at in one state. */
function walk(language: Left["language"], by: Left["by"], part: string, passed: boolean): Left {
  const looks = Object.entries<About>(CHECKS).filter(([, about]) => about.by[by]?.includes(language));
  return {
    ...{ language, by, part, rules: {}, undecided: [], axe: "4.13.0" },
    looks: looks.map(([check]) => ({ page: "/", state: "signed out", check: check as Check, passed })),
  };
}

function walks(passed: boolean): Left[] {
  return LANGUAGES.flatMap((language) => PART_NAMES.flatMap((part) => [walk(language, "javascript", part, passed), walk(language, "plain", part, passed)]));
}

const OUTCOMES = new Map(Object.keys(PROOFS).map((proof) => [proof, true]));

/** The verdict of a reporter that has heard of these walks, of which all were asked for. */
async function verdict(document: string, left: Left[]): Promise<string> {
  const reporter = new AccessibilityReporter({ document, writes: false, say: () => {} });
  const tests = Object.values<About>({ ...CHECKS, ...PROOFS }).flatMap(({ spec, by }) =>
    Object.keys(by).map((project) => ({ location: { file: `${FOLDER}/${spec}` }, parent: { project: () => ({ name: project }) } }) as TestCase),
  );
  reporter.onBegin({} as FullConfig, { allTests: () => tests } as Suite);
  for (const one of tests) reporter.onTestEnd(one, { status: "passed", attachments: [] } as unknown as TestResult);
  const [first] = tests;
  for (const one of left) {
    const attachments = [{ name: ATTACHMENT, contentType: "application/json", body: Buffer.from(JSON.stringify(one)) }];
    if (first) reporter.onTestEnd(first, { status: "passed", attachments } as unknown as TestResult);
  }
  return (await reporter.onEnd(PASSED))?.status ?? PASSED.status;
}

test("the document tells what was found, and a walk that broke off makes none", () => {
  const row = (passed: boolean) => written(walks(passed), OUTCOMES).split("\n").find((line) => line.startsWith("| `/` | signed out |"));
  expect(row(true)).toContain("| signed out | ✓ |");
  expect(row(false)).toContain("| signed out | ✗ |");
  expect(missing(walks(true), OUTCOMES)).toEqual([]);
  expect(missing(walks(true).slice(1), OUTCOMES)).toContain("axe in visitors (en, javascript)");
  expect(missing(walks(true), new Map())).toEqual(Object.keys(PROOFS));
});

test("a whole run fails if its document is another, or if a walk broke off", async ({}, testInfo) => {
  const path = testInfo.outputPath("accessibility.md");
  expect(await verdict(path, walks(true)), "none is there").toBe("failed");
  writeFileSync(path, written(walks(true), OUTCOMES));
  expect(await verdict(path, walks(true)), "the same").toBe("passed");
  expect(await verdict(path, walks(false)), "something was found").toBe("failed");
  expect(await verdict(path, walks(true).slice(1)), "a walk is missing").toBe("failed");
});
