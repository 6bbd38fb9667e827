// Where she looks. Nothing that comes or goes above may move what she reads, and nothing new passes by unseen.

import { ask } from "./line.js";
import { covers, last, lines, list, lowest, put, shown, thin } from "./messages.js";
import { fill, form, leaving, news, part, progress, root, SECOND, show, tell, words } from "./page.js";
import { counted, firstNew, isNew, see, skip, unread } from "./unread.js";

const ABOVE = 9; // how many messages stand above the one that she is led to

const older = root.querySelector("[data-older]");
const jump = root.querySelector("[data-jump]");
const cloth = document.querySelector(".cloth");
const bar = document.querySelector(".bar");

const page = document.scrollingElement;
const glass = window.visualViewport;
export const view = { isAtEnd: true, isLooking: false };
let mark = null; // the first line in sight, and how far down the page it stood
let depth = 0;
let stoodAt = Infinity; // the last message at the end when she came there herself; what comes after it waits for her
let isOurs = false; // did we scroll, and not she?
let isGrown = false; // did the end move, and did we not follow yet?
let isDue = false;

const depthOf = (line) => line.getBoundingClientRect().top + page.scrollTop;
const isAwake = () => !document.hidden && !document.querySelector("dialog[open]") && !leaving.aborted;
export const isSeen = () => view.isAtEnd && !document.hidden;

// The heights between which she sees the talk.
function edges() {
  const feet = [form, bar].map((piece) => piece?.getBoundingClientRect().top).filter((top) => top > innerHeight / 2);
  return [cloth.getBoundingClientRect().bottom, Math.min(innerHeight, ...feet)];
}

// The place of the first line that ends below this height.
function placeBelow(height) {
  let [low, high] = [0, list.children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.children[middle].getBoundingClientRect().bottom > height) high = middle;
    else low = middle + 1;
  }
  return low;
}

function notice() {
  if (isGrown) keep();
  view.isAtEnd = shown.isWhole && page.scrollHeight - page.clientHeight - page.scrollTop < 48;
  mark = view.isAtEnd ? null : list.children[placeBelow(edges()[0])];
  depth = mark && depthOf(mark);
}

function scrollTo(top) {
  const before = page.scrollTop;
  page.scrollTop = top;
  isOurs ||= page.scrollTop !== before;
}

function keep() {
  isGrown = false;
  if (view.isAtEnd) return follow();
  if (!mark?.isConnected) return undefined;
  const moved = depthOf(mark) - depth;
  depth += moved;
  return scrollTo(page.scrollTop + moved);
}

// To the end, but not past what came and was not in sight yet.
function follow() {
  const first = lines().find(({ message }) => message.number > stoodAt && isNew(message));
  const end = page.scrollHeight - page.clientHeight;
  const stop = first ? depthOf(first) - edges()[0] - 8 : end;
  scrollTo(Math.min(end, stop));
  if (stop < end) notice();
}

// At the end many may come before the next picture of the page: then it follows, once.
export function hold(change) {
  isGrown = view.isAtEnd;
  if (!isGrown) notice();
  change();
  thin(mark);
  if (!isGrown) keep();
}

// Head and foot grow with her letters, and a keyboard may cover the page instead of making it smaller.
function fit() {
  const covered = !glass || glass.scale > 1.01 ? 0 : Math.max(0, innerHeight - glass.height - glass.offsetTop);
  const lengths = { keyboard: covered, head: cloth.offsetHeight, foot: form.offsetHeight };
  for (const [name, length] of Object.entries(lengths)) document.documentElement.style.setProperty(`--${name}`, `${length}px`);
  keep();
}

function stand(line) {
  (line.querySelector(".new-line:not([hidden])") ?? line).scrollIntoView();
  notice();
  if (view.isAtEnd) stoodAt = progress.newest;
  moved();
}

// Where she comes in: at the first message that is new to her, at the newest, or at the words of welcome.
export function toNew() {
  if (!list.children.length) {
    notice();
    return moved();
  }
  const line = list.querySelector(".new-line:not([hidden])")?.closest("li");
  return line ? stand(line) : toNewest();
}

export function toNewest() {
  if (!shown.isWhole) {
    list.replaceChildren();
    shown.top = progress.newest + 1;
    shown.isWhole = true;
  }
  view.isAtEnd = true;
  mark = null;
  stoodAt = progress.newest;
  keep();
  moved();
}

