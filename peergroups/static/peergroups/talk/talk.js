// The talk of one group. It draws what the house says, keeps what the house does not have yet, and finds its own way
// back after every cut. docs/protocol.md says what goes over the line; all words come from the page.

const SECOND = 1000;
const MANY = 160; // more than this many messages on the page: the far ones go
const ENOUGH = 110;
const STRETCH = 50;
const QUOTE_MAX = 200;
const FOLLOWS_WITHIN = 10 * 60 * SECOND;
const SOON = 1.5 * SECOND;
const ACK_WITHIN = 8 * SECOND;
const ANSWER_WITHIN = 20 * SECOND;
const CONFIRM_AFTER = 32 * 1024;
const WAIT = { 1011: 3, 1012: 1.5, 4400: 15, 4413: 5, 4429: 10 }; // seconds
const TOO_MANY = 4409;

const part = (piece, name) => piece.querySelector(`[data-part="${name}"]`);
const tell = (piece, name, text) => part(piece, name)?.replaceChildren(text);
const show = (piece, isShown) => piece?.toggleAttribute("hidden", !isShown);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const now = () => performance.now(); // her clock may be set while she reads
const jittered = (ms) => ms * (0.5 + Math.random());

const root = document.querySelector("[data-talk]");
const { group, seat: own, here } = root.dataset;
const words = root.querySelector("[data-words]").dataset;
const form = root.querySelector("form[data-composer]");
const list = root.querySelector("[data-list]");
const waiting = root.querySelector("[data-waiting]");
const older = root.querySelector("[data-older]");
const jump = root.querySelector("[data-jump]");
const leaving = new AbortController();

function attempt(deed) {
  try {
    return deed();
  } catch {
    return undefined; // storage may be closed to us; talking goes on
  }
}

function newKey() {
  const digit = () => (crypto.getRandomValues(new Uint8Array(1))[0] % 16).toString(16);
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, digit);
}

// --- The outbox: what she typed and the house does not have yet. A reload of this tab loses nothing, a sign-out forgets
// all. Its name holds her seat, so nobody else in this tab sends it.

const OUTBOX = `talk:${own}`;
const outbox = { typed: null, drafts: [], ...attempt(() => JSON.parse(sessionStorage.getItem(OUTBOX))) };
const draftOf = (key) => outbox.drafts.find((draft) => draft.key === key);
const nextDraft = () => outbox.drafts.find((draft) => !draft.why);

function save() {
  if (!leaving.signal.aborted) attempt(() => sessionStorage.setItem(OUTBOX, JSON.stringify(outbox)));
}

function drop(key) {
  outbox.drafts = outbox.drafts.filter((draft) => draft.key !== key);
  save();
}

// --- The live line: opens, listens, and opens again for as long as the page stands.

let socket = null;
let isLive = false;
let fails = 0;
let beat = 25 * SECOND;
let heardAt = 0;
let isAsked = false;
let unconfirmed = 0;
let reopening = 0;

function hangUp() {
  const old = socket;
  socket = null;
  isLive = false;
  tried = {};
  clearTimeout(reopening);
  old?.close();
}

function open() {
  hangUp();
  if (leaving.signal.aborted) return;
  heardAt = now();
  isAsked = false;
  reopening = setTimeout(closed, ANSWER_WITHIN);
  const mine = (socket = new WebSocket(new URL(root.dataset.socket, location.href.replace(/^http/, "ws"))));
  mine.onopen = () => mine.send(JSON.stringify({ t: "hello", v: 1, have: { [group]: have } }));
  mine.onmessage = (event) => mine === socket && take(event.data);
  mine.onclose = (event) => mine === socket && closed(event.code);
}

function take(data) {
  const frame = JSON.parse(data);
  heardAt = now();
  isAsked = false;
  unconfirmed += data.length;
  heed(frame);
  dispatchEvent(new CustomEvent("huisritme:heard", { detail: frame }));
  if (frame.t === "welcome" && socket) live(frame.beat_s);
  if (frame.t === "heads" || unconfirmed > CONFIRM_AFTER) ping(); // timers sleep in a tab at the back, beats do not
}

