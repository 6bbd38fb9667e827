// What she typed and the house does not have yet. A reload of this tab loses nothing, a sign-out forgets all.

import { contact, send } from "./line.js";
import { item, nameOf, quoted, write } from "./messages.js";
import { cry, exiting, fill, form, group, jittered, leaving, news, now, own, part, progress, root, SECOND, show, tell, words } from "./page.js";

const ACK_WITHIN = 8 * SECOND;
const NAME = `talk:${own}`; // it holds her seat, so nobody else in this tab sends it

const waiting = root.querySelector("[data-waiting]");
export const outbox = { typed: null, drafts: [], changes: [], ...attempt(() => JSON.parse(sessionStorage.getItem(NAME))) };
export const draftOf = (key) => outbox.drafts.find((draft) => draft.key === key);
export const nextDraft = () => outbox.drafts.find((draft) => !draft.why);

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

const store = () => attempt(() => sessionStorage.setItem(NAME, JSON.stringify(outbox)));

export function save() {
  if (!leaving.aborted) store();
}

export function drop(key) {
  outbox.drafts = outbox.drafts.filter((draft) => draft.key !== key);
  save();
}

// Where she may come back it is kept out of sight. What was on its way then asks her again.
leaving.addEventListener("abort", () => {
  for (const draft of outbox.drafts) draft.why ??= words.notTaken;
  for (const { number, op, value } of outbox.changes) if (op === "edit") addDraft(value, item(number)?.message.note, 0, words.notTaken);
  outbox.changes = []; // nobody takes anything back for her while her place is closed
  store();
});
exiting.addEventListener("abort", () => attempt(() => sessionStorage.removeItem(NAME)));

// --- What she says, one at a time: so it stands in the order in which she said it.

let tried = {};
export const pace = { slowed: "" }; // why she waits

export const waitingFor = (key) => [...waiting.children].find((line) => line.message.key === key);

export function pump() {
  const draft = nextDraft();
  if (!draft || pace.slowed || (tried.key === draft.key && now() - tried.at < ACK_WITHIN)) return;
  const { key, text, note, reply_to } = draft;
  if (!send({ t: "send", group, key, text, ...(reply_to && { reply_to }), ...(note && { note }) })) return;
  tried = { since: now(), ...(tried.key === key && tried), key, at: now() };
}

export function sweep() {
  for (const line of [...waiting.children]) if (line.version <= progress.have) line.remove();
  pump();
  showDrafts();
}

// With a reason it waits for her, without one it goes.
export function settle(draft, why) {
  draft.why = why;
  save();
  sweep();
}

// The line on which it went is no more. A frame that the house cannot take would end the next one too.
export function cut(code) {
  const cause = draftOf(tried.key);
  tried = {};
  if (cause && (code === 4400 || code === 4413)) settle(cause, words.notTaken);
}

export function refuse(draft, { message, code, retry_after_s }) {
  cry(message);
  tried = {};
  if (code === "key_reused") waitingFor(draft.key).message.key = draft.key = newKey();
  draft.code = code;
  if (!retry_after_s) return settle(draft, message);
  pace.slowed = message;
  news(message);
  setTimeout(hurry, jittered(retry_after_s * 2 * SECOND));
  return showDrafts();
}

function hurry() {
  pace.slowed = "";
  news("");
  sweep();
}

// The group can be written in: what was refused before, for how it stood then, asks her again.
export function forgive() {
  const ofThen = ["resting", "closed", "must_agree", "agreements_changed"];
  for (const draft of outbox.drafts) if (ofThen.includes(draft.code)) Object.assign(draft, { why: words.notTaken, code: "" });
  save();
  showDrafts();
}

// What waits by itself says so in one word; the line above the composer says why, once for all.
function stateOf(draft) {
  if (!draft || draft.why) return draft?.why ?? "";
  return contact.isLive && !pace.slowed && !(now() - tried.since > ACK_WITHIN) ? words.sending : words.waits;
}

export function showDrafts() {
  for (const draft of outbox.drafts) if (!waitingFor(draft.key)) wait(draft);
  for (const line of waiting.children) {
    const state = part(line, "state");
    const sentence = stateOf(draftOf(line.message.key));
    state.classList.toggle("sending", sentence === words.sending);
    state.classList.toggle("waits", sentence === words.waits);
    tell(state, "why", sentence);
    show(state, sentence);
  }
}

function wait(draft) {
  const line = document.createElement("li");
  write(line, { ...draft, state: "said", seat: own });
  line.querySelector(".msg").classList.add("pending");
  line.querySelector(".tool").remove();
  waiting.append(line);
}

function addDraft(text, note = "", reply_to = 0, why = undefined, edits = 0) {
  const draft = { key: newKey(), text, note, reply_to, why, edits };
  outbox.drafts.push(draft);
  return draft;
}

export function queue(...facts) {
  wait(addDraft(...facts));
}

// --- The composer.

// While she changes a message, `before` holds what she was typing.
export const composing = { replyTo: 0, edits: 0, before: null };
const noteMaker = form.querySelector("details");
const canGrow = CSS.supports("field-sizing", "content");
const over = form.querySelector("[data-over]");
export const typed = () => ({ text: form.elements.text.value.trim(), note: form.elements.note.value.trim() });

function grow() {
  const { text } = form.elements;
  if (canGrow) return;
  text.style.blockSize = "";
  text.style.blockSize = `${text.scrollHeight + 2}px`; // its border
}

function remember() {
  grow();
  outbox.typed = { ...typed(), ...composing };
  save();
}

function compose({ text = "", note = "", replyTo = 0, edits = 0, before = null }) {
  Object.assign(composing, { replyTo, edits, before });
  show(noteMaker, !composing.edits); // a note is not changed
  form.elements.text.value = text;
  form.elements.note.value = note;
  showSource(item(edits || replyTo)?.message);
  remember();
}

export function showSource(source) {
  show(over, composing.edits || composing.replyTo);
  const values = source ? { name: nameOf(source.seat), text: quoted(source) } : { name: words.someone, text: words.earlier };
  tell(over, "words", composing.edits ? words.editing : fill(words.replying, values));
}

export function emptyComposer() {
  news("");
  noteMaker.open = false;
  begin(composing.before ?? {});
}

export function edit(number, text) {
  const before = composing.before ?? { ...typed(), replyTo: composing.replyTo };
  begin({ text, edits: number, before });
}

export function begin(values) {
  compose(values);
  form.elements.text.focus();
}

// What she typed here before this page was made.
export function recall() {
  const { text, note, reply_to: replyTo } = form.elements;
  const kept = outbox.typed?.edits ? outbox.typed.before : outbox.typed;
  composing.replyTo = Number(replyTo.value);
  if (composing.replyTo) {
    text.value ||= kept?.text ?? "";
    note.value ||= kept?.note ?? "";
  } else if (!form.elements.text.value && outbox.typed) compose(outbox.typed);
  showDrafts();
}

form.addEventListener("input", remember);
