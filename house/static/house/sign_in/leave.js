// Leave this site at once: cover, forget, tell the server, go. Works without a network; without script the form does its work.
// On a keyboard three quick taps on Shift do the same.
const form = document.querySelector("[data-leave]");
const isHers = form !== null && "signedIn" in form.dataset;
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

// What this browser keeps for us, but for sheets and icons of pages that everybody may see. WebKit heeds Clear-Site-Data on
// some answers alone, and on none over plain http.
function emptyStorage() {
  attempt(() => sessionStorage.clear());
  attempt(() => localStorage.clear());
  attempt(() => navigator.serviceWorker.controller.postMessage("left")); // this browser is called no more
  attempt(() => caches.keys().then((names) => names.forEach((name) => name.startsWith("public-") || caches.delete(name)), () => {}));
}

function forget() {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${form.dataset.cookie}=1; path=/; samesite=lax${secure}`;
  window.dispatchEvent(new CustomEvent("huisritme:leave"));
  emptyStorage();
}

// Without a net the neutral site cannot be reached, and the browser would say so: our worker has a page that tells nothing.
function go() {
  location.replace(!navigator.onLine && navigator.serviceWorker?.controller ? form.dataset.off : form.dataset.leave);
}

// What she sent herself goes on: to sign out, or to end a right of her own. Its answer may have more to do than to show.
let isSending = false;

function over() {
  if (!isHers) return;
  cover();
  window.dispatchEvent(new CustomEvent("huisritme:leave"));
  emptyStorage();
  setTimeout(() => location.replace("/"), isSending ? 10_000 : 0);
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
  others?.addEventListener("message", (event) => (event.data === "left" ? leave() : over()));
  window.addEventListener("huisritme:over", over);
  document.addEventListener("submit", (event) => (isSending = !event.defaultPrevented));
  // A page before sign-in means that the session of this browser is over: tabs that still show hers go.
  if (!isHers) {
    attempt(() => others.postMessage("out"));
    emptyStorage();
  }
}

// --- A page that comes back. Browsers keep whole pages in their memory, also those they were told not to store.

const memory = document.querySelector("dialog[data-memory]");

function hasLeft() {
  return document.cookie.split("; ").includes(`${form.dataset.cookie}=1`);
}

// Hers was covered when it went. Once the house answers, the page is asked for anew: then it is that of who is there now.
async function askAnew() {
  const late = setTimeout(tellOffline, 5000);
  try {
    await fetch(memory.dataset.memory, { redirect: "manual", headers: { Accept: "application/json" } });
    location.replace(location.pathname + location.search);
  } catch {
    tellOffline();
  } finally {
    clearTimeout(late);
  }
}

function tellOffline() {
  if (memory.open || !memory.isConnected) return;
  memory.append(form);
  if (memory.showModal) memory.showModal();
  else memory.setAttribute("open", "");
}

function comeBack() {
  if (!hasLeft()) return askAnew();
  cover();
  forget();
  return go();
}

// A visitor's is as it first was: a browser may fill in the door again when it makes it anew, and one out of its memory
// still holds what somebody typed.
function emptyForms() {
  for (const each of document.forms) each.reset();
}

const isMadeAnew = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

if (memory) {
  window.addEventListener("pagehide", () => document.documentElement.classList.add("kept"));
  window.addEventListener("pageshow", (event) => event.persisted && comeBack());
  window.addEventListener("online", () => memory.open && askAnew());
  memory.addEventListener("cancel", (event) => event.preventDefault());
  memory.querySelector("button").addEventListener("click", askAnew);
}
if (!isHers) {
  window.addEventListener("pagehide", emptyForms);
  window.addEventListener("pageshow", (event) => (event.persisted || isMadeAnew()) && emptyForms());
}
