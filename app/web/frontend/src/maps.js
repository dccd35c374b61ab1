// Maps are drawn where there is one: the library is loaded only then. The list beside it says the same.
import { words } from "./words.js";

export async function maps(root) {
  const figure = root.querySelector?.("[data-map]:not([data-drawn])");
  if (!figure) return;
  try {
    const here = new URL(import.meta.url);
    const { show } = await import(new URL(`map.js${here.search}`, here).href);
    await show(figure);
    figure.dataset.drawn = "yes";
  } catch (error) {
    console.error(error);
    figure.querySelector(".map-canvas").hidden = true;
    figure.querySelector("figcaption").prepend(words().mapFailed);
  }
}
