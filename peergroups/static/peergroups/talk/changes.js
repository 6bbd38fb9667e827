// Changes of messages that the house could not be asked for: they wait in this tab, in order.

import { ask } from "./line.js";
import { item } from "./messages.js";
import { outbox, queue, save, showDrafts } from "./outbox.js";
import { here, leaving, news, part, SECOND, words } from "./page.js";

let isAsking = false;

// A line says that something waits for it, and shows words that she changed.
function showOne(number) {
  const line = item(number);
  const waiting = outbox.changes.filter((change) => change.number === number);
  const edit = waiting.find(({ op }) => op === "edit");
  if (!line) return;
  if (edit) part(line, "text").textContent = edit.value;
  if (waiting.length) line.dataset.waits = words.waits;
  else delete line.dataset.waits;
}

export function showChanges() {
  for (const { number } of outbox.changes) showOne(number);
}

// A later change of the same thing comes in place of an earlier one.
export function keepChange(number, { op, value = "" }) {
  const what = (change) => (change.op === "edit" ? "text" : change.value);
  const isReplaced = (other) => other.number === number && (op === "take_back" || what(other) === what({ op, value }));
  outbox.changes = outbox.changes.filter((other) => !isReplaced(other));
  outbox.changes.push({ number, op, value });
  save();
  showOne(number);
}

function done(change) {
  outbox.changes = outbox.changes.filter((other) => other !== change);
  save();
  showOne(change.number);
}

// What the house refuses is told, and words that she typed stay with her.
function giveUp({ number, op, value }, { code, message }) {
  const line = item(number);
  news(message);
  if (op !== "edit") return;
  if (line) part(line, "text").textContent = line.message.text;
  queue(value, line?.message.note, 0, message, code === "think_again" ? number : 0);
  save();
  showDrafts();
}

export async function carryOut() {
  if (isAsking) return;
  isAsking = true;
  while (outbox.changes.length && !leaving.aborted) {
    const [change] = outbox.changes;
    const { number, op, value } = change;
    try {
      await ask(`${here}${number}/`, { op, value });
      done(change);
    } catch ({ told }) {
      if (!told || told.retry_after_s) {
        if (told) setTimeout(carryOut, told.retry_after_s * 2 * SECOND);
        break;
      }
      done(change);
      giveUp(change, told);
    }
  }
  isAsking = false;
}