function live(seconds) {
  clearTimeout(reopening);
  isLive = true;
  fails = 0;
  beat = seconds * SECOND;
  news("");
  pump();
  showDrafts();
  moved();
}

function closed(code) {
  const cause = draftOf(tried.key);
  hangUp();
  fails += 1;
  if (code === 4401) return showOut();
  if (code === 4423) return lock();
  if (cause && (code === 4400 || code === 4413)) settle(cause, words.notTaken);
  // Of too many tabs the one that she looks at or writes in comes back.
  if (code !== TOO_MANY) reopening = setTimeout(open, jittered((WAIT[code] ?? Math.min(30, 2 ** fails / 2)) * SECOND));
  clearTimeout(newsTimer);
  newsTimer = setTimeout(news, 2 * SECOND, code === TOO_MANY ? words.tooMany : words.away);
  showDrafts();
  return fails > 1 && sync();
}

function send(frame) {
  if (!isLive || socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(frame));
  return true;
}

function ping() {
  unconfirmed = 0;
  return send({ t: "ping", have: { [group]: have } });
}

// Is anybody still there? An answer proves it; silence opens a new line.
function probe() {
  if (socket?.readyState === WebSocket.CONNECTING) return;
  isAsked = ping();
  if (isAsked) setTimeout(() => isAsked && open(), 4 * SECOND);
  else open();
}

// --- What the house says.

let have = Number(root.dataset.version);
let read = Number(root.dataset.read);
let newest = 0;
let unseen = 0;

const hear = {
  welcome({ groups }) {
    const mine = groups[group];
    if (!mine) return hear.gone();
    if (mine.head < have) return location.reload(); // the house was put back from a back-up
    read = mine.read;
    return fade(mine.floor);
  },
  page(frame) {
    if (frame.to > have) {
      if (frame.from > have) return need();
      hold(() => {
        frame.messages.forEach(apply);
        if (isAtEnd) thin(true);
      });
      fade(frame.floor);
      have = frame.to;
      sweep();
      moved();
    }
    if (frame.more && frame.to >= have) need();
  },
  // Acknowledged: it leaves the outbox at once, and its line when the page that holds it was applied.
  ack({ key, version }) {
    const line = waitingFor(key);
    if (line) line.version = version;
    drop(key);
    sweep();
  },
  heads({ groups }) {
    if (groups[group] > have) need();
  },
  seats({ seats: all }) {
    const before = holders();
    seat(all);
    if (holders() !== before) sync(); // somebody else reads along: that is told above the talk, in the house's words
  },
  readers({ sentence }) {
    document.querySelector("[data-readers]").textContent = sentence;
  },
  gone() {
    const farewell = root.querySelector("template[data-gone]").content.cloneNode(true);
    document.title = words.group;
    erase(farewell, farewell.querySelector("h1"));
  },
  refused({ key, message, code, retry_after_s }) {
    const draft = draftOf(key);
    if (!draft) return news(message);
    cry(message);
    tried = {};
    if (code === "key_reused") waitingFor(key).message.key = draft.key = newKey();
    if (!retry_after_s) return settle(draft, message);
    slowed = message;
    setTimeout(hurry, jittered(retry_after_s * 2 * SECOND));
    return showDrafts();
  },
};

function heed(frame) {
  if ((frame.group ?? group) === group) hear[frame.t]?.(frame);
}

function need() {
  send({ t: "need", group, from: have });
}

function apply(message) {
  const { number, key, note, state, text } = message;
  let isNew = number > newest;
  newest = Math.max(newest, number);
  if (draftOf(key)) drop(key);
  waitingFor(key)?.remove();
  if (covers(number)) isNew = put(message);
  else requote(message);
  if (isLooking) aside.set(number, message);
  if (number === composing.replyTo) showSource(message);
  if (state !== "said" && item(number)?.contains(menu)) closeMenu();
  if (!isNew || message.seat === own || state !== "said") return;
  if (!isSeen()) {
    if (!unseen && number > read) markNew(number);
    unseen += 1;
  }
  cry(`${nameOf(message.seat)}: ${note ? fill(words.noted, { note }) : text}`);
}

