// The net first. Only without one a page that is kept: help for everybody, hers if she chose it, or words that tell nothing.
// Nothing else is ever answered here, and no page that goes over the net is kept.
import { takeKept } from "./kept.js";

const { version, files, pages, paths, policy } = self.given;
const PUBLIC = `public-${version}`;
const isOfOthers = (name) => name.startsWith("public-") && name !== PUBLIC;
let isFull = false;

// The files that the pages of everybody name. Without room for them a page stands there plain.
async function fill() {
  if (isFull) return;
  const cache = await caches.open(PUBLIC);
  for (const path of files) {
    if (await cache.match(path)) continue;
    const answer = await fetch(path, { credentials: "omit" });
    if (answer.ok) await cache.put(path, answer);
  }
  isFull = true;
}

async function clearAway() {
  const names = await caches.keys();
  await Promise.all(names.filter(isOfOthers).map((name) => caches.delete(name)));
  await Promise.all(Object.values(paths.hers).map(takeKept)); // deletes what is too old
}

const quietly = (deed) => deed().catch(() => {});

function pageOf(text) {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Content-Security-Policy": policy };
  return new Response(text, { headers });
}

const hers = (name) => takeKept(paths.hers[name]).catch(() => undefined);

async function keptFor(path) {
  if (path === paths.off) return pageOf(pages.off);
  if (path === paths.help) return (await hers("help")) ?? pageOf(pages.help);
  const week = await hers("week");
  if (week && paths.weeks.includes(path)) return week;
  return pageOf(week ? pages.none.replace(" hidden data-week", "") : pages.none);
}

async function navigate(event) {
  const { pathname } = new URL(event.request.url);
  try {
    const answer = await fetch(event.request);
    event.waitUntil(quietly(fill));
    return pathname === paths.help && answer.status > 501 ? keptFor(pathname) : answer;
  } catch {
    return keptFor(pathname);
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request.url, { cacheName: PUBLIC }).catch(() => undefined);
    if (!kept) throw error;
    return kept;
  }
}

const isFile = (url) => url.origin === location.origin && !url.search && files.includes(url.pathname);

// It knows no page and keeps no state, so a new one may take over at once, and an old one never shows an old right.
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(quietly(fill));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([quietly(clearAway), self.clients.claim()]));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (isFile(new URL(request.url))) event.respondWith(file(request));
});
quietly(clearAway);
