// Lists with boxes: one box ticks them all, and the list says how many are ticked. Without it each is ticked by hand.
import { words } from "./words.js";

export function ticks(root) {
  for (const form of root.querySelectorAll?.("form[data-ticks]") ?? []) watch(form);
}

function watch(form) {
  const all = form.querySelector("[data-tick-all]");
  const said = form.querySelector("[data-ticked]");
  const boxes = () => [...form.querySelectorAll("input[type=checkbox][name]")];
  if (!all || !boxes().length) return;
  all.closest("label").hidden = false;
  const tell = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    if (said) said.textContent = ticked ? words().ticked.replace("{n}", ticked) : "";
  };
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  tell(); // a page that came back keeps its ticks
}
