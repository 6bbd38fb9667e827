// What somebody let know, above the composer: what waits for who may answer it, and for the reporter what was done.

import { ask } from "./line.js";
import { here, leaving, root } from "./page.js";

const place = root.querySelector("[data-care]");
let isMissed = null; // may something have come while no line was open? Not known of the time before the first

async function look() {
  isMissed = false;
  if (leaving.aborted || !place.isConnected) return;
  try {
    const { mark, markup } = await ask(`${here}told`);
    if (leaving.aborted || mark === place.dataset.mark) return;
    place.dataset.mark = mark;
    place.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.children);
  } catch {
    isMissed = true;
  }
}

place.addEventListener("submit", async (event) => {
  event.preventDefault();
  place.focus({ preventScroll: true });
  try {
    await ask(event.target.action, {});
    look();
  } catch {
    event.target.submit();
  }
});

// The page was made just before its first line, so that one asks with its first beat; each later one at once.
addEventListener("huisritme:heard", ({ detail: { t } }) => {
  if (t === "welcome") isMissed = isMissed === null || look();
  else if (t === "heads" && isMissed) look();
});
addEventListener("huisritme:care", look);
