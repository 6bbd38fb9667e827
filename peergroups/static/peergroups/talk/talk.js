// The talk of one group. It draws what the house says, keeps what the house does not have yet, and finds its own way
// back after every cut. docs/protocol.md says what goes over the line; all words come from the page.

import "./care.js";
import { carryOut, showChanges } from "./changes.js";
import "./deeds.js";
import { heed, sync } from "./hearing.js";
import { contact, listen, open, probe, probeWhereSilent } from "./line.js";
import { adopt, arrange, lines, today } from "./messages.js";
import { cut, nextDraft, pump, recall, showDrafts, sweep } from "./outbox.js";
import { root, SECOND } from "./page.js";
import { goTo, moved, toNew } from "./reading.js";
import { fitComposer } from "./standing.js";
import { tellRead } from "./unread.js";

let tickedAt = Date.now();
let day = today();

// Back from sleep, or from another time. A line that slept long is not asked: it opens anew.
function wake() {
  if (document.hidden) return;
  if (Math.abs(Date.now() - tickedAt) > 60 * SECOND) open();
  else probe();
  tickedAt = Date.now();
  moved();
}

function tick() {
  if (Math.abs(Date.now() - tickedAt) > 20 * SECOND) wake();
  tickedAt = Date.now();
  probeWhereSilent();
  if (day !== (day = today())) lines().forEach(arrange);
  sweep();
  if (!contact.isLive && contact.fails > 1 && nextDraft()) sync();
}

listen({
  heard: heed,
  cut,
  opened() {
    tellRead();
    pump();
    carryOut();
    showDrafts();
    moved();
  },
  lost() {
    showDrafts();
    if (contact.fails > 1) sync();
  },
});
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => event.persisted && wake());

adopt();
root.classList.add("alive");
history.scrollRestoration = "manual";
recall();
showChanges();
fitComposer();
const [, aimed] = location.hash.match(/^#b(\d+)$/) ?? [];
if (aimed) goTo(Number(aimed));
else if (!location.hash || location.hash === "#nu") toNew();
open();
setInterval(tick, 5 * SECOND);
