// Leave this site at once: cover, forget, tell the server, go. Works without a network; without script the form does its work.
const form = document.querySelector("[data-leave]");
const others = "BroadcastChannel" in self ? new BroadcastChannel("leave") : null;

function cover() {
  document.documentElement.classList.add("gone");
  document.body.replaceChildren();
}

function attempt(deed) {
  try {
    deed();
  } catch {
    // Storage may be closed to us; leaving goes on.
  }
}

function forget() {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `left=1; path=/; samesite=lax${secure}`;
  window.dispatchEvent(new CustomEvent("huisritme:leave"));
  attempt(() => sessionStorage.clear());
  attempt(() => localStorage.clear());
  attempt(() => caches.keys().then((names) => names.forEach((name) => caches.delete(name)), () => {}));
}

function go() {
  location.replace(form.dataset.leave);
}

function signedOut() {
  if (!("signedIn" in form.dataset)) return;
  cover();
  window.dispatchEvent(new CustomEvent("huisritme:leave"));
  location.replace("/");
}

function leave() {
  const answer = new FormData(form);
  cover();
  forget();
  attempt(() => navigator.sendBeacon(form.action, answer));
  go();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => others.postMessage("left"));
    leave();
  });
  // Another tab of this site was left, or signed out: this one goes too.
  others?.addEventListener("message", (event) => (event.data === "left" ? leave() : signedOut()));
  // A page before sign-in means that the session of this browser is over: tabs that still show hers go.
  if (!("signedIn" in form.dataset)) attempt(() => others.postMessage("out"));
  // Back to a page of hers that the browser kept in memory. A visitor's page may be seen again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && "signedIn" in form.dataset && /(^|; )left=1(;|$)/.test(document.cookie)) {
      cover();
      forget();
      go();
    }
  });
}