function fade(floor) {
  if (!(floor > lowest())) return;
  root.dataset.floor = floor;
  hold(() => {
    while (list.firstElementChild?.message.number < floor) list.firstElementChild.remove();
    top = Math.max(top, floor);
    for (const line of lines()) if (line.message.reply_to < floor) showQuote(line);
    arrange(list.firstElementChild);
  });
}

// Nothing of the talk stays, neither here nor in the outbox.
function erase(farewell = "", title = "") {
  const main = document.querySelector("main");
  leave();
  document.querySelector(".cloth-in").replaceChildren(title);
  main.replaceChildren(farewell);
  main.focus();
}

function leave() {
  leaving.abort();
  hangUp();
  attempt(() => sessionStorage.removeItem(OUTBOX));
}

// The lock of her device lies over the page; what she typed waits.
function lock() {
  if (!document.querySelector("dialog[data-lock]")) return location.reload();
  return dispatchEvent(new CustomEvent("huisritme:refused"));
}

function showOut() {
  if (leaving.signal.aborted) return; // she left, and nothing may lead her elsewhere
  erase();
  dispatchEvent(new CustomEvent("huisritme:over"));
}

// --- The state of the line, in words, and what a screen reader says: together what came together.

let newsTimer = 0;
let cries = [];

function news(sentence) {
  clearTimeout(newsTimer);
  const place = root.querySelector("[data-news]");
  tell(place, "words", sentence);
  show(place, sentence);
}

function cry(sentence) {
  const place = root.querySelector("[data-cry]");
  if (cries.push(sentence) > 1) return;
  setTimeout(() => {
    place.textContent = cries.length > 1 ? fill(words.newer, { count: cries.length }) : sentence;
    cries = [];
    setTimeout(() => cries.length || place.replaceChildren(), 10 * SECOND);
  }, SECOND);
}

// --- The same by request, where no line can be had.

let isSyncing = false;

async function request(url, fields) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const posted = fields && { method: "POST", body: new URLSearchParams(fields) };
  const answer = await fetch(url, { headers, redirect: "manual", signal: leaving.signal, ...posted });
  if (answer.type === "opaqueredirect") showOut();
  if (answer.status === 423) lock();
  const told = await answer.json();
  return answer.ok ? told : Promise.reject({ told });
}

function ask(url, fields) {
  return Promise.race([request(url, fields), new Promise((_, fail) => setTimeout(fail, ANSWER_WITHIN, {}))]);
}

async function sync() {
  if (isSyncing || leaving.signal.aborted) return;
  isSyncing = true;
  try {
    await catchUp();
    if (!isLive) await talkByRequest();
  } catch {
    // The line keeps trying, and so does this.
  }
  isSyncing = false;
}

async function catchUp() {
  const { frames } = await ask(`${root.dataset.sync}?have=${group}:${have}`);
  frames.forEach(heed);
  if (!isLive && frames.some((frame) => frame.more)) await catchUp();
}

async function talkByRequest() {
  let draft;
  news(words.slow);
  while (!isLive && !slowed && (draft = nextDraft())) await post(draft);
  if (draft !== undefined) await catchUp();
  if (isSeen() && newest > read) read = (await ask(`${here}read`, { number: newest })).number;
}

async function post({ key, text, note, reply_to }) {
  const fields = { key, text, note, reply_to: reply_to || "" };
  const answer = await ask(here, fields).catch(({ told }) => told ?? Promise.reject({}));
  hear[answer.number ? "ack" : "refused"]({ ...answer, key });
}

// --- What she says, one at a time: so it stands in the order in which she said it.

