// What somebody let know, above the composer: what waits for who may answer it, and for the reporter what was done.

import { ask } from "./line.js";
import { here, leaving, root } from "./page.js";

const place = root.querySelector("[data-care]");

async function look() {
  if (leaving.aborted || !place.isConnected) return;
  try {
    const { mark, markup } = await ask(`${here}told`);
    if (leaving.aborted || mark === place.dataset.mark) return;
    place.dataset.mark = mark;
    place.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.children);
  } catch {
    // It asks again when the line is back.
  }
}

place.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target } = event;
  place.focus({ preventScroll: true });
  try {
    await ask(target.action, {});
    look();
  } catch {
    target.submit();
  }
});

// A page that was made before the line opened may have missed it.
addEventListener("huisritme:heard", ({ detail }) => detail.t === "welcome" && look());
addEventListener("huisritme:care", look);
