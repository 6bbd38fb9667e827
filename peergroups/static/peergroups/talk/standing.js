// Where she stands: whether the group can be written in, and what she reads when her place lets her in no more.

import { giveReason, typed } from "./outbox.js";
import { erase, form, group, part, root, show, tell, words } from "./page.js";

const note = root.querySelector("[data-standing]");
export const standing = { state: root.dataset.state, writes: !form.classList.contains("kept") };

// What she typed stays where it is, to read, until the group goes on.
export function fitComposer() {
  const { writes } = standing;
  const { text, note: about } = typed();
  const hadFocus = form.contains(document.activeElement);
  form.classList.toggle("kept", !writes);
  for (const field of [form.elements.text, form.elements.note]) field.readOnly = !writes;
  show(form, writes || text || about);
  if (hadFocus && form.hidden) document.querySelector("main").focus({ preventScroll: true });
}

export function stand({ state, writes, sentence }) {
  if (state === standing.state) return;
  if (writes) giveReason(part(note, "words").textContent, words.notTaken);
  Object.assign(standing, { state, writes });
  tell(note, "words", sentence);
  show(note, true);
  fitComposer();
}

form.addEventListener("input", () => show(note, !standing.writes));

// Nothing of the talk stays. Where the same place may let her in again, the line stays open and leads her back.
export function goOut({ reason, sentence, again }) {
  const farewell = root.querySelector("template[data-gone]").content.cloneNode(true);
  document.title = words.group;
  tell(farewell, "why", sentence);
  for (const name of ["resume", "help"]) show(part(farewell, name), (name === "resume") === (reason === "paused"));
  erase(farewell, farewell.querySelector("h1"), Boolean(again));
}

export function comeBack({ groups }) {
  if (groups?.[group]) location.reload();
}
