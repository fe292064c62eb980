// A link may carry a code behind its #, which browsers send to nobody. It is taken out of the address, and the form is sent with it, unless
// its button is to be pressed by hand: programs that look at letters run scripts, too.

const field = document.querySelector("[data-from-fragment]");
if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (field.dataset.fromFragment !== "by-hand") field.form.requestSubmit();
}
