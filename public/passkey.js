// Passkeys: what only a browser can do. It asks the server what to ask, hands the answer over in the form around the button, and shows what
// the server says. `forms.js` fetches this where a page has a place for it, and the browser has passkeys.
//
//   data-passkey="/ui/…"     around a button: where to ask what to ask
//   data-passkey-autofill    beside it: the origin at which passkeys are offered in the field for the e-mail address, too
//   data-passkey="offer"     shown where the device can make one
//   data-passkey="accepted"  what authenticators are to know, as JSON in data-known

/** Answers of the server's challenges are good for five minutes. A little less is as good as over. */
const GOOD_MILLISECONDS = 4.5 * 60_000;

const { credentials } = navigator;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Options as the browser takes them. Older ones want bytes. */
function options(json) {
  const parse = PublicKeyCredential[json.user ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"];
  if (parse) return parse.call(PublicKeyCredential, json);
  const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...json,
    challenge: bytes(json.challenge),
    allowCredentials: ids(json.allowCredentials),
    excludeCredentials: ids(json.excludeCredentials),
    ...(json.user && { user: { ...json.user, id: bytes(json.user.id) } }),
  };
}

/** A credential as the server takes it. Objects of some password managers' extensions cannot write themselves. */
function written(credential) {
  try {
    return JSON.stringify(credential.toJSON());
  } catch {
    const { id, rawId, type, response } = credential;
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return JSON.stringify({ id, rawId: text(rawId), type, response: { ...parts, transports: response.getTransports?.() } });
  }
}

/** Whether the browser can do this. What extensions put in its place may fail. */
async function can(name) {
  try {
    return await PublicKeyCredential[name]?.();
  } catch {
    return false;
  }
}

/** Sends fields as a form does, and asks for JSON. */
async function post(address, fields) {
  const answer = await fetch(address, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(fields) });
  return answer.json();
}

/** The request that waits in the field for the e-mail address. It ends before another one begins. */
let waiting;

function stopWaiting() {
  waiting?.abort();
  waiting = undefined;
}

/** Shows why it did not work: at the fields that are wrong, and below the button. */
function tell(place, told, form) {
  for (const at of form?.querySelectorAll("[data-told]") ?? []) {
    const sentence = told?.fields?.[at.dataset.told];
    at.hidden = !sentence;
    (at.firstElementChild ?? at).textContent = sentence ?? "";
    form.querySelector(`[name="${at.dataset.told}"]`)?.[sentence ? "setAttribute" : "removeAttribute"]("aria-invalid", "true");
  }
  // What an earlier try left above the form.
  for (const alert of form?.querySelectorAll("[role=alert]") ?? []) alert.hidden = true;
  const said = place.querySelector("[aria-live]");
  said.textContent = told?.otherwise ?? told?.alert ?? "";
  said.hidden = !said.textContent;
}

/** One ceremony: asks, has the authenticator answer, and sends the form with the answer. */
async function run(place, signal) {
  const form = place.closest("form");
  const asked = await post(place.dataset.passkey);
  if (!asked.publicKey) {
    // Nobody has pressed anything.
    if (signal) return;
    if (asked.go) return void (location.href = asked.go);
    return tell(place, asked, form);
  }
  const { publicKey, says, at } = asked;
  if (at !== location.origin) return signal ? undefined : tell(place, { alert: says.elsewhere }, form);
  const since = Date.now();
  const mediation = signal && "conditional";
  let credential;
  try {
    const how = { publicKey: options(publicKey), ...(signal && { mediation, signal }) };
    credential = await credentials[publicKey.user ? "create" : "get"](how);
  } catch (error) {
    // Another request took its place, or nobody chose anything in the field.
    if (signal) return;
    const alert = error.name === "NotAllowedError" || error.name === "AbortError" ? says.stopped
      : error.name === "InvalidStateError" ? says.present : says.failed;
    return tell(place, { alert }, form);
  }
  // What waited in the field for too long is worth nothing any more.
  if (signal && Date.now() - since > GOOD_MILLISECONDS) return tell(place, { alert: says.stopped }, form);
  const answer = await post(form.getAttribute("action"), [...new FormData(form), ["passkey", written(credential)]]);
  if (answer.go) return void (location.href = answer.go);
  // Under an RP ID that several services share, another one may know it.
  if (answer.reason === "PasskeyUnknown" && publicKey.rpId === location.hostname) {
    await PublicKeyCredential.signalUnknownCredential?.({ rpId: publicKey.rpId, credentialId: credential.id }).catch(() => {});
  }
  tell(place, answer, form);
}

for (const place of document.querySelectorAll("[data-passkey^='/']")) {
  const button = place.querySelector("button");
  let isBusy = false;
  const guarded = async (signal) => {
    try {
      await run(place, signal);
    } catch {
      if (!signal) tell(place, { alert: place.closest("form").dataset.offline });
    }
  };
  button.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    stopWaiting();
    tell(place, undefined, place.closest("form"));
    button.setAttribute("aria-busy", "true");
    await guarded();
    button.removeAttribute("aria-busy");
    isBusy = false;
  });
  place.hidden = false;
  const isShown = !place.closest("[hidden]");
  if (place.dataset.passkeyAutofill !== location.origin || !isShown || !(await can("isConditionalMediationAvailable"))) continue;
  let since = 0;
  const offer = () => {
    if (isBusy || (waiting && Date.now() - since < GOOD_MILLISECONDS)) return;
    stopWaiting();
    const mine = (waiting = new AbortController());
    since = Date.now();
    guarded(mine.signal).then(() => {
      if (waiting === mine) waiting = undefined;
    });
  };
  offer();
  // It is over once it was used, or has waited for too long.
  place.closest("form").querySelector("[autocomplete~=webauthn]")?.addEventListener("focus", offer);
}

for (const place of document.querySelectorAll("[data-passkey=offer]")) {
  place.hidden = !(await can("isUserVerifyingPlatformAuthenticatorAvailable"));
}

for (const { dataset } of document.querySelectorAll("[data-passkey=accepted]")) {
  const { rpId, userId, name, displayName, allAcceptedCredentialIds } = JSON.parse(dataset.known);
  const ignored = () => {};
  PublicKeyCredential.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds }).catch(ignored);
  PublicKeyCredential.signalCurrentUserDetails?.({ rpId, userId, name, displayName }).catch(ignored);
}
