// What a test has looked at and found, for its verdict and for the document.
import { expect, type TestInfo } from "@playwright/test";
import type { Language } from "../languages.ts";
import type { Check } from "./checks.ts";
import type { At } from "./walker.ts";

export const ATTACHMENT = "evidence";

/** One check of one state. */
export interface Look {
  page: string;
  state: string;
  check: Check;
  passed: boolean;
}

/** What a test leaves for the document. */
export interface Left {
  language: Language;
  by: "javascript" | "plain";
  /** The part of the walk, in whose order the looks stand. */
  part: string;
  looks: Look[];
  /** axe's rules that applied somewhere, each with the success criteria that it is about. */
  rules: Record<string, string[]>;
  /** What axe leaves to people. */
  undecided: { rule: string; page: string }[];
  axe: string;
}

export class Evidence {
  readonly left: Left;
  private readonly findings: string[] = [];

  constructor(language: Language, by: Left["by"]) {
    this.left = { language, by, part: "", looks: [], rules: {}, undecided: [], axe: "" };
  }

  /** Notes what a check found in a state, which should be nothing. */
  note(at: At, check: Check, findings: string[]): void {
    this.left.looks.push({ page: at.page, state: at.state, check, passed: findings.length === 0 });
    this.findings.push(...findings.map((finding) => `${at.page} (${at.state}), ${check}: ${finding}`));
  }

  /** The verdict, once the walk is over: all findings together, so that one hides no other. */
  concludes(part: string): void {
    this.left.part = part;
    expect(this.findings, "what the checks found").toEqual([]);
  }

  async attachTo(testInfo: TestInfo): Promise<void> {
    await testInfo.attach(ATTACHMENT, { body: JSON.stringify(this.left), contentType: "application/json" });
  }
}
