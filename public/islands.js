// Brings the islands of a page to life. A file of its own, so that the content security policy needs no inline script.
import start, * as latchkey from "/pkg/latchkey.js";

const islands = document.querySelectorAll("leptos-island");
if (islands.length > 0) {
  await start({ module_or_path: "/pkg/latchkey.wasm" });
  latchkey.hydrate();
  for (const island of islands) {
    await latchkey[island.dataset.component](island);
  }
  document.documentElement.dataset.hydrated = "true";
}
