// Her lock. Out of sight: covered at once. Out of sight too long, or untouched too long: her code is asked, and the page
// below stays as it is, with everything she typed. Only the server knows the code, and it decides; this covers sooner.
const dialog = document.querySelector("dialog[data-lock]");
const others = "BroadcastChannel" in self ? new BroadcastChannel("lock") : null;
const SECOND = 1000;

function attempt(deed) {
  try {
    return deed();
  } catch {
    return undefined; // storage or a channel may be closed to us
  }
}

// The server may not know yet that a page here was locked: the next page tells it.
const untold = {
  set: () => attempt(() => localStorage.setItem("lock", "1")),
  clear: () => attempt(() => localStorage.removeItem("lock")),
  isSet: () => attempt(() => localStorage.getItem("lock") !== null) ?? false,
};

if (document.querySelector("[data-locked]")) {
  untold.clear();
  attempt(() => others.postMessage("locked"));
}
if (dialog) start();

function start() {
  const root = document.documentElement;
  const form = dialog.querySelector("form[data-open]");
  const told = dialog.querySelector("[data-told]");
  const offline = dialog.querySelector("[data-offline]");
  const exit = document.querySelector("[data-leave]");
  const exitPlace = exit?.parentNode.insertBefore(document.createComment(""), exit);
  const { lock, awake, peek, idleS, hiddenS } = dialog.dataset;
  let isShut = false;
  let isGoing = false;
  let focused = null;
  let hiddenAt = Date.now();
  let touchedAt = Date.now();
  let contactAt = Date.now();
  let tickedAt = Date.now();

  const field = () => form.querySelector(".secret, [type=password]");
  // A clock that was set back says nothing: that counts as long.
  const since = (at) => (Date.now() >= at ? Date.now() - at : Infinity);
  const awaySeconds = () => Math.min(1e8, Math.round(since(hiddenAt) / SECOND));
  const cover = (isCovered) => root.classList.toggle("covered", isCovered);
  const showOffline = (isOffline) => (offline.hidden = !isOffline);

  function body(fields) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    Object.entries(fields).forEach(([name, value]) => data.set(name, value));
    return data;
  }

  async function ask(url, data) {
    const headers = { Accept: "application/json" };
    const response = await fetch(url, { method: data ? "POST" : "GET", body: data, headers, redirect: "manual", keepalive: true });
    if (response.type === "opaqueredirect") {
      cover(true); // signed out meanwhile
      location.replace("/");
      return new Promise(() => {});
    }
    return response;
  }

  function shut() {
    cover(true);
    if (isShut) return;
    isShut = true;
    focused = document.activeElement;
    told.textContent = "";
    form.reset();
    if (exit) dialog.append(exit);
    show();
    window.dispatchEvent(new CustomEvent("huisritme:locked"));
  }

  function show() {
    if (dialog.open) return;
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", "");
    field().focus({ preventScroll: true });
  }

  function opened() {
    untold.clear();
    if (isShut) {
      isShut = false;
      if (dialog.close) dialog.close();
      else dialog.removeAttribute("open");
      if (exit) exitPlace.after(exit);
      form.reset();
      showOffline(false);
    }
    touchedAt = contactAt = tickedAt = Date.now();
    if (document.visibilityState === "visible") cover(false);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    focused = null;
    window.dispatchEvent(new CustomEvent("huisritme:opened"));
  }

  // The server says whether it is open still, perhaps by another tab, or locked. Without an answer it is covered.
  async function settle(url, data, goOn = opened) {
    try {
      const { status } = await ask(url, data);
      showOffline(false);
      untold.clear();
      if (status === 204) return goOn();
      return lockAll();
    } catch {
      untold.set();
      shut();
      return showOffline(true);
    }
  }

  function away() {
    if (isGoing) return; // to another page of ours, or closing
    cover(true);
    hiddenAt = Date.now();
    if (isShut) return;
    attempt(() => others.postMessage("away"));
    attempt(() => navigator.sendBeacon(lock, body({ soon: 1 })));
  }

  function back() {
    tickedAt = Date.now();
    if (isShut) return untold.isSet() ? afterAway() : undefined;
    if (since(hiddenAt) >= hiddenS * SECOND) return afterAway();
    cover(false);
    return setTimeout(hold, 400); // after what a tab that goes to the back has to say
  }

  // Perhaps she was in another tab all the while: the server knows. With an odd clock it is locked, whoever was where.
  function afterAway() {
    shut();
    if (Date.now() < hiddenAt) return settle(lock, body({}), () => {});
    return settle(awake, body({ away_s: awaySeconds() }));
  }

  // She is here: keep it open.
  async function hold() {
    if (isShut || document.visibilityState !== "visible") return;
    contactAt = Date.now();
    const answer = await ask(awake, body({ away_s: 0 })).catch(() => null);
    if (answer?.status === 423) lockAll();
  }

  function lockAll() {
    attempt(() => others.postMessage("locked"));
    shut();
  }

  function touched() {
    if (isShut || root.classList.contains("covered")) return;
    if (isIdle()) return tick();
    touchedAt = Date.now();
    if (since(contactAt) > 45 * SECOND) hold();
  }

  const isIdle = () => since(touchedAt) >= (Number(idleS) + 2) * SECOND; // by then the server has locked it too

  // A page that slept was not looked at. One that nobody touches asks whether another tab is in use.
  function tick() {
    const slept = since(tickedAt) >= hiddenS * SECOND;
    const wokeFrom = tickedAt;
    tickedAt = Date.now();
    if (isShut || document.visibilityState !== "visible") return;
    if (slept) {
      hiddenAt = wokeFrom;
      afterAway();
    } else if (isIdle()) {
      settle(peek, null, () => (touchedAt += 30 * SECOND));
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.disabled) return;
    told.textContent = "";
    const answers = new FormData(form);
    button.disabled = true;
    try {
      const response = await ask(form.action, answers);
      showOffline(false);
      if (response.status === 204) {
        attempt(() => others.postMessage("opened"));
        return opened();
      }
      if (response.status === 403) location.reload(); // this form is too old
      refused(await response.json().catch(() => ({})));
    } catch {
      showOffline(true);
    } finally {
      button.disabled = false;
    }
    return undefined;
  });

  function refused({ code, message }) {
    told.textContent = message ?? "";
    if (code === "passphrase_asked") attempt(() => caches.delete("hers")); // this phone may be in another's hand
    const forgot = form.querySelector("[data-forgot]");
    if (forgot && code === "passphrase_asked") forgot.open = true;
    const asked = forgot?.open ? forgot.querySelector("input") : field();
    asked.value = "";
    asked.focus({ preventScroll: true });
  }

  // Escape closes no lock; where a browser closes it all the same, nothing is seen and it comes back.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => isShut && show());

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? away() : back()));
  window.addEventListener("pagehide", () => (isGoing = true));
  window.addEventListener("pageshow", () => (isGoing = false));
  window.addEventListener("online", () => isShut && untold.isSet() && afterAway());
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) {
    document.addEventListener(kind, touched, { capture: true, passive: true });
  }
  document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status === 423 && lockAll());
  window.addEventListener("huisritme:refused", lockAll); // what the talk heard from the server
  others?.addEventListener("message", ({ data }) => {
    if (data === "locked") shut();
    else if (data === "opened" && isShut) opened();
    else if (data === "away" && document.visibilityState === "visible") setTimeout(hold, 400);
  });
  setInterval(tick, 5 * SECOND);

  if (document.visibilityState === "hidden") cover(true);
  if (untold.isSet()) {
    shut();
    settle(lock, body({}), () => {});
  }
}
