// The live line: opens, listens, and opens again for as long as the page stands. Where none can be had, the house is
// asked by request.

import { exiting, form, group, jittered, leaving, lock, news, newsSoon, now, progress, root, SECOND, showOut, words } from "./page.js";

const ANSWER_WITHIN = 20 * SECOND;
const CONFIRM_AFTER = 32 * 1024;
const WAIT = { 1011: 3, 1012: 1.5, 4400: 15, 4413: 5, 4429: 10 }; // seconds
const TOO_MANY = 4409;

export const contact = { isLive: false, fails: 0 };

let listener = {};
let socket = null;
let beat = 25 * SECOND;
let heardAt = 0;
let isAsked = false;
let unconfirmed = 0;
let reopening = 0;

// Name who hears it: `heard` each frame, `opened`, `cut` with the code that ended a line, `lost` when it must come back.
export function listen(functions) {
  listener = functions;
}

function hangUp(code) {
  const old = socket;
  socket = null;
  contact.isLive = false;
  clearTimeout(reopening);
  old?.close();
  listener.cut(code);
}

export function open() {
  hangUp();
  if (exiting.aborted) return;
  heardAt = now();
  isAsked = false;
  reopening = setTimeout(closed, ANSWER_WITHIN);
  const mine = (socket = new WebSocket(new URL(root.dataset.socket, location.href.replace(/^http/, "ws"))));
  mine.onopen = () => mine.send(JSON.stringify({ t: "hello", v: 1, have: { [group]: progress.have } }));
  mine.onmessage = (event) => mine === socket && take(event.data);
  mine.onclose = (event) => mine === socket && closed(event.code);
}

function take(data) {
  const frame = JSON.parse(data);
  heardAt = now();
  isAsked = false;
  unconfirmed += data.length;
  const isHers = listener.heard(frame) !== false;
  dispatchEvent(new CustomEvent("huisritme:heard", { detail: frame }));
  if (frame.t === "welcome" && socket) live(frame.beat_s, isHers);
  if (frame.t === "heads" || unconfirmed > CONFIRM_AFTER) ping(); // timers sleep in a tab at the back, beats do not
}

function live(seconds, isHers) {
  clearTimeout(reopening);
  contact.isLive = true;
  contact.fails = 0;
  beat = seconds * SECOND;
  news("");
  if (isHers) listener.opened();
}

function closed(code) {
  hangUp(code);
  contact.fails += 1;
  if (code === 4401) return showOut();
  if (code === 4423) return lock();
  // Of too many tabs the one that she looks at or writes in comes back.
  if (code !== TOO_MANY) reopening = setTimeout(open, jittered((WAIT[code] ?? Math.min(30, 2 ** contact.fails / 2)) * SECOND));
  newsSoon(code === TOO_MANY ? words.tooMany : words.away);
  return listener.lost();
}

export function send(frame) {
  if (leaving.aborted && frame.t !== "ping") return false;
  if (!contact.isLive || socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  return true;
}

function ping() {
  unconfirmed = 0;
  return send({ t: "ping", have: { [group]: progress.have } });
}

// Is anybody still there? An answer proves it; silence opens a new line.
export function probe() {
  if (socket?.readyState === WebSocket.CONNECTING) return;
  isAsked = ping();
  if (isAsked) setTimeout(() => isAsked && open(), 4 * SECOND);
  else open();
}

export function probeWhereSilent() {
  if (contact.isLive && now() - heardAt > beat + 5 * SECOND) probe();
}

addEventListener("online", open);
addEventListener("offline", () => contact.isLive && closed());
addEventListener("huisritme:rest", () => hangUp());
addEventListener("huisritme:opened", open);
addEventListener("huisritme:sight", () => send({ t: "sight", in: document.visibilityState === "visible" }));
exiting.addEventListener("abort", () => hangUp());

// --- The same by request.

async function request(url, fields) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const posted = fields && { method: "POST", body: new URLSearchParams(fields) };
  const answer = await fetch(url, { headers, redirect: "manual", signal: leaving, ...posted });
  if (answer.type === "opaqueredirect") showOut();
  if (answer.status === 423) {
    lock();
    throw new Error("locked"); // as if it was not asked: after her code it may be asked again
  }
  const told = await answer.json();
  return answer.ok ? told : Promise.reject({ told });
}

export function ask(url, fields) {
  return Promise.race([request(url, fields), new Promise((_, fail) => setTimeout(fail, ANSWER_WITHIN, {}))]);
}
