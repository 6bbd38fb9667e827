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

// What one reason held back waits for another now.
export function giveReason(before, why) {
  for (const draft of outbox.drafts) if (draft.why === before) draft.why = why;
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

export function queue(text, note, reply_to, why) {
  const draft = { key: newKey(), text, note, reply_to, why };
  outbox.drafts.push(draft);
  wait(draft);
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
  const source = item(edits || replyTo)?.message;
  Object.assign(composing, source ? { replyTo, edits, before } : { replyTo: 0, edits: 0, before: null });
  show(noteMaker, !composing.edits); // a note is not changed
  form.elements.text.value = text;
  form.elements.note.value = note;
  showSource(source);
  remember();
}

export function showSource(source) {
  show(over, source);
  if (!source) return;
  const values = { name: nameOf(source.seat), text: quoted(source) };
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
  composing.replyTo = Number(form.elements.reply_to.value);
  if (composing.replyTo) form.elements.text.value ||= outbox.typed?.text ?? "";
  else if (!form.elements.text.value && outbox.typed) compose(outbox.typed);
  showDrafts();
}

form.addEventListener("input", remember);
