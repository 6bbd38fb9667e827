// What the house says of this group: over the line, or by request where no line can be had.

import { carryOut } from "./changes.js";
import { ask, contact, send } from "./line.js";
import { covers, fade, hiddenOf, holders, lowest, markNew, nameOf, put, requote, seat } from "./messages.js";
import { composing, draftOf, drop, nextDraft, pace, refuse, showSource, sweep, waitingFor } from "./outbox.js";
import { cry, fill, group, here, leaving, news, own, progress, showOut, words } from "./page.js";
import { aside, hold, isSeen, movedSoon, view } from "./reading.js";
import { comeBack, goOut, stand } from "./standing.js";
import { count, hidden, isNew, readTo, recount, told, unread } from "./unread.js";

const hear = {
  welcome({ groups }) {
    const mine = groups[group];
    if (!mine) return false; // `gone` comes next, and says why
    if (mine.seat !== own) return showOut(); // somebody else signed in here meanwhile: nothing of this page is hers
    if (mine.head < progress.have) return location.reload(); // the house was put back from a back-up
    recount(mine);
    return raise(mine.floor);
  },
  page(frame) {
    if (frame.to > progress.have) {
      if (frame.from > progress.have) return need();
      hold(() => frame.messages.forEach(apply));
      raise(frame.floor);
      progress.have = frame.to;
      sweep();
      movedSoon();
    }
    if (frame.more && frame.to >= progress.have) need();
  },
  // Acknowledged: it leaves the outbox at once, and its line when the page that holds it was applied.
  ack({ key, version }) {
    const line = waitingFor(key);
    if (line) line.version = version;
    drop(key);
    sweep();
  },
  heads({ groups }) {
    if (groups[group] > progress.have) need();
  },
  seats({ seats: all }) {
    if (hiddenOf(all).join() !== [...hidden].join()) return location.reload(); // she hid somebody, or shows her again
    const before = holders();
    seat(all);
    return holders() !== before && sync(); // somebody else reads along: that is told above the talk, in the house's words
  },
  readers({ sentence }) {
    document.querySelector("[data-readers]").textContent = sentence;
  },
  standing: stand,
  care() {
    dispatchEvent(new CustomEvent("huisritme:care")); // care.js asks what it is
  },
  gone: goOut,
  refused(refusal) {
    const draft = draftOf(refusal.key);
    return draft ? refuse(draft, refusal) : news(refusal.message);
  },
};

export function heed(frame) {
  if (leaving.aborted) return comeBack(frame);
  return (frame.group ?? group) === group && hear[frame.t]?.(frame);
}

function need() {
  send({ t: "need", group, from: progress.have });
}

function apply(message) {
  const { number, key, note, text } = message;
  const isLatest = number > progress.newest;
  progress.newest = Math.max(progress.newest, number);
  if (draftOf(key)) drop(key);
  waitingFor(key)?.remove();
  count(message, isLatest);
  if (covers(number)) put(message);
  else requote(message);
  if (view.isLooking) aside.set(number, message);
  if (number === composing.replyTo) showSource(message);
  if (!isLatest || !isNew(message)) return;
  if (!isSeen() && unread.count === 1) markNew(number);
  cry(`${nameOf(message.seat)}: ${note ? fill(words.noted, { note }) : text}`);
}

function raise(floor) {
  if (floor <= lowest()) return;
  readTo(floor - 1);
  hold(() => fade(floor));
}

// --- The same by request.

let isSyncing = false;

export async function sync() {
  if (isSyncing || leaving.aborted) return;
  isSyncing = true;
  try {
    await catchUp();
    if (!contact.isLive) await talkByRequest();
  } catch {
    // The line keeps trying, and so does this.
  }
  isSyncing = false;
}

async function catchUp() {
  const { frames } = await ask(`${here}../sync?have=${group}:${progress.have}`);
  frames.forEach(heed);
  if (!contact.isLive && frames.some((frame) => frame.more)) await catchUp();
}

async function talkByRequest() {
  let draft;
  news(words.slow);
  while (!contact.isLive && !pace.slowed && (draft = nextDraft())) await post(draft);
  await carryOut();
  if (draft !== undefined) await catchUp();
  if (progress.read > progress.told) told((await ask(`${here}read`, { number: progress.read })).number);
}

async function post({ key, text, note, reply_to }) {
  const fields = { key, text, note, reply_to: reply_to || "" };
  const answer = await ask(here, fields).catch(({ told }) => told ?? Promise.reject({}));
  hear[answer.number ? "ack" : "refused"]({ ...answer, key });
}