let tried = {};
let slowed = ""; // why she waits

const waitingFor = (key) => [...waiting.children].find((line) => line.message.key === key);

function pump() {
  const draft = nextDraft();
  if (!draft || slowed || (tried.key === draft.key && now() - tried.at < ACK_WITHIN)) return;
  const { key, text, note, reply_to } = draft;
  if (!send({ t: "send", group, key, text, ...(reply_to && { reply_to }), ...(note && { note }) })) return;
  tried = { since: now(), ...(tried.key === key && tried), key, at: now() };
}

function sweep() {
  for (const line of [...waiting.children]) if (line.version <= have) line.remove();
  pump();
  showDrafts();
}

function hurry() {
  slowed = "";
  sweep();
}

// With a reason it waits for her, without one it goes.
function settle(draft, why) {
  draft.why = why;
  save();
  sweep();
}

function stateOf(draft) {
  if (!draft) return "";
  if (draft.why || slowed) return draft.why ?? slowed;
  return isLive && !(now() - tried.since > ACK_WITHIN) ? words.sending : words.unsentAway;
}

function showDrafts() {
  for (const draft of outbox.drafts) if (!waitingFor(draft.key)) wait(draft);
  for (const line of waiting.children) {
    const state = part(line, "state");
    const sentence = stateOf(draftOf(line.message.key));
    state.classList.toggle("sending", sentence === words.sending);
    tell(state, "why", sentence);
    show(state, sentence);
  }
}

function wait(draft) {
  const line = document.createElement("li");
  write(line, { ...draft, state: "said", seat: own });
  line.querySelector(".msg").classList.add("pending");
  line.querySelector("[data-foot]").remove();
  waiting.append(line);
}

function say() {
  const { text, note } = typed();
  if (!text) return form.elements.text.focus();
  const length = [...text].length;
  const limit = Number(words.limit);
  if (length > limit) return news(fill(words.tooLong, { limit, length }));
  if (composing.edits) return edit(text);
  const draft = { key: newKey(), text, note, reply_to: composing.replyTo };
  outbox.drafts.push(draft);
  wait(draft);
  emptyComposer();
  toNewest();
  pump();
  setTimeout(showDrafts, SOON);
  if (!isLive) probe();
  return fails > 1 && sync();
}

async function edit(text) {
  if (await change(composing.edits, { op: "edit", value: text }, news)) emptyComposer();
}

async function change(number, fields, complain) {
  try {
    await ask(`${here}${number}/`, fields);
    if (!isLive) sync();
    return true;
  } catch ({ told }) {
    complain(told?.message ?? words.failed);
    return false;
  }
}

// --- The composer.

const composing = { replyTo: 0, edits: 0 };
const over = form.querySelector("[data-over]");
const typed = () => ({ text: form.elements.text.value.trim(), note: form.elements.note.value.trim() });

function remember() {
  outbox.typed = { ...typed(), ...composing };
  save();
}

function compose({ text = "", note = "", replyTo = 0, edits = 0 }) {
  const source = item(edits || replyTo)?.message;
  Object.assign(composing, source ? { replyTo, edits } : { replyTo: 0, edits: 0 });
  form.elements.text.value = text;
  form.elements.note.value = note;
  showSource(source);
  remember();
}

function showSource(source) {
  show(over, source);
  if (!source) return;
  const values = { name: nameOf(source.seat), text: quoted(source) };
  tell(over, "words", composing.edits ? words.editing : fill(words.replying, values));
}

function emptyComposer() {
  news("");
  form.querySelector("details").open = false;
  begin({});
}

function begin(values) {
  compose(values);
  form.elements.text.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say();
});
form.addEventListener("input", remember);
form.elements.text.addEventListener("keydown", (event) => {
  const isKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isKeyboard) return;
  event.preventDefault();
  say();
});

// --- The messages on the page: all from `top` on, up to the newest or, far back in a long talk, up to the last line.
// Each is drawn from the page's own template, and its line carries the message.

