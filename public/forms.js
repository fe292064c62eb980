// What every page with a form has, long before WebAssembly is there. Without JavaScript nothing of it is needed.

/** So long a form that was sent is not sent again: until its answer is there, or the person has surely stopped it. */
const HELD_MILLISECONDS = 10_000;

// A second press would end the page load of the first, which was taken. Before an island's own handlers, which know nothing of
// a form that was sent before the island came alive.
addEventListener(
  "submit",
  (event) => {
    const { sent } = event.target.dataset;
    if (!sent || event.timeStamp - sent > HELD_MILLISECONDS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// After the islands' handlers: what they send themselves, they hold themselves.
addEventListener("submit", (event) => {
  if (!event.defaultPrevented) event.target.dataset.sent = event.timeStamp;
});

// Some browsers keep a page that must not be kept, and show it again on the way back: with secrets that are over, and forms
// that wait for an answer.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

// Passkeys have a module of their own, for browsers that have them and places that use them.
if (window.PublicKeyCredential && document.querySelector("[data-passkey]")) {
  import(new URL("passkey.js", document.currentScript.src));
}
