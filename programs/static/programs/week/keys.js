// The grid by keyboard: arrows go among cells and sessions. `n`, `t`, `/` and `?` press what says data-key, only while the
// grid has the focus, and not for who switched them off (WCAG 2.1.4).
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const STOPS = "a.block, .cell-add, .put-here";

for (const table of document.querySelectorAll("[data-keys]")) start(table);

function start(table) {
  const rows = [...table.tBodies[0].rows];
  const isRtl = getComputedStyle(table).direction === "rtl";
  const stopsOf = (cell) => [...(cell?.querySelectorAll(STOPS) ?? [])].filter((stop) => !isCovered(stop, cell));
  const isCovered = (stop, cell) => !stop.matches(".put-here") && cell.querySelector(".put-here");

  function go([down, right], focused) {
    const cell = focused.closest("td");
    const inside = stopsOf(cell);
    const next = inside[inside.indexOf(focused) + down];
    if (down && next) return next.focus();
    let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
    for (;;) {
      row += down;
      column += isRtl ? -right : right;
      const there = rows[row]?.cells[column];
      if (!there || there.tagName !== "TD") return;
      const stops = stopsOf(there);
      if (stops.length) return stops.at(down < 0 ? -1 : 0).focus();
    }
  }

  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = event.target.closest(`${STOPS}, .block-move`);
    const stop = focused?.matches(STOPS) ? focused : focused?.closest("li")?.querySelector(STOPS);
    const isOff = table.dataset.keys === "off";
    const pressed = isOff ? null : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (stop && event.key in ARROWS) go(ARROWS[event.key], stop);
    else if (event.key === " " && focused?.matches("a")) focused.click();
    else if (event.key === "n" && !isOff && stop?.matches(".cell-add")) stop.click();
    else if (pressed) pressed.click();
    else return;
    event.preventDefault();
  });
}
