// Leave this site at once: cover, forget, tell the server, go. Works without a network; without script the form does its work.
// On a keyboard three quick taps on Shift do the same.
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

// Three times Shift alone, each within half a second of the last. A capital letter is no tap.
function onThreeShifts(deed) {
  let taps = 0;
  let tappedAt = 0;
  const start = () => (taps = 0);
  document.addEventListener("pointerdown", start, { capture: true, passive: true });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) return start();
      if (event.repeat) return undefined;
      taps = event.timeStamp - tappedAt < 500 ? taps + 1 : 1;
      tappedAt = event.timeStamp;
      return taps === 3 ? deed() : undefined;
    },
    true,
  );
}

function leave() {
  cover();
  forget();
  attempt(() => navigator.sendBeacon(form.action, new URLSearchParams({ gone: 1 })));
  go();
}

function leaveEverywhere() {
  attempt(() => others.postMessage("left"));
  leave();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leaveEverywhere();
  });
  onThreeShifts(leaveEverywhere);
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
