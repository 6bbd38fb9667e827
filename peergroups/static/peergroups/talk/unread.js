// What is new to her. A message counts as read when its end was in sight for a second. Where she read up to moves only past
// what counts as read, so a stretch that she left out stays new until she reads it, or says that she skips it.

import { send } from "./line.js";
import { group, own, progress, root } from "./page.js";

const MANY = 999; // the house counts no further

const passed = new Set(); // after where she read up to: seen, her own, hidden, or without words
export const hidden = new Set(); // the seats of whom she hid: nothing of theirs is new to her
let untold = []; // words of others that she saw and the house still counts as new
export const unread = { count: Number(root.dataset.unread) };

export const firstNew = () => (unread.count ? progress.read + 1 : 0);
const isQuiet = ({ seat, state }) => seat === own || hidden.has(seat) || state !== "said";
export const isNew = (message) => message.number > progress.read && !passed.has(message.number) && !isQuiet(message);

export function counted() {
  const most = progress.newest - progress.read;
  if (unread.count < MANY) return unread.count;
  return most > MANY ? `${MANY}+` : most;
}

// So many that the house stopped counting stay so many until she is at the newest, or the house counts again.
function less(by) {
  if (unread.count < MANY) unread.count = Math.max(0, unread.count - by);
}

function pass(number) {
  if (number > progress.read) passed.add(number);
  while (passed.delete(progress.read + 1)) progress.read += 1;
  if (progress.read >= progress.newest) unread.count = 0;
}

// It stands on the page now, or happened now.
export function meet(message) {
  if (isQuiet(message)) pass(message.number);
}

// What happened since the house counted: new words, or words that are gone before she saw them.
export function count(message, isLatest) {
  const { number, version, seat, state } = message;
  if (version > progress.counted && isNew({ number, seat, state: "said" })) {
    if (state !== "said") less(isLatest ? 0 : 1);
    else if (isLatest) unread.count += 1;
  }
  meet(message);
}

export function see(messages) {
  for (const message of messages.filter(isNew)) {
    untold.push(message.number);
    less(1);
    pass(message.number);
  }
  tellRead();
}

export function skip() {
  unread.count = 0;
  readTo(progress.newest);
  tellRead();
}

// What faded, was skipped, or was read elsewhere.
export function readTo(number) {
  let left = 0;
  while (progress.read < number) if (!passed.delete((progress.read += 1))) left += 1;
  less(left);
  pass(0);
}

// The house counted anew.
export function recount({ head, floor, read, unread: many }) {
  progress.counted = head;
  readTo(Math.max(read, floor - 1));
  told(read);
  unread.count = many < MANY ? Math.max(0, many - untold.length) : MANY;
}

export function told(read) {
  progress.told = read;
  untold = untold.filter((number) => number > read);
}

export function tellRead() {
  if (progress.read > progress.told && send({ t: "read", group, number: progress.read })) told(progress.read);
}
