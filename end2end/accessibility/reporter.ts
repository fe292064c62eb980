// At the end of a run that has seen everything: writes docs/accessibility.md, or fails if it is not what the run has found. A reporter,
// since it alone hears of the tests of all workers and has the last word.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from "@playwright/test/reporter";
import { type About, CHECKS, PROOFS } from "./checks.ts";
import { missing, type Outcomes, written } from "./document.ts";
import { ATTACHMENT, type Left } from "./evidence.ts";

const DOCUMENT = fileURLToPath(new URL("../../docs/accessibility.md", import.meta.url));
const TESTS = fileURLToPath(new URL("../tests/", import.meta.url));

interface Options {
  document?: string;
  /** Set by `make accessibility`. */
  writes?: boolean;
  say?: (why: string) => void;
}

export default class AccessibilityReporter implements Reporter {
  private readonly left: Left[] = [];
  private readonly outcomes: Outcomes = new Map();
  /** Whether every walk was asked for, and not only some specs or one project. */
  private isWhole = false;
  private readonly path: string;
  private readonly writes: boolean;
  private readonly say: (why: string) => void;

  constructor({ document = DOCUMENT, writes = process.env.E2E_WRITES_ACCESSIBILITY === "true", say = console.error }: Options = {}) {
    this.path = document;
    this.writes = writes;
    this.say = say;
  }

  onBegin(_: FullConfig, suite: Suite): void {
    const planned = suite.allTests().map((test) => `${name(test)} in ${project(test)}`);
    const proofs = Object.values<About>({ ...CHECKS, ...PROOFS });
    const proofsAsked = proofs.every(({ spec, by }) => Object.keys(by).every((one) => planned.includes(`accessibility/${spec} in ${one}`)));
    const specs = readdirSync(TESTS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".spec.ts"));
    const allAsked = specs.every((spec) => planned.some((one) => one.startsWith(`${spec} in `)));
    this.isWhole = proofsAsked || allAsked;
  }

  onTestEnd(test: TestCase, { status, attachments }: TestResult): void {
    const evidence = attachments.find(({ name }) => name === ATTACHMENT)?.body;
    const left: Left | undefined = evidence && JSON.parse(evidence.toString());
    if (left) this.left.push(left);
    // A spec may go on in another file, with JavaScript alone.
    const files = ({ spec }: About) => [spec, spec.replace(/(\.wasm)?\.spec\.ts$/, ".wasm.spec.ts")].map((file) => `accessibility/${file}`);
    const proof = Object.entries(PROOFS).find(([, about]) => files(about).includes(name(test)))?.[0];
    if (proof) this.outcomes.set(proof, this.outcomes.get(proof) !== false && status === "passed");
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult["status"] } | undefined> {
    if (!this.isWhole) return undefined;
    const unseen = missing(this.left, this.outcomes);
    if (unseen.length) return this.fails(`The walk over the pages is not whole: ${unseen.join(", ")}.`);
    const found = written(this.left, this.outcomes);
    if (this.writes) {
      writeFileSync(this.path, found);
      return { status };
    }
    return found === committed(this.path) ? undefined : this.fails("docs/accessibility.md is not what this run has found: run `make accessibility`, and commit what it writes.");
  }

  private fails(why: string): { status: "failed" } {
    this.say(`\n${why}`);
    return { status: "failed" };
  }
}

function name(test: TestCase): string {
  return test.location.file.replaceAll("\\", "/").slice(TESTS.length);
}

function project(test: TestCase): string {
  return test.parent.project()?.name ?? "";
}

function committed(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
