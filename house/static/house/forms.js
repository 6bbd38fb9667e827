// "Laat zien wat ik typ": <label class="choice" data-show="id_password" hidden><input type="checkbox"><span>…</span></label>
for (const label of document.querySelectorAll("[data-show]")) {
  const tick = label.querySelector("input");
  const inputs = label.dataset.show.split(" ").map((id) => document.getElementById(id));
  const show = (isShown) => inputs.forEach((input) => (input.type = isShown ? "text" : "password"));
  label.hidden = false;
  tick.addEventListener("change", () => show(tick.checked));
  for (const moment of ["submit", "reset"]) tick.form?.addEventListener(moment, () => show(false));
}
