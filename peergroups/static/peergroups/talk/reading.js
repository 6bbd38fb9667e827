// Where she looks and what she read. Nothing that comes or goes above may move what she reads.

import { ask, send } from "./line.js";
import { covers, last, lines, list, lowest, put, shown, thin } from "./messages.js";
import { fill, group, leaving, progress, root, SECOND, show, tell, words } from "./page.js";

const STRETCH = 50;

const older = root.querySelector("[data-older]");
const jump = root.querySelector("[data-jump]");

const page = document.scrollingElement;
const glass = window.visualViewport;
export const view = { isAtEnd: true, isLooking: false };
let mark = null; // the first line in sight, and how far down the page it stood
let depth = 0;

const depthOf = (line) => line.getBoundingClientRect().top + page.scrollTop;
export const isSeen = () => view.isAtEnd && !document.hidden;

function notice() {
  const edge = document.querySelector(".cloth").getBoundingClientRect().bottom;
  view.isAtEnd = shown.isWhole && page.scrollHeight - page.clientHeight - page.scrollTop < 48;
  mark = view.isAtEnd ? null : lines().find((line) => line.getBoundingClientRect().bottom > edge);
  depth = mark && depthOf(mark);
}

function keep() {
  if (view.isAtEnd) page.scrollTop = page.scrollHeight;
  if (!mark?.isConnected) return;
  const moved = depthOf(mark) - depth;
  depth += moved;
  page.scrollTop += moved;
}

export function hold(change) {
  if (!view.isAtEnd) notice();
  change();
  keep();
}

// A keyboard may cover the page instead of making it smaller.
function fit() {
  const covered = glass.scale > 1.01 ? 0 : Math.max(0, innerHeight - glass.height - glass.offsetTop);
  document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  keep();
}

export function toNew() {
  const line = list.querySelector(".new-line:not([hidden])");
  if (line) line.scrollIntoView();
  else page.scrollTop = page.scrollHeight;
  notice();
}

export function toNewest() {
  if (!shown.isWhole) {
    list.replaceChildren();
    shown.top = progress.newest + 1;
    shown.isWhole = true;
  }
  view.isAtEnd = true;
  mark = null;
  keep();
  moved();
}

function told() {
  const { unseen: count } = progress;
  return count ? fill(count > 1 ? words.newer : words.newest, { count }) : words.below;
}

export function moved() {
  const { newest, read } = progress;
  const goesBack = shown.top > lowest();
  if (isSeen()) progress.unseen = 0;
  jump.hidden = view.isAtEnd;
  tell(jump, "words", told());
  show(older, goesBack);
  if (goesBack && older.getBoundingClientRect().bottom > -600) look(true);
  if (!shown.isWhole && list.getBoundingClientRect().bottom < innerHeight + 600) look(false);
  if (isSeen() && newest > read && send({ t: "read", group, number: newest })) progress.read = newest;
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

export const aside = new Map(); // what changed while a stretch was on its way

export async function look(isBack, before = isBack ? shown.top : last() + STRETCH + 1) {
  if (view.isLooking || leaving.aborted) return;
  const edge = () => (isBack ? shown.top : last());
  const stood = edge();
  let next;
  view.isLooking = true;
  aside.clear();
  try {
    const { messages } = await ask(`${older.pathname}?before=${before}`);
    const found = messages.filter(({ number }) => isBack || number > stood);
    if (!isBack && found[0]?.number > stood + 1) next = found[0].number; // long ones: fewer fit in an answer
    else if (edge() === stood) hold(() => join(found, isBack));
  } catch {
    await new Promise((go) => setTimeout(go, 3 * SECOND));
  }
  view.isLooking = false;
  if (next) return look(isBack, next);
  notice();
  return moved();
}

function join(found, isBack) {
  if (isBack) shown.top = Math.max(found[0]?.number ?? 0, lowest());
  else shown.isWhole = !found.length;
  for (const message of found) if (message.number >= shown.top) put(message);
  for (const message of aside.values()) if (covers(message.number)) put(message);
  thin(!isBack);
}
