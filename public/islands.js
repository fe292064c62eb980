// Brings the islands of a page to life. A file of its own, so that the content security policy needs no inline script.
//
// Until then, and wherever it cannot be done, an island is the plain form that the server sent, and is sent as such.

const islands = [...document.querySelectorAll("leptos-island")];

try {
  const latchkey = await import("./latchkey.js");
  await latchkey.default({ module_or_path: new URL("latchkey.wasm", import.meta.url) });
  // A panic leaves WebAssembly unusable, and with it every island.
  for (const event of ["error", "unhandledrejection"]) addEventListener(event, ({ error, reason }) => {
    if ((error ?? reason) instanceof WebAssembly.RuntimeError) putBack();
  });
  latchkey.hydrate();
  // Some have a file of their own, which is awaited when all have begun.
  const alive = islands.filter(asSent).map((island) => latchkey[island.dataset.component](island));
  await Promise.all(alive);
  mark(alive.length === islands.length ? "true" : "plain");
} catch (error) {
  console.warn("The forms of this page stay plain:", error);
  putBack();
}

/** Says whether the islands live. Buttons that need them are shown by it. */
function mark(state) {
  document.documentElement.dataset.hydrated ??= state;
}

/**
 * An island has one element, and in it the children that the server rendered. Nothing else may be there; in the children, everything
 * may have changed.
 */
function asSent(island) {
  const own = island.querySelector(":scope > div");
  const children = own?.querySelector(":scope > leptos-children");
  if (!children) return false;
  for (const [parent, child] of [[island, own], [own, children]]) {
    for (const other of [...parent.childNodes]) if (other !== child) other.remove();
  }
  return true;
}

/** Makes plain forms of all islands again, with what was typed into them: a copy has it, and none of the handlers. */
function putBack() {
  document.documentElement.dataset.hydrated = "plain";
  const field = document.activeElement;
  const [from, to] = [field?.selectionStart, field?.selectionEnd];
  for (const island of islands.splice(0)) {
    // An island in another one goes with it.
    if (island.parentElement?.closest("leptos-island")) continue;
    const copy = island.cloneNode(true);
    for (const button of copy.querySelectorAll("[data-waiting][aria-busy]")) {
      button.removeAttribute("aria-busy");
      [button.textContent, button.dataset.waiting] = [button.dataset.waiting, button.textContent];
    }
    island.replaceWith(copy);
    if (!island.contains(field) || !field.id) continue;
    const again = copy.querySelector(`#${field.id}`);
    again?.focus();
    if (typeof from === "number") again?.setSelectionRange?.(from, to);
  }
}
