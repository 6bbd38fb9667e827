// The page of the talk: its parts and its words, what it says of itself, and how it is emptied.

export const SECOND = 1000;

// What every message has is found by what it is, anything else by its name.
const PLAIN = {
  day: ".day-line", new: ".new-line", figure: "svg.avatar use", letter: "span.avatar", name: "bdi", role: "header > small", time: "time",
  quote: ".quote", "quote-name": ".quote bdi", "quote-text": ".quote > span", text: ".said",
};
export const part = (piece, name) => piece.querySelector(PLAIN[name] ?? `[data-part="${name}"]`);
export const tell = (piece, name, text) => part(piece, name)?.replaceChildren(text);
export const show = (piece, isShown) => piece?.toggleAttribute("hidden", !isShown);
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
export const now = () => performance.now(); // her clock may be set while she reads
export const jittered = (ms) => ms * (0.5 + Math.random());

export const root = document.querySelector("[data-talk]");
export const { group, seat: own } = root.dataset;
export const here = location.pathname;
export const words = root.querySelector("[data-words]").dataset;
export const form = root.querySelector("form[data-composer]");

// How far this page is: up to which version it shows the group, and up to which the house counted what is new; up to where
// she read, and up to where the house knows that she did; the newest number.
const [version, told, newest, firstNew] = ["version", "read", "newest", "new"].map((name) => Number(root.dataset[name]));
const read = Math.max(told, (firstNew || newest + 1) - 1);
export const progress = { have: version, counted: version, read, told, newest };

// --- The state of the line, in words, and what a screen reader says: together what came together.

let newsTimer = 0;
let cries = [];

export function news(sentence) {
  clearTimeout(newsTimer);
  const place = root.querySelector("[data-news]");
  tell(place, "words", sentence);
  show(place, sentence);
}

export function newsSoon(sentence) {
  clearTimeout(newsTimer);
  newsTimer = setTimeout(news, 2 * SECOND, sentence);
}

export function cry(sentence) {
  const place = root.querySelector("[data-cry]");
  if (cries.push(sentence) > 1) return;
  setTimeout(() => {
    place.textContent = cries.length > 1 ? fill(words.newer, { count: cries.length }) : sentence;
    cries = [];
    setTimeout(() => cries.length || place.replaceChildren(), 10 * SECOND);
  }, SECOND);
}

// --- Leaving. Whoever holds something of the talk lets go of it when `leaving` says so. Her line, and what she typed, end
// when she leaves for good.

const end = new AbortController();
const exit = new AbortController();
export const leaving = end.signal;
export const exiting = exit.signal;

function leave(again) {
  end.abort();
  if (!again) exit.abort();
}

// Nothing of the talk stays here.
export function erase(farewell = "", title = "", again = false) {
  const main = document.querySelector("main");
  leave(again);
  document.querySelector(".cloth-in").replaceChildren(title);
  main.replaceChildren(farewell);
  main.focus();
  scrollTo(0, 0);
}

// The lock of her device lies over the page; what she typed waits.
export function lock() {
  if (!document.querySelector("dialog[data-lock]")) return location.reload();
  return dispatchEvent(new CustomEvent("huisritme:refused"));
}

export function showOut() {
  if (exiting.aborted) return; // she left, and nothing may lead her elsewhere
  erase();
  dispatchEvent(new CustomEvent("huisritme:over"));
}

addEventListener("huisritme:leave", () => leave());
