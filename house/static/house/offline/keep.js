// Keeps the pages on this phone that she chose, and deletes them when the choice or a right of hers ended. A page that the
// house shows her fills them, at most once an hour, or when her week reads otherwise than at that time.
import { HERS, HOUR, KEPT_AT, ageOf, takeKept } from "./kept.js";

const SEEN = "X-Kept-Of";
const RIGHTS = "X-Kept-By";
const given = document.querySelector("script[data-keep]").dataset;
const chosen = given.keep.split(" ").filter(Boolean);
const week = document.querySelector("body.week > main");
let isOver = false;

const forget = () => caches.delete(HERS).then(() => undefined, () => undefined);

function end() {
  isOver = true;
  forget();
}

// A mark of what her week says now; it says nothing itself.
async function markOfWeek() {
  const bytes = new TextEncoder().encode(week.textContent);
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8)].join(".");
}

const isFresh = (kept, mark) => kept && ageOf(kept) < HOUR && (!mark || kept.headers.get(SEEN) === mark);

async function keep(path, mark) {
  let kept = await takeKept(path);
  if (kept && kept.headers.get(RIGHTS) !== given.rights) kept = await forget(); // it may show what is hers no more
  if (isFresh(kept, mark)) return;
  const answer = await fetch(path, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer?.status === 204) await forget(); // she chose otherwise in another tab
  if (answer?.status !== 200 || isOver) return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, Date.now());
  headers.set(RIGHTS, given.rights);
  headers.set(SEEN, mark ?? kept?.headers.get(SEEN) ?? "");
  const cache = await caches.open(HERS);
  await cache.put(path, new Response(await answer.blob(), { headers }));
  if (isOver) forget();
}

async function dropOthers() {
  if (!(await caches.has(HERS))) return;
  const cache = await caches.open(HERS);
  const others = (await cache.keys()).filter(({ url }) => !chosen.includes(new URL(url).pathname));
  await Promise.all(others.map((request) => cache.delete(request)));
  if (!chosen.length) await forget();
}

// The page on which she chooses says what came of it.
function tell(state) {
  for (const words of document.querySelectorAll("[data-kept-state]")) words.hidden = words.dataset.keptState !== state;
}

async function start() {
  try {
    await dropOthers();
    const mark = week ? await markOfWeek() : null;
    for (const path of chosen) await keep(path, path.endsWith("/week/") ? mark : null);
    const kept = await Promise.all(chosen.map(takeKept));
    tell(kept.every(Boolean) ? (kept.length ? "kept" : "none") : "failed");
  } catch {
    if (chosen.length) await forget(); // rather nothing than something old
    tell(chosen.length ? "failed" : "none");
  }
}

window.addEventListener("huisritme:leave", end);
window.addEventListener("huisritme:ended", end);
window.addEventListener("load", () => setTimeout(start, 300));
