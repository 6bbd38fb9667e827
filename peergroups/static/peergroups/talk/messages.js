// The messages on the page: all from `top` on, up to the newest or, far back in a long talk, up to the last line. Each is
// drawn from the page's own template, and its line carries the message.

import { fill, own, part, progress, root, SECOND, show, tell, words } from "./page.js";
import { hidden, meet } from "./unread.js";

const MANY = 140; // more than this many messages on the page: the far ones go
const ENOUGH = 110;
const QUOTE_MAX = 200;
const FOLLOWS_WITHIN = 10 * 60 * SECOND;

export const list = root.querySelector("[data-list]");
const template = root.querySelector("template[data-message]");
const faces = root.querySelector("template[data-menu]").content.querySelectorAll("[data-value]");
export const skew = Date.parse(root.dataset.now) - Date.now(); // her clock may be a day off
const zone = { timeZone: root.dataset.zone };
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, timeStyle: "short" });
const date = new Intl.DateTimeFormat("en-CA", zone);
const longDate = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...zone, weekday: "long", day: "numeric", month: "long" });
const names = new Intl.ListFormat(language);
let seats = new Map();
let newFrom = 0;

export const shown = { top: 0, isWhole: true };
export const lines = () => [...list.children];
export const item = (number) => document.getElementById(`b${number}`);
export const lowest = () => Math.max(root.dataset.from, root.dataset.floor);
export const last = () => list.lastElementChild?.message.number ?? shown.top - 1;
export const covers = (number) => number >= shown.top && (shown.isWhole || number <= last());
export const nameOf = (id) => seats.get(id)?.alias ?? words.someone;
export const holders = () => [...seats.values()].filter(({ kind }) => kind === "facilitator").map(({ id, waits }) => `${id} ${waits}`).join();
export const hiddenOf = (all) => all.filter((one) => one.hidden).map(({ id }) => id);
export const today = () => date.format(Date.now() + skew);

export const whenOf = ({ at }) => `${longDate.format(new Date(at))}, ${timeOf(at)}`;
const timeOf = (at) => clock.format(new Date(at)).replace(/^0/, "");

export function seat(all) {
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
  line.querySelector(".tool")?.replaceChildren(fill(words.more, { name: alias }));
  tell(line, "letter", [...alias][0]);
  picture?.setAttribute("href", `${picture.getAttribute("href").split("#")[0]}#${figure}`);
  for (const name of ["role", "letter"]) show(part(line, name), kind === "facilitator");
  show(picture?.parentElement, kind === "peer");
}

export function quoted({ state, seat: id, note, text }) {
  if (state === "taken_back") return fill(words.takenBack, { name: nameOf(id) });
  if (state === "moderated") return words.moderated;
  return note ? fill(words.noted, { note }) : [...text].slice(0, QUOTE_MAX).join("");
}

function showQuote(line, source) {
  const quote = part(line, "quote");
  if (!quote) return;
  const isHidden = hidden.has(source?.seat);
  const id = isHidden ? "" : source?.seat;
  tell(quote, "quote-name", id ? nameOf(id) : "");
  tell(quote, "quote-text", isHidden ? template.content.querySelector(".hush summary").firstChild.data : source ? quoted(source) : words.earlier);
  const { dye } = seats.get(id) ?? {};
  quote.className = dye ? `quote dye-${dye}` : "quote";
}

// Whoever answers a message shows what became of it, also above the page.
export function requote(message) {
  for (const line of lines()) if (line.message.reply_to === message.number) showQuote(line, message);
}

function showReactions(row, reactions) {
  const blank = row.firstElementChild;
  for (const face of faces) {
    const by = reactions[face.dataset.value] ?? [];
    if (!by.length) continue;
    const chip = row.appendChild(blank.cloneNode(true)).firstElementChild;
    chip.dataset.reaction = face.dataset.value;
    chip.title = face.getAttribute("aria-label");
    chip.querySelector("svg").replaceWith(face.querySelector("svg").cloneNode(true));
    chip.classList.toggle("mine", by.includes(own));
    tell(chip, "count", by.length);
    tell(chip, "by", `${chip.title}: ${names.format(by.map(nameOf))}`);
  }
  blank.remove();
  if (!row.children.length) row.remove();
}

// The house says where the links in a text and their hosts begin and end.
function showLinks(said, { text, number, links = [] }) {
  let at = 0;
  const move = (place, end) => place.append(text.slice(at, (at = end)));
  for (const [start, host, path, end] of links) {
    const link = document.createElement("a");
    const name = document.createElement("b");
    move(said, start);
    move(link, host);
    move(name, path);
    link.append(name);
    move(link, end);
    said.append(link);
    link.href = `${number}/links/`;
    link.dir = "ltr";
  }
  move(said);
}

function showText(line, message) {
  const text = part(line, "text");
  const note = part(line, "note");
  const isSaid = message.state === "said";
  text.textContent = isSaid ? "" : quoted(message);
  if (isSaid) showLinks(text, message);
  if (isSaid && message.lang) text.lang = message.lang;
  show(part(line, "edited"), isSaid && message.edited_at);
  if (message.signs) tell(line, "what", message.signs);
  else part(line, "signs")?.remove();
  if (!isSaid) line.querySelector(".tool").remove();
  if (!isSaid || !message.note) return note.remove();
  tell(note, "note-text", message.note);
  return note.append(text);
}