const template = root.querySelector("template[data-message]");
const skew = Date.parse(root.dataset.now) - Date.now(); // her clock may be a day off
const zone = { timeZone: root.dataset.zone };
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, timeStyle: "short" });
const date = new Intl.DateTimeFormat("en-CA", zone);
const longDate = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...zone, weekday: "long", day: "numeric", month: "long" });
const names = new Intl.ListFormat(language);
let seats = new Map();
let newFrom = 0;
let isWhole = true;
let top = 0;

const lines = () => [...list.children];
const item = (number) => document.getElementById(`b${number}`);
const lowest = () => Math.max(root.dataset.from, root.dataset.floor);
const last = () => list.lastElementChild?.message.number ?? top - 1;
const covers = (number) => number >= top && (isWhole || number <= last());
const nameOf = (id) => seats.get(id)?.alias ?? words.someone;
const holders = () => [...seats.values()].filter(({ kind }) => kind === "facilitator").map(({ id, waits }) => `${id} ${waits}`).join();
const today = () => date.format(Date.now() + skew);

function seat(all) {
  seats = new Map(all.map((one) => [one.id, one]));
  for (const line of lines()) {
    showVoice(line);
    requote(line.message);
  }
}

function showVoice(line) {
  const { alias, dye, figure, kind } = seats.get(line.message.seat) ?? {};
  if (!alias) return;
  const picture = part(line, "figure");
  line.className = `dye-${dye}`;
  tell(line, "name", alias);
  tell(line, "letter", [...alias][0]);
  picture?.setAttribute("href", `${picture.getAttribute("href").split("#")[0]}#${figure}`);
  for (const name of ["role", "letter"]) show(part(line, name), kind === "facilitator");
  show(picture?.parentElement, kind === "peer");
}

function quoted({ state, seat: id, note, text }) {
  if (state === "taken_back") return fill(words.takenBack, { name: nameOf(id) });
  if (state === "moderated") return words.moderated;
  return note ? fill(words.noted, { note }) : [...text].slice(0, QUOTE_MAX).join("");
}

function showQuote(line, source) {
  const quote = part(line, "quote");
  if (!quote) return;
  tell(quote, "quote-name", source ? nameOf(source.seat) : "");
  tell(quote, "quote-text", source ? quoted(source) : words.earlier);
  quote.className = `quote dye-${seats.get(source?.seat)?.dye}`;
}

// Whoever answers a message shows what became of it, also above the page.
function requote(message) {
  for (const line of lines()) if (line.message.reply_to === message.number) showQuote(line, message);
}

function showReactions(row, reactions) {
  for (const chip of row.querySelectorAll("[data-reaction]")) {
    const by = reactions[chip.dataset.reaction] ?? [];
    if (!by.length) chip.parentElement.remove();
    tell(chip, "count", by.length);
    tell(chip, "by", names.format(by.map(nameOf)));
    chip.classList.toggle("mine", by.includes(own));
  }
  if (!row.children.length) row.remove();
}

function showText(line, message) {
  const text = part(line, "text");
  const note = part(line, "note");
  const isSaid = message.state === "said";
  text.textContent = isSaid ? message.text : quoted(message);
  if (isSaid && message.lang) text.lang = message.lang;
  show(part(line, "edited"), isSaid && message.edited_at);
  if (message.signs) tell(line, "what", message.signs);
  else part(line, "signs")?.remove();
  if (!isSaid) line.querySelector("[data-foot]").remove();
  if (!isSaid || !message.note) return note.remove();
  tell(note, "note-text", message.note);
  return note.append(text);
}

