// Diagrams are drawn when they come into sight: the viewer is loaded only where there is one.
import { words } from "./words.js";

export function diagrams(root) {
  const found = root.querySelectorAll?.("[data-diagram]") ?? [];
  if (!found.length) return;
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "200px" });
  for (const figure of found) seen.observe(figure);
}

async function draw(figure) {
  try {
    const here = new URL(import.meta.url);
    const viewer = new URL(`diagram.js${here.search}`, here);
    const { show } = await import(viewer.href);
    await show(figure);
    figure.dataset.drawn = "yes";
  } catch (error) {
    console.error(error);
    figure.querySelector(".diagram-canvas").hidden = true;
    figure.querySelector("figcaption").prepend(words().drawFailed);
  }
}