// All of a message anew: a change may have taken from it. The menu below it stays, unless there are no words any more.
export function write(line, message) {
  const fresh = template.content.firstElementChild.cloneNode(true);
  const body = fresh.querySelector(".msg");
  const before = line.querySelector(".msg");
  const wasOpen = before && part(before, "note")?.open;
  const wasFocused = before?.contains(document.activeElement);
  const { state, seat: id, reply_to } = message;
  const fold = fresh.querySelector(".hush");
  if (hidden.has(id)) fold.append(body);
  else fold.remove();
  if (before) before.replaceWith(body);
  else line.append(...fresh.childNodes);
  line.message = message;
  body.classList.toggle("own", id === own);
  if (state !== "said") {
    body.classList.add(state.replace("_", "-"));
    line.querySelector(".menu")?.remove();
  }
  showVoice(line);
  showText(line, message);
  showReactions(part(line, "reactions"), message.reactions ?? {});
  if (wasOpen) part(line, "note")?.toggleAttribute("open", true);
  const quote = part(line, "quote");
  quote.href = item(reply_to) ? `#b${reply_to}` : `${reply_to}/`;
  if (state !== "said" || !(reply_to >= Number(root.dataset.from))) quote.remove();
  else showQuote(line, item(reply_to)?.message);
  const more = line.querySelector(".tool");
  more?.setAttribute("aria-expanded", line.querySelector(".menu") !== null);
  if (wasFocused) more?.focus({ preventScroll: true });
}

// The page left out what it did not show.
function showAbove(line, name, isShown) {
  if (isShown && !part(line, name)) {
    const place = part(line, "new") ?? line.querySelector(".hush, .msg");
    place.before(part(template.content, name).cloneNode(true));
  }
  show(part(line, name), isShown);
}

// Where a line stands decides whether it opens a day or goes on from the one above.
export function arrange(line) {
  if (!line) return;
  const { at, seat: id, number } = line.message;
  const before = line.previousElementSibling?.message;
  const [moment, earlier] = [at, before?.at ?? 0].map((one) => new Date(one));
  const day = date.format(moment);
  const opensDay = day !== date.format(earlier);
  const isNew = number === newFrom;
  const isYesterday = day === date.format(Date.now() + skew - 24 * 3600 * SECOND);
  showAbove(line, "day", opensDay);
  showAbove(line, "new", isNew);
  tell(line, "day", day === today() ? words.today : isYesterday ? words.yesterday : longDate.format(moment));
  const goesOn = !opensDay && !isNew && !hidden.has(id) && before.seat === id && moment - earlier < FOLLOWS_WITHIN;
  line.querySelector(".msg").classList.toggle("follow", goesOn);
}

export function put(message) {
  const { number, at } = message;
  const known = item(number);
  if (known?.message.version >= message.version) return;
  const line = known ?? document.createElement("li");
  write(line, message);
  part(line, "time").dateTime = at;
  tell(line, "time", timeOf(at));
  part(line, "state").remove();
  for (const link of line.querySelectorAll(".tool, [data-reaction]")) link.href = `${number}/`;
  if (!known) {
    line.id = `b${number}`;
    let next = null;
    for (let above = list.lastElementChild; above?.message.number > number; above = above.previousElementSibling) next = above;
    list.insertBefore(line, next);
  }
  arrange(line);
  arrange(line.nextElementSibling);
  requote(message);
  meet(message);
}

export function markNew(number) {
  newFrom = number;
  lines().forEach(arrange);
}

// The ones farthest from the line that she reads go; without one she is at the end.
export function thin(line) {
  if (list.children.length <= MANY) return;
  const all = lines();
  const place = line?.isConnected ? all.indexOf(line) : all.length;
  const start = Math.max(0, Math.min(place - ENOUGH / 2, all.length - ENOUGH));
  for (const far of [...all.slice(0, start), ...all.slice(start + ENOUGH)]) far.remove();
  shown.top = Math.max(shown.top, start && all[start].message.number);
  shown.isWhole &&= start + ENOUGH >= all.length;
  arrange(list.firstElementChild);
}

export function fade(floor) {
  root.dataset.floor = floor;
  while (list.firstElementChild?.message.number < floor) list.firstElementChild.remove();
  shown.top = Math.max(shown.top, floor);
  for (const line of lines()) if (line.message.reply_to < floor) showQuote(line);
  arrange(list.firstElementChild);
}

// What the page came with.
export function adopt() {
  const all = [...root.querySelector("template[data-seats]").content.children].map(({ dataset }) => ({ kind: "peer", ...dataset }));
  for (const id of hiddenOf(all)) hidden.add(id);
  for (const line of lines()) {
    const { seat: place, state = "said", note = "", replyTo = 0 } = line.dataset;
    const number = Number(line.id.slice(1));
    const text = part(line, "text").textContent;
    const at = part(line, "time").dateTime;
    line.message = { number, seat: all[place]?.id, state, note, at, text, reply_to: Number(replyTo), version: 0 };
    if (part(line, "new")) newFrom = number;
    meet(line.message);
    progress.newest = Math.max(progress.newest, number);
  }
  shown.top = list.firstElementChild?.message.number ?? lowest();
  shown.isWhole = !list.lastElementChild || last() >= progress.newest;
  seat(all);
}