// All of a message anew: a change may have taken from it. The menu below it stays.
function write(line, message) {
  const fresh = template.content.firstElementChild.cloneNode(true);
  const body = fresh.querySelector(".msg");
  const before = line.querySelector(".msg");
  const wasOpen = before && part(before, "note")?.open;
  const wasFocused = before?.contains(document.activeElement);
  const { state, seat: id, reply_to } = message;
  if (before) before.replaceWith(body);
  else line.append(...fresh.childNodes);
  line.message = message;
  body.classList.toggle("own", id === own);
  if (state !== "said") body.classList.add(state.replace("_", "-"));
  showVoice(line);
  showText(line, message);
  showReactions(part(line, "reactions"), message.reactions ?? {});
  if (wasOpen) part(line, "note")?.toggleAttribute("open", true);
  const quote = part(line, "quote");
  quote.href = `${here}${reply_to}/`;
  if (state !== "said" || !(reply_to >= Number(root.dataset.from))) quote.remove();
  else showQuote(line, item(reply_to)?.message);
  const more = line.querySelector("[data-more]");
  more?.setAttribute("aria-expanded", line.contains(menu));
  if (wasFocused) more?.focus({ preventScroll: true });
}

// Where a line stands decides whether it opens a day or goes on from the one above.
function arrange(line) {
  if (!line) return;
  const { at, seat: id, number } = line.message;
  const before = line.previousElementSibling?.message;
  const [moment, earlier] = [at, before?.at ?? 0].map((one) => new Date(one));
  const day = date.format(moment);
  const opensDay = day !== date.format(earlier);
  const isNew = number === newFrom;
  const isYesterday = day === date.format(Date.now() + skew - 24 * 3600 * SECOND);
  tell(line, "day", day === today() ? words.today : isYesterday ? words.yesterday : longDate.format(moment));
  show(part(line, "day"), opensDay);
  show(part(line, "new"), isNew);
  const goesOn = !opensDay && !isNew && before.seat === id && moment - earlier < FOLLOWS_WITHIN;
  line.querySelector(".msg").classList.toggle("follow", goesOn);
}

function put(message) {
  const { number, at } = message;
  const known = item(number);
  if (known?.message.version >= message.version) return false;
  const line = known ?? document.createElement("li");
  write(line, message);
  part(line, "time").dateTime = at;
  tell(line, "time", clock.format(new Date(at)).replace(/^0/, ""));
  part(line, "state").remove();
  for (const link of line.querySelectorAll("[data-page]")) link.href = `${here}${number}/`;
  if (!known) {
    line.id = `b${number}`;
    list.insertBefore(line, lines().find((other) => other.message.number > number) ?? null);
  }
  arrange(line);
  arrange(line.nextElementSibling);
  requote(message);
  return !known;
}

function markNew(number) {
  newFrom = number;
  lines().forEach(arrange);
}

// The far ones go: those above, or those below where she reads.
function thin(isAbove) {
  if (list.children.length <= MANY) return;
  while (list.children.length > ENOUGH) (isAbove ? list.firstElementChild : list.lastElementChild).remove();
  if (isAbove) top = list.firstElementChild.message.number;
  else isWhole = false;
  arrange(list.firstElementChild);
}

// --- Where she looks. Nothing that comes or goes above may move what she reads.

const page = document.scrollingElement;
const glass = window.visualViewport;
let isAtEnd = true;
let mark = null; // the first line in sight, and how far down the page it stood
let depth = 0;

const depthOf = (line) => line.getBoundingClientRect().top + page.scrollTop;
const isSeen = () => isAtEnd && !document.hidden;

function notice() {
  const edge = document.querySelector(".cloth").getBoundingClientRect().bottom;
  isAtEnd = isWhole && page.scrollHeight - page.clientHeight - page.scrollTop < 48;
  mark = isAtEnd ? null : lines().find((line) => line.getBoundingClientRect().bottom > edge);
  depth = mark && depthOf(mark);
}

function keep() {
  if (isAtEnd) page.scrollTop = page.scrollHeight;
  if (!mark?.isConnected) return;
  const moved = depthOf(mark) - depth;
  depth += moved;
  page.scrollTop += moved;
}

function hold(change) {
  if (!isAtEnd) notice();
  change();
  keep();
}

