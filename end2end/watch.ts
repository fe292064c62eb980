// Watches a browser during a test: whatever goes wrong there fails the test, even if nobody looks at it.
import { type BrowserContext, expect } from "@playwright/test";

/** What Chromium logs for every answer from 400 on. */
const REFUSED = /^console: Failed to load resource: the server responded with a status of 4\d\d .*\/ui\/\w+$/;

export class Watch {
  private readonly found: string[] = [];
  private readonly expected: RegExp[] = [];
  private readonly secrets = new Set<string>();

  constructor(private readonly javaScript: boolean) {}

  /** Begins to watch a browser. */
  async over(context: BrowserContext): Promise<void> {
    context.on("console", (message) => {
      if (message.type() === "error") this.found.push(`console: ${message.text()} ${message.location().url}`);
    });
    context.on("weberror", (event) => this.found.push(`page: ${event.error().stack ?? event.error().message}`));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // Whoever leaves a page or starts a download aborts what is under way; without JavaScript, Chromium calls preloading it `csp`.
      if (why !== "net::ERR_ABORTED" && (this.javaScript || request.resourceType() !== "script")) this.found.push(`request: ${why} ${request.url()}`);
    });
    context.on("request", (request) => {
      const url = decodeURIComponent(request.url().replaceAll("+", " "));
      for (const secret of this.secrets) if (url.includes(secret)) this.found.push(`a secret stands in ${url}`);
    });
    // Chromium logs a report as well, but says less.
    await context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
        console.error(`securitypolicyviolation: ${effectiveDirective} ${blockedURI} ${sourceFile}`),
      ),
    );
  }

  /** Notes what another engine complains of. */
  notes(complaint: string): void {
    this.found.push(complaint);
  }

  /** Announces one thing that the test provokes. It must happen. */
  expects(...lines: RegExp[]): void {
    this.expected.push(...lines);
  }

  /** Announces that a form will be refused: with WebAssembly that is an answer of 4xx, of which Chromium logs one line. */
  expectRefusals(times = 1): void {
    if (this.javaScript) for (let i = 0; i < times; i++) this.expects(REFUSED);
  }

  /** Something that may stand in no URL and in no log. */
  keepSecret(...secrets: string[]): void {
    for (const secret of secrets) this.secrets.add(secret);
  }

  /** The verdict, at the end. */
  check(serverLog: string): void {
    const unexpected = [...this.found];
    const missing = this.expected.filter((line) => {
      const at = unexpected.findIndex((text) => line.test(text));
      if (at >= 0) unexpected.splice(at, 1);
      return at < 0;
    });
    const leaked = [...this.secrets].filter((secret) => serverLog.includes(secret));
    expect({ unexpected, missing, leaked }, "what went wrong in the browser, and secrets in the server's log").toEqual({
      unexpected: [],
      missing: [],
      leaked: [],
    });
  }
}
