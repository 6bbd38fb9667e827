// <form data-passkey="create|get" data-options="…" hidden>: the browser makes or shows a passkey, its answer goes along as
// `credential`. With data-options-from the options are asked for at the moment itself. Without support nothing appears.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable({ publicKey }) {
  const key = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return key;
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function serve(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const left = new AbortController();
  window.addEventListener("huisritme:leave", () => left.abort());

  async function options() {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const wanted = { publicKey: readable(await options()), signal: left.signal };
      const credential = await navigator.credentials[form.dataset.passkey](wanted);
      form.querySelector("[name$=credential]").value = JSON.stringify(told(credential));
      form.submit();
    } catch {
      button.disabled = false;
      failed.hidden = left.signal.aborted;
    }
  });
  form.hidden = false;
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-passkey]").forEach(serve);
  document.querySelectorAll("[data-passkey-absent]").forEach((words) => (words.hidden = true));
}