// A keyboard may cover the page instead of making it smaller.
function fit() {
  const covered = glass.scale > 1.01 ? 0 : Math.max(0, innerHeight - glass.height - glass.offsetTop);
  document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  keep();
}

function toNew() {
  const line = list.querySelector('[data-part="new"]:not([hidden])');
  if (line) line.scrollIntoView();
  else page.scrollTop = page.scrollHeight;
  notice();
}

function toNewest() {
  if (!isWhole) {
    list.replaceChildren();
    top = newest + 1;
    isWhole = true;
  }
  isAtEnd = true;
  mark = null;
  keep();
  moved();
}

function moved() {
  const goesBack = top > lowest();
  if (isSeen()) unseen = 0;
  jump.hidden = isAtEnd;
  tell(jump, "words", unseen ? fill(unseen > 1 ? words.newer : words.newest, { count: unseen }) : words.below);
  show(older, goesBack);
  if (goesBack && older.getBoundingClientRect().bottom > -600) look(true);
  if (!isWhole && list.getBoundingClientRect().bottom < innerHeight + 600) look(false);
  if (isSeen() && newest > read && send({ t: "read", group, number: newest })) read = newest;
}

addEventListener("scroll", () => {
  notice();
  moved();
}, { passive: true });
new ResizeObserver(keep).observe(document.body);
addEventListener("resize", keep);
glass?.addEventListener("resize", fit);
glass?.addEventListener("scroll", fit);

// --- Looking back, and on again where the page was cut.

const aside = new Map(); // what changed while a stretch was on its way
let isLooking = false;

async function look(isBack, before = isBack ? top : last() + STRETCH + 1) {
  if (isLooking || leaving.signal.aborted) return;
  const edge = () => (isBack ? top : last());
  const stood = edge();
  let next;
  isLooking = true;
  aside.clear();
  try {
    const { messages } = await ask(`${older.pathname}?before=${before}`);
    const found = messages.filter(({ number }) => isBack || number > stood);
    if (!isBack && found[0]?.number > stood + 1) next = found[0].number; // long ones: fewer fit in an answer
    else if (edge() === stood) hold(() => join(found, isBack));
  } catch {
    await new Promise((go) => setTimeout(go, 3 * SECOND));
  }
  isLooking = false;
  if (next) return look(isBack, next);
  notice();
  return moved();
}

function join(found, isBack) {
  if (isBack) top = Math.max(found[0]?.number ?? 0, lowest());
  else isWhole = !found.length;
  for (const message of found) if (message.number >= top) put(message);
  for (const message of aside.values()) if (covers(message.number)) put(message);
  thin(!isBack);
}

// --- The menu of one message, and all that she can tap.

const menu = root.querySelector("template[data-menu]").content.firstElementChild.cloneNode(true);

function closeMenu() {
  const link = menu.closest("li")?.querySelector("[data-more]");
  link?.setAttribute("aria-expanded", "false");
  menu.remove();
  return link;
}

function openMenu(link) {
  const line = link.closest("li");
  const wasOpen = line.contains(menu);
  closeMenu();
  if (wasOpen) return;
  const isOwn = line.message.seat === own;
  const isLate = Date.now() + skew - new Date(line.message.at) > root.dataset.editMinutes * 60 * SECOND;
  for (const choice of menu.querySelectorAll("[data-for]")) {
    choice.hidden = !{ own: isOwn, soon: isOwn && !isLate, other: !isOwn, all: true }[choice.dataset.for];
  }
  for (const choice of menu.querySelectorAll("[data-value]")) {
    choice.setAttribute("aria-pressed", Boolean(line.querySelector(`.mine[data-reaction="${choice.dataset.value}"]`)));
  }
  for (const choice of menu.querySelectorAll("a[data-page]")) choice.href = link.href + choice.dataset.page;
  tell(menu, "complaint", "");
  link.setAttribute("aria-expanded", "true");
  hold(() => line.append(menu));
  menu.querySelector("button").focus({ preventScroll: true });
  menu.scrollIntoView({ block: "nearest" });
}

