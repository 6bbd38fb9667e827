// Where she stands: whether the group can be written in, and what she reads when her place lets her in no more.

import { forgive, typed } from "./outbox.js";
import { erase, form, group, here, leaving, part, root, SECOND, show, tell, words } from "./page.js";

const note = root.querySelector("[data-standing]");
const agreements = root.querySelector("[data-agreements]");
const { state, asked } = root.dataset;
export const standing = { state, asked: Number(asked ?? 0), writes: !form.classList.contains("kept") };

// What she typed stays where it is, to read, until the group goes on.
export function fitComposer() {
  const { writes } = standing;
  const { text, note: about } = typed();
  const hadFocus = form.contains(document.activeElement);
  form.classList.toggle("kept", !writes);
  for (const field of [form.elements.text, form.elements.note]) field.readOnly = !writes;
  show(form, writes || text || about);
  if (writes) forgive();
  if (hadFocus && form.hidden) document.querySelector("main").focus({ preventScroll: true });
}

export function stand({ state, writes, sentence, asked = 0 }) {
  const isTurned = state !== standing.state;
  if (!isTurned && asked === standing.asked) return;
  Object.assign(standing, { state, writes, asked });
  tell(note, "words", sentence);
  show(note, isTurned || !writes);
  fitComposer();
  if (asked) showAgreements(asked);
  else agreements.replaceChildren();
}

// What the group agreed meanwhile, as its own page shows it.
async function showAgreements(number) {
  const answer = await fetch(`${here}agreements/`, { signal: leaving }).catch(() => null);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const yes = page.querySelector("[data-yes]");
  if (!yes) setTimeout(() => standing.asked === number && showAgreements(number), 5 * SECOND);
  else if (standing.asked === number) agreements.replaceChildren(yes);
}

form.addEventListener("input", () => show(note, !standing.writes));

// Nothing of the talk stays. Where the same place may let her in again, the line stays open and leads her back.
export function goOut({ reason, sentence, again }) {
  const farewell = root.querySelector("template[data-gone]").content.cloneNode(true);
  document.title = words.group;
  tell(farewell, "why", sentence);
  for (const name of ["resume", "help"]) show(part(farewell, name), (name === "resume") === ["paused", "asleep"].includes(reason));
  erase(farewell, farewell.querySelector("h1"), Boolean(again));
}

export function comeBack({ groups }) {
  if (groups?.[group]) location.reload();
}
