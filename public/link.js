// A link may carry a code behind its #, which browsers send to nobody. It is taken out of the address, and the form is sent with it.

const field = document.querySelector("[data-from-fragment]");
if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  field.form.requestSubmit();
}