async function choose(choice) {
  const { number, text } = menu.closest("li").message;
  const { do: deed, value } = choice.dataset;
  const isOn = choice.getAttribute("aria-pressed") === "true";
  if (deed === "sure") {
    choice.hidden = true;
    show(choice.nextElementSibling, true);
    return choice.nextElementSibling.focus();
  }
  if (deed === "reply" || deed === "edit") {
    closeMenu();
    return begin(deed === "edit" ? { text, edits: number } : { ...typed(), replyTo: number });
  }
  const fields = deed === "react" ? { op: isOn ? "unreact" : "react", value } : { op: deed };
  return (await change(number, fields, (sentence) => tell(menu, "complaint", sentence))) && closeMenu()?.focus();
}

const taps = {
  more: openMenu,
  do: choose,
  older: () => look(true),
  cancel: () => begin({ ...typed(), ...(composing.edits && { text: "" }) }),
  jump() {
    toNewest();
    form.elements.text.focus({ preventScroll: true });
  },
  quote(link) {
    const number = link.closest("li").message.reply_to;
    if (item(number)) item(number).scrollIntoView();
    else location.assign(`${here}${number}/`);
  },
  reaction(chip) {
    const place = part(chip.closest("li[id]"), "names");
    const sentence = `${chip.title}: ${part(chip, "by").textContent}`;
    place.textContent = place.textContent === sentence ? "" : sentence;
  },
  draft(button) {
    const line = button.closest("[data-waiting] > li");
    const { key } = line.message;
    if (button.dataset.draft === "again") settle(draftOf(key) ?? {});
    else {
      drop(key);
      line.remove();
    }
    sweep();
    if (!isLive) probe();
    form.elements.text.focus();
  },
};

root.addEventListener("click", (event) => {
  for (const [name, deed] of Object.entries(taps)) {
    const link = event.target.closest(`[data-${name}]`);
    if (!link) continue;
    event.preventDefault();
    deed(link);
  }
});
root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.isConnected) closeMenu()?.focus();
});

// --- Waking, leaving, beginning.

let tickedAt = Date.now();
let day = today();

// Back from sleep, or from another time. A line that slept long is not asked: it opens anew.
function wake() {
  if (document.hidden) return;
  if (Math.abs(Date.now() - tickedAt) > 60 * SECOND) open();
  else probe();
  tickedAt = Date.now();
  if (unseen && isAtEnd) toNew();
  moved();
}

function tick() {
  if (Math.abs(Date.now() - tickedAt) > 20 * SECOND) wake();
  tickedAt = Date.now();
  if (isLive && now() - heardAt > beat + 5 * SECOND) probe();
  if (day !== (day = today())) lines().forEach(arrange);
  sweep();
  if (!isLive && fails > 1 && nextDraft()) sync();
}

document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => event.persisted && wake());
addEventListener("online", open);
addEventListener("offline", () => isLive && closed());
addEventListener("huisritme:leave", leave);
addEventListener("huisritme:rest", hangUp);
addEventListener("huisritme:opened", open);

for (const line of lines()) {
  const { number, replyTo, ...message } = line.dataset;
  const text = part(line, "text").textContent;
  line.message = { ...message, number: Number(number), reply_to: Number(replyTo), version: 0, text };
  if (!part(line, "new").hidden) newFrom = Number(number);
  newest = Number(number);
}
top = list.firstElementChild?.message.number ?? lowest();
root.classList.add("alive");
history.scrollRestoration = "manual";
seat(JSON.parse(root.dataset.seats));
composing.replyTo = Number(form.elements.reply_to.value);
if (composing.replyTo) form.elements.text.value ||= outbox.typed?.text ?? "";
else if (!form.elements.text.value && outbox.typed) compose(outbox.typed);
showDrafts();
if (!location.hash || location.hash === "#nu") toNew();
moved();
open();
setInterval(tick, 5 * SECOND);
