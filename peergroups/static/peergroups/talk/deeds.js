// What she does: she says something, changes it, opens the menu of a message, taps.

import { carryOut, keepChange } from "./changes.js";
import { sync } from "./hearing.js";
import { ask, contact, probe } from "./line.js";
import { lowest, skew, whenOf } from "./messages.js";
import { begin, composing, draftOf, drop, edit, emptyComposer, pump, queue, settle, showDrafts, sweep, typed } from "./outbox.js";
import { fill, form, here, news, own, part, root, SECOND, show, tell, words } from "./page.js";
import { goTo, hold, leap, look, skipNew, toNewest } from "./reading.js";
import { standing } from "./standing.js";
import { firstNew } from "./unread.js";

const SOON = 1.5 * SECOND;

function say() {
  if (!standing.writes) return undefined;
  const { text, note } = typed();
  if (!text) return form.elements.text.focus();
  const length = [...text].length;
  const limit = Number(words.limit);
  if (length > limit) return news(fill(words.tooLong, { limit, length }));
  if (composing.edits) return sendEdit(text);
  queue(text, note, composing.replyTo);
  emptyComposer();
  toNewest();
  pump();
  setTimeout(showDrafts, SOON);
  if (!contact.isLive) probe();
  return contact.fails > 1 && sync();
}

async function sendEdit(text) {
  if (await change(composing.edits, { op: "edit", value: text }, news)) emptyComposer();
}

async function change(number, fields, complain) {
  try {
    await ask(`${here}${number}/`, fields);
    if (!contact.isLive) sync();
    return true;
  } catch ({ told }) {
    if (told) complain(told.message ?? words.failed);
    else keepChange(number, fields);
    return !told;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say();
});
form.elements.text.addEventListener("keydown", (event) => {
  const isKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isKeyboard) return;
  event.preventDefault();
  say();
});

// --- The menu of one message, and all that she can tap.

const shut = new Set(root.dataset.shut?.split(" ")); // the seats that a facilitator closed
const menu = root.querySelector("template[data-menu]").content.firstElementChild.cloneNode(true);

function closeMenu() {
  const link = menu.closest("li")?.querySelector(".tool");
  link?.setAttribute("aria-expanded", "false");
  menu.remove();
  return link;
}

function openMenu(link) {
  const line = link.closest("li");
  const wasOpen = line.contains(menu);
  closeMenu();
  if (wasOpen) return;
  const isOwn = line.message.seat === own;
  const isLate = Date.now() + skew - new Date(line.message.at) > root.dataset.editMinutes * 60 * SECOND;
  const { seat } = line.message;
  const isPeer = !isOwn && !line.querySelector("header > small:not([hidden])");
  const { writes } = standing;
  const whom = {
    talk: writes, soon: writes && isOwn && !isLate, own: isOwn, other: !isOwn,
    peer: isPeer && !shut.has(seat), shut: shut.has(seat),
  };
  for (const choice of menu.querySelectorAll("[data-for]")) {
    choice.hidden = !whom[choice.dataset.for];
  }
  for (const choice of menu.querySelectorAll("[data-value]")) {
    choice.setAttribute("aria-pressed", Boolean(line.querySelector(`.mine[data-reaction="${choice.dataset.value}"]`)));
  }
  for (const choice of menu.querySelectorAll("a[data-page]")) choice.href = link.href + choice.dataset.page;
  for (const name of ["complaint", "done"]) tell(menu, name, "");
  tell(menu, "when", whenOf(line.message));
  link.setAttribute("aria-expanded", "true");
  hold(() => line.append(menu));
  [...menu.querySelectorAll("button, a")].find((choice) => choice.offsetParent)?.focus({ preventScroll: true });
  menu.scrollIntoView({ block: "nearest" });
}

// Close the group for who said this, or open it again: the other button is the way back, at once.
async function turnKey(choice, deed) {
  const { seat } = menu.closest("li").message;
  try {
    const { sentence } = await ask(`${here}../seats/${seat}/${deed}/`, {});
    if (deed === "freeze") shut.add(seat);
    else shut.delete(seat);
    const back = menu.querySelector(`[data-do="${deed === "freeze" ? "thaw" : "freeze"}"]`);
    choice.hidden = true;
    show(back, true);
    back.focus();
    tell(menu, "done", sentence);
  } catch ({ told }) {
    tell(menu, "complaint", told?.message ?? words.failed);
  }
}

async function choose(choice) {
  const { number, text } = menu.closest("li").message;
  const { do: deed = "react", value } = choice.dataset;
  const isOn = choice.getAttribute("aria-pressed") === "true";
  if (deed === "sure") {
    choice.hidden = true;
    show(choice.nextElementSibling, true);
    return choice.nextElementSibling.focus();
  }
  if (deed === "reply" || deed === "edit") {
    closeMenu();
    return deed === "edit" ? edit(number, text) : begin({ ...(composing.before ?? typed()), replyTo: number });
  }
  if (deed === "freeze" || deed === "thaw") return turnKey(choice, deed);
  const fields = deed === "react" ? { op: isOn ? "unreact" : "react", value } : { op: deed };
  return (await change(number, fields, (sentence) => tell(menu, "complaint", sentence))) && closeMenu()?.focus();
}

const taps = {
  ".tool": openMenu,
  ".menu button": choose,
  "[data-older]": () => look(true),
  "[data-cancel]": () => begin(composing.before ?? typed()),
  "[data-to]": leap,
  "[data-skip]": skipNew,
  "[data-to-new]": () => (firstNew() ? goTo(firstNew()) : toNewest()),
  ".quote"(link) {
    const number = link.closest("li").message.reply_to;
    return number >= lowest() ? goTo(number) : location.assign(`${here}${number}/`);
  },
  "[data-reaction]"(chip) {
    const place = part(chip.closest("li[id]"), "names");
    const sentence = part(chip, "by").textContent;
    place.textContent = place.textContent === sentence ? "" : sentence;
  },
  "[data-draft]"(button) {
    const line = button.closest("[data-waiting] > li");
    const { key, text, note, reply_to: replyTo } = line.message;
    const { draft } = button.dataset;
    if (draft === "edit" && composing.edits) return form.elements.text.focus();
    const { edits } = draftOf(key) ?? {};
    if (draft === "again" && !edits) settle(draftOf(key) ?? {});
    else {
      drop(key);
      line.remove();
    }
    if (draft === "again" && edits) {
      keepChange(edits, { op: "edit", value: text });
      carryOut();
    }
    if (draft === "edit" && edits) return edit(edits, text);
    if (draft === "edit") return begin({ text: [text, typed().text].filter(Boolean).join("\n"), note: note || typed().note, replyTo });
    sweep();
    if (!contact.isLive) probe();
    form.elements.text.focus();
  },
};

root.addEventListener("click", (event) => {
  for (const [selector, deed] of Object.entries(taps)) {
    const link = event.target.closest(selector);
    if (!link) continue;
    event.preventDefault();
    deed(link);
  }
});
root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.isConnected) closeMenu()?.focus();
});
