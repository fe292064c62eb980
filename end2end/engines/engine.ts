// What a browser engine is driven by: the commands of WebDriver (https://www.w3.org/TR/webdriver2/), however they are sent.

/** An element on the page, as WebDriver names it. */
export type Element = { [key: string]: string };
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The id by which the commands below name an element. */
export function idOf(element: Element): string {
  return element[ELEMENT] ?? "";
}

export type Command =
  | "open" // { url }
  | "url"
  | "script" // { script, args }
  | "label" // { id }: the accessible name, as the engine itself tells it to a screen reader
  | "click" // { id }
  | "clear" // { id }
  | "type" // { id, text }
  | "screen"; // a PNG of the window, in base64

export interface Parameters {
  url?: string;
  script?: string;
  args?: unknown[];
  id?: string;
  text?: string;
}

export interface Engine {
  command(name: Command, parameters?: Parameters): Promise<unknown>;
  /** Begins to note what goes wrong on the page that is there now, in engines that do not tell by themselves. */
  watch(): Promise<void>;
  /** The script errors and console errors since the start. */
  complaints(): Promise<string[]>;
  /** True if its driver has stopped answering, which no page and no server can make it do: it tells of a page that does not load. */
  readonly isSilent: boolean;
  /** What its programs have printed. */
  readonly log: string;
  /** Ends all its programs, and removes what they have written. */
  close(): Promise<void>;
}

export type StartEngine = (javaScript: boolean) => Promise<Engine>;