// To a message, wherever it is.
export async function goTo(number) {
  while (view.isLooking) await looking;
  if (!covers(number)) await load(`after=${Math.max(0, number - ABOVE)}`, restart);
  const line = covers(number) && lines().find(({ message }) => message.number >= number);
  if (!line) return news(words.failed);
  stand(line);
  line.tabIndex = -1; // a voice goes on from here, and so does Tab
  return line.focus({ preventScroll: true });
}

// Where the pill leads: up or down to the first that is new to her, or to the newest.
function aim() {
  const [top, foot] = edges();
  const first = firstNew();
  const highest = list.children[placeBelow(top)]?.message.number ?? 0;
  const lowestSeen = list.children[Math.min(placeBelow(foot), list.children.length - 1)]?.message.number ?? 0;
  if (!first || (first >= highest && first <= lowestSeen)) return {};
  if (first > lowestSeen) return { first };
  return view.isAtEnd ? { first, isUp: true } : {};
}

function told(isUp) {
  const count = counted();
  if (!unread.count) return words.below;
  if (isUp) return fill(words.above, { count });
  return count === 1 ? words.newest : fill(words.newer, { count });
}

function showJump() {
  const { isUp } = aim();
  const isHidden = view.isAtEnd && !isUp;
  const sentence = told(isUp);
  if (jump.hidden !== isHidden) jump.hidden = isHidden;
  if (isHidden) return;
  if (part(jump, "words").textContent !== sentence) tell(jump, "words", sentence);
  jump.classList.toggle("up", Boolean(isUp));
  show(jump.querySelector("[data-skip]"), isUp);
}

export function leap() {
  const { first } = aim();
  return first ? goTo(first) : toNewest();
}

export function skipNew() {
  skip();
  moved();
}

export function moved() {
  const goesBack = shown.top > lowest();
  showJump();
  show(older, goesBack);
  if (goesBack && older.getBoundingClientRect().bottom > -600) look(true);
  if (!shown.isWhole && list.getBoundingClientRect().bottom < innerHeight + 600) look(false);
}

export function movedSoon() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    notice();
    moved();
  });
}

addEventListener("scroll", () => {
  notice();
  if (view.isAtEnd && !isOurs) stoodAt = progress.newest;
  isOurs = false;
  moved();
}, { passive: true });
new ResizeObserver(keep).observe(document.body);
for (const piece of [cloth, form]) new ResizeObserver(fit).observe(piece);
addEventListener("resize", keep);
glass?.addEventListener("resize", fit);
glass?.addEventListener("scroll", fit);

// --- What was in sight: at two looks in a row, a second apart.

let inSight = [];

setInterval(() => {
  const before = inSight;
  inSight = unread.count && isAwake() ? lines().slice(...edges().map(placeBelow)) : [];
  const seen = inSight.filter((line) => before.includes(line));
  if (!seen.length) return;
  see(seen.map(({ message }) => message));
  showJump();
}, SECOND);

// --- Looking back, and on again where the page was cut.

export const aside = new Map(); // what changed while a stretch was on its way
let looking = null;

export function look(isBack) {
  const edge = () => (isBack ? shown.top : last());
  const stood = edge();
  return load(isBack ? `before=${stood}` : `after=${stood}`, (found) => edge() === stood && join(found, isBack));
}

function load(query, change) {
  if (!view.isLooking && !leaving.aborted) looking = fetchStretch(query, change);
  return looking;
}

async function fetchStretch(query, change) {
  view.isLooking = true;
  aside.clear();
  try {
    const found = await ask(`${older.pathname}?${query}`);
    hold(() => change(found));
  } catch {
    await new Promise((go) => setTimeout(go, 3 * SECOND));
  }
  view.isLooking = false;
  notice();
  moved();
}

function restart(found) {
  if (!found.messages.length) return;
  list.replaceChildren();
  shown.top = found.messages[0].number;
  join(found, false);
}

function join({ messages: found, newer }, isBack) {
  if (isBack) shown.top = Math.max(found[0]?.number ?? 0, lowest());
  else shown.isWhole = !newer;
  for (const message of found) if (message.number >= shown.top) put(message);
  for (const message of aside.values()) if (covers(message.number)) put(message);
}
