// What runs in the page for the checks of sight. One function, since a page is given the text of a function and nothing around it.

/** A colour as a screen shows it, and how much it covers. */
type Colour = [red: number, green: number, blue: number, alpha: number];

export interface Sight {
  contrast: (one: string, other: string) => number;
  /** What is behind an element, or behind what it draws around itself. */
  ground: (element: Element | null) => string;
  controls: () => HTMLElement[];
  name: (element: Element) => string;
  cutText: () => string[];
  /** Remembers how every control looks without the focus, and lets it go. Returns how many there are. */
  begin: () => number;
  /** Judges the focus where it is now. */
  stop: () => { stop: number; findings: string[] };
  /** Gives the focus to one control after the other, and judges each. */
  all: () => string[];
  /** Leaves the page without what `begin` has put into it. */
  end: () => void;
}

declare global {
  interface Window {
    sight: Sight;
  }
}

export function installSight(): void {
  const LEAST_CONTRAST = 3;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const ring = new Map<Element, string>();
  let stops: HTMLElement[] = [];
  const start = document.createElement("span");
  start.tabIndex = -1;
  start.style.cssText = "position: fixed; inset: 0 auto auto 0; outline: none";

  const known = new Map<string, Colour>();
  const parsed = (css: string): Colour => {
    const before = known.get(css);
    if (before) return before;
    if (!canvas) throw new Error("no canvas");
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    const colour: Colour = [red, green, blue, alpha / 255];
    known.set(css, colour);
    return colour;
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (at: 0 | 1 | 2) => top[at] * top[3] + below[at] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = ([red, green, blue]: Colour): number => {
    const linear = (part: number) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const contrast = (one: string, other: string): number => {
    const below = parsed(other);
    const lights = [luminance(over(parsed(one), below)), luminance(below)].sort((a, b) => b - a);
    return ((lights[0] ?? 0) + 0.05) / ((lights[1] ?? 0) + 0.05);
  };
  const ground = (element: Element | null): string => {
    const layers: Colour[] = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = parsed(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    const whole = layers.reduceRight((below, layer) => over(layer, below), parsed("Canvas"));
    return `rgb(${whole.slice(0, 3).join(" ")})`;
  };
  const name = (element: Element): string => {
    const { localName, id } = element;
    const field = element.getAttribute("name");
    const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 30);
    return `${localName}${id ? `#${id}` : field ? `[name=${field}]` : ""}${words ? ` “${words}”` : ""}`;
  };
  const controls = (): HTMLElement[] =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
      (element) =>
        !element.matches(":disabled, [type=hidden], [aria-hidden=true]") &&
        // A control that Tab leaves out is one all the same.
        (element.tabIndex >= 0 || element.matches("a, button, input, select, textarea, summary")) &&
        element.checkVisibility({ visibilityProperty: true }),
    );
  // What is hidden from sight on purpose is one pixel wide.
  const isShown = (element: Element) => element.checkVisibility() && element.clientWidth > 1;
  const cutText = (): string[] =>
    [...document.body.querySelectorAll<HTMLElement>("*")]
      .filter((element) => element.textContent?.trim() && isShown(element) && !element.closest("svg, textarea"))
      .filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const cuts = (overflow: string) => overflow === "hidden" || overflow === "clip";
        return (
          (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) || (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1)
        );
      })
      .map((element) => `${name(element)} is cut`);

  const looks = (element: Element): string => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    return JSON.stringify([outlineStyle === "none" ? "" : [outlineStyle, outlineWidth, outlineColor], boxShadow]);
  };
  const begin = (): number => {
    // Tab starts before the first control. From a control, the way around would lead through the window, where it may stop for longer.
    start.remove();
    document.body.prepend(start);
    start.focus();
    stops = controls();
    ring.clear();
    for (const element of stops) ring.set(element, looks(element));
    return stops.length;
  };
  const seen = (element: HTMLElement): string[] => {
    if (ring.get(element) === looks(element)) return ["has no ring while it has the focus"];
    const { outlineStyle, outlineWidth, outlineOffset, outlineColor } = getComputedStyle(element);
    if (outlineStyle === "none") return []; // a shadow, whose colours are not to be told from its text
    if (Number.parseFloat(outlineWidth) < 1) return ["has a ring that is too thin"];
    const offset = Number.parseFloat(outlineOffset);
    const around = ground(offset < 0 ? element : element.parentElement);
    const ratio = contrast(outlineColor, around);
    return ratio < LEAST_CONTRAST ? [`has a ring of ${ratio.toFixed(2)}:1 on ${around}`] : [];
  };
  const uncovered = (element: HTMLElement): string[] => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there && (element.contains(there) || there.contains(element)) ? [] : ["is covered or out of sight while it has the focus"];
  };
  const stop = () => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { stop: -1, findings: [] };
    const findings = [...(ring.has(element) ? seen(element) : ["takes the focus and is no control"]), ...uncovered(element)];
    return { stop: stops.indexOf(element), findings: findings.map((finding) => `${name(element)} ${finding}`) };
  };

  const all = () =>
    stops.flatMap((element) => {
      element.focus();
      return stop().findings;
    });

  const end = () => start.remove();

  window.sight = { contrast, ground, controls, name, cutText, begin, stop, all, end };
}
