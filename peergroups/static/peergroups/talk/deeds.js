// What she does: she says something, changes it, opens the menu of a message, taps.

import { sync } from "./hearing.js";
import { ask, contact, probe } from "./line.js";
import { item, skew } from "./messages.js";
import { begin, composing, draftOf, drop, emptyComposer, pump, queue, settle, showDrafts, sweep, typed } from "./outbox.js";
import { fill, form, here, news, own, part, root, SECOND, show, tell, words } from "./page.js";
import { hold, look, toNewest } from "./reading.js";

const SOON = 1.5 * SECOND;

function say() {
  const { text, note } = typed();
  if (!text) return form.elements.text.focus();
  const length = [...text].length;
  const limit = Number(words.limit);
  if (length > limit) return news(fill(words.tooLong, { limit, length }));
  if (composing.edits) return edit(text);
  queue(text, note, composing.replyTo);
  emptyComposer();
  toNewest();
  pump();
  setTimeout(showDrafts, SOON);
  if (!contact.isLive) probe();
  return contact.fails > 1 && sync();
}

async function edit(text) {
  if (await change(composing.edits, { op: "edit", value: text }, news)) emptyComposer();
}

async function change(number, fields, complain) {
  try {
    await ask(`${here}${number}/`, fields);
    if (!contact.isLive) sync();
    return true;
  } catch ({ told }) {
    complain(told?.message ?? words.failed);
    return false;
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
  for (const choice of menu.querySelectorAll("[data-for]")) {
    choice.hidden = !{ own: isOwn, soon: isOwn && !isLate, other: !isOwn, all: true }[choice.dataset.for];
  }
  for (const choice of menu.querySelectorAll("[data-value]")) {
    choice.setAttribute("aria-pressed", Boolean(line.querySelector(`.mine[data-reaction="${choice.dataset.value}"]`)));
  }
  for (const choice of menu.querySelectorAll("a[data-page]")) choice.href = link.href + choice.dataset.page;
  tell(menu, "complaint", "");
  link.setAttribute("aria-expanded", "true");
  hold(() => line.append(menu));
  menu.querySelector("button").focus({ preventScroll: true });
  menu.scrollIntoView({ block: "nearest" });
}

async function choose(choice) {
  const { number, text } = menu.closest("li").message;
  const { do: deed, value } = choice.dataset;
  const isOn = choice.getAttribute("aria-pressed") === "true";
  if (deed === "sure") {
    choice.hidden = true;
    show(choice.nextElementSibling, true);
    return choice.nextElementSibling.focus();
  }
  if (deed === "reply" || deed === "edit") {
    closeMenu();
    return begin(deed === "edit" ? { text, edits: number } : { ...typed(), replyTo: number });
  }
  const fields = deed === "react" ? { op: isOn ? "unreact" : "react", value } : { op: deed };
  return (await change(number, fields, (sentence) => tell(menu, "complaint", sentence))) && closeMenu()?.focus();
}

const taps = {
  ".tool": openMenu,
  "[data-do]": choose,
  "[data-older]": () => look(true),
  "[data-cancel]": () => begin({ ...typed(), ...(composing.edits && { text: "" }) }),
  "[data-jump]"() {
    toNewest();
    form.elements.text.focus({ preventScroll: true });
  },
  ".quote"(link) {
    const number = link.closest("li").message.reply_to;
    if (item(number)) item(number).scrollIntoView();
    else location.assign(`${here}${number}/`);
  },
  "[data-reaction]"(chip) {
    const place = part(chip.closest("li[id]"), "names");
    const sentence = part(chip, "by").textContent;
    place.textContent = place.textContent === sentence ? "" : sentence;
  },
  "[data-draft]"(button) {
    const line = button.closest("[data-waiting] > li");
    const { key } = line.message;
    if (button.dataset.draft === "again") settle(draftOf(key) ?? {});
    else {
      drop(key);
      line.remove();
    }
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
