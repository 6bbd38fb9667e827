// The week of the house: drag a session to another place, or press "Verplaats" and then the place. What she put there opens
// its form in a panel, which saves with a reason; without a script the same link opens the page of that form.
const START_PX = 6;
const EDGE_PX = 72;
const STEP_PX = 14;

for (const week of document.querySelectorAll("[data-put]")) start(week);

function start(week) {
  const panel = document.getElementById("put");
  const status = document.getElementById("putting");
  const here = document.getElementById("put-here").content.firstElementChild;
  let drag = null; // { link, from, x, y, card, over } while she holds a session
  let opener = null; // what gets the focus back

  const places = () => [...week.querySelectorAll("[data-on]")].filter((place) => place.offsetParent);
  const placeAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-put] [data-on]");

  // The panel

  async function open(link, place) {
    opener = link;
    const address = new URL(link.href);
    address.searchParams.set("on", place.dataset.on);
    if ("room" in place.dataset) address.searchParams.set("room", place.dataset.room);
    mark(place);
    await htmx.ajax("GET", address.pathname + address.search, { target: "#put", swap: "innerHTML" });
    if (panel.hidden) location.assign(address); // the house refused, or there is no net: the page says so
  }

  panel.addEventListener("htmx:afterSwap", () => {
    panel.hidden = false;
    panel.focus();
  });

  panel.addEventListener("htmx:responseError", () => panel.hidden || location.reload()); // she may not be here any more

  function close() {
    panel.hidden = true;
    panel.replaceChildren();
    mark(null);
    opener?.focus();
  }

  function mark(place) {
    for (const marked of week.querySelectorAll(".put-over")) marked.classList.remove("put-over");
    place?.classList.add("put-over");
  }

  panel.addEventListener("click", (event) => {
    if (!event.target.closest("a[href='?']")) return;
    event.preventDefault();
    close();
  });

  // Two taps: "Verplaats", then the place

  function choose(link) {
    endChoosing();
    opener = link;
    for (const place of places()) {
      const button = here.cloneNode(true);
      button.setAttribute("aria-label", `${button.textContent}: ${nameOf(place)}`);
      button.addEventListener("click", () => {
        endChoosing();
        open(link, place);
      });
      if (place instanceof HTMLTableCellElement) place.append(button);
      else place.querySelector("h2").after(button);
    }
    week.classList.add("choosing");
    status.hidden = false;
    link.closest("[data-on]")?.querySelector(".put-here").focus();
  }

  function endChoosing() {
    week.classList.remove("choosing");
    status.hidden = true;
    for (const button of week.querySelectorAll(".put-here")) button.remove();
  }

  function nameOf(place) {
    if (!(place instanceof HTMLTableCellElement)) return place.querySelector("h2").textContent.trim();
    const head = place.closest("table").tHead.rows[0].cells[place.cellIndex];
    const day = head.querySelector(".visually-hidden").textContent;
    return `${day}, ${place.parentElement.cells[0].querySelector("bdi").textContent}`.replace(/\s+/g, " ").trim();
  }

  status.querySelector("button").addEventListener("click", () => {
    endChoosing();
    opener?.focus();
  });
  week.addEventListener("click", (event) => {
    const link = event.target.closest("[data-move]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (drag) endDrag();
    else if (week.classList.contains("choosing")) status.querySelector("button").click();
    else if (!panel.hidden) close();
  });

  // Dragging: by mouse the whole session, by finger only "Verplaats", so that a finger elsewhere scrolls

  week.addEventListener("dragstart", (event) => event.preventDefault());
  week.addEventListener("pointerdown", (event) => {
    if (event.button || drag || week.classList.contains("choosing")) return;
    const card = event.target.closest("li");
    const link = card?.querySelector("[data-move]");
    if (!link || (event.pointerType !== "mouse" && !event.target.closest("[data-move]"))) return;
    drag = { link, card, from: card.closest("[data-on]"), x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.id) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.isHeld && Math.hypot(x, y) < START_PX) return;
    if (!drag.isHeld) lift();
    drag.card.style.transform = `translate(${x}px, ${y + scrollY - drag.scrolled}px)`;
    drag.at = [event.clientX, event.clientY];
    mark(placeAt(...drag.at));
  });
  addEventListener("pointerup", (event) => {
    if (event.pointerId !== drag?.id) return;
    const { isHeld, link, from } = drag;
    const place = placeAt(event.clientX, event.clientY);
    endDrag();
    if (!isHeld) return;
    addEventListener("click", stop, { capture: true, once: true }); // the click that ends it opens nothing
    setTimeout(() => removeEventListener("click", stop, { capture: true }));
    if (place && place !== from) open(link, place);
  });
  addEventListener("pointercancel", (event) => event.pointerId === drag?.id && endDrag());

  function lift() {
    drag.isHeld = true;
    drag.scrolled = scrollY;
    drag.card.classList.add("put-held");
    drag.edge = setInterval(scrollAtEdge, 30);
  }

  function scrollAtEdge() {
    const y = drag.at?.[1];
    if (y < EDGE_PX) scrollBy(0, -STEP_PX);
    else if (y > innerHeight - 2 * EDGE_PX) scrollBy(0, STEP_PX);
  }

  function endDrag() {
    clearInterval(drag.edge);
    drag.card.classList.remove("put-held");
    drag.card.style.transform = "";
    drag = null;
    mark(null);
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
