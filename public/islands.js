// Brings the islands of a page to life. A file of its own, so that the content security policy needs no inline script.
//
// Until then, and wherever it cannot be done, an island is the plain form that the server sent, and is sent as such.

/** What the server sent, before anybody else has put something beside it. */
const islands = [...document.querySelectorAll("leptos-island")].map((element) => ({
  element,
  plain: element.cloneNode(true),
  families: families(element),
  alive: false,
}));

try {
  const latchkey = await import("/pkg/latchkey.js");
  await latchkey.default({ module_or_path: "/pkg/latchkey.wasm" });
  // A panic leaves WebAssembly unusable, and with it every island.
  for (const event of ["error", "unhandledrejection"]) addEventListener(event, ({ error, reason }) => {
    if ((error ?? reason) instanceof WebAssembly.RuntimeError) putBack();
  });
  latchkey.hydrate();
  for (const island of islands) {
    if (!asSent(island)) continue;
    island.alive = true;
    await latchkey[island.element.dataset.component](island.element);
  }
} catch (error) {
  console.warn("The forms of this page stay plain:", error);
  putBack();
}
document.documentElement.dataset.hydrated = islands.every(({ alive }) => alive) ? "true" : "plain";

/** Each element with the nodes in it. */
function families(element, found = new Map()) {
  found.set(element, [...element.childNodes]);
  for (const child of element.children) families(child, found);
  return found;
}

/** Whether an island is what the server sent, once what a password manager has put in between is out again. */
function asSent({ element, families }) {
  // A page that the browser has translated stays translated.
  if (element.querySelector("font")) return false;
  const selected = selection(element);
  for (const [parent, children] of families) {
    const same = parent.childNodes.length === children.length && children.every((child, at) => child === parent.childNodes[at]);
    if (!same) parent.replaceChildren(...children);
  }
  select(element, selected);
  return String(shape(element)) === element.dataset.shape;
}

/** Which nodes stand in an element, as a number; see src/ui/shape.rs. */
function shape(element) {
  const names = ({ childNodes }) =>
    Array.from(childNodes, (node) => (node.nodeType === 1 ? `${node.localName}${names(node)}/` : node.nodeType === 8 ? "!" : "#")).join("");
  let hash = 0;
  for (const letter of names(element)) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return hash;
}

/** Makes plain forms of all islands again, with what was typed into them. */
function putBack() {
  for (const island of islands) {
    if (!island.alive) continue;
    const { element, plain } = island;
    const selected = selection(element);
    for (const typed of element.querySelectorAll("[name]")) {
      const field = plain.querySelector(`[name="${typed.name}"]`);
      if (field) Object.assign(field, typed.type === "checkbox" ? { checked: typed.checked } : { value: typed.value });
    }
    // A form that is on its way already is not sent again; see forms.js.
    const sent = element.querySelector("form")?.dataset.sent;
    if (sent) plain.querySelector("form")?.setAttribute("data-sent", sent);
    element.replaceWith(plain);
    select(plain, selected);
    Object.assign(island, { element: plain, alive: false });
  }
  document.documentElement.dataset.hydrated = "plain";
}

/** Where the cursor is, if it is in an element. */
function selection(element) {
  const field = document.activeElement;
  if (!field?.id || !element.contains(field)) return undefined;
  return { id: field.id, from: field.selectionStart, to: field.selectionEnd };
}

function select(element, selected) {
  if (!selected || document.activeElement?.id === selected.id) return;
  const field = element.querySelector(`#${selected.id}`);
  field?.focus();
  if (typeof selected.from === "number") field?.setSelectionRange?.(selected.from, selected.to);
}
