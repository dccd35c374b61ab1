// The diagram of a process with its tokens, drawn by bpmn-js. The picture is in the figure's script, the words in its caption.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { words } from "./words.js";

const READABLE = 0.75; // below this zoom the names cannot be read: the picture then starts at the token

export async function show(figure) {
  const { xml, live, done, troubled } = JSON.parse(figure.querySelector("script").textContent);
  const holder = figure.querySelector(".diagram-canvas");
  const bar = figure.querySelector(".diagram-bar");
  holder.hidden = bar.hidden = false;
  const viewer = new NavigatedViewer({ container: holder });
  await viewer.importXML(xml);
  const canvas = viewer.get("canvas");
  holder.querySelector("svg[tabindex]")?.setAttribute("tabindex", "-1"); // the frame around it takes the keys
  mark(viewer, live, done, troubled);
  const first = troubled[0] || Object.keys(live)[0];
  bar.querySelector("[data-zoom=live]").hidden = !first;
  const views = {
    in: () => canvas.zoom(Math.min(canvas.zoom() * 1.25, 4)),
    out: () => canvas.zoom(Math.max(canvas.zoom() / 1.25, 0.1)),
    fit: () => canvas.zoom("fit-viewport", "auto"),
    live: () => first && centre(viewer, first),
  };
  begin(canvas, views, first);
  bar.addEventListener("click", (event) => views[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  holder.addEventListener("keydown", (event) => move(event, canvas, views));
}

function begin(canvas, views, first) {
  views.fit();
  if (first && canvas.zoom() < READABLE) views.live();
}

function mark(viewer, live, done, troubled) {
  const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map((part) => viewer.get(part));
  for (const id of done) if (registry.get(id)) canvas.addMarker(id, "passed");
  for (const id of troubled) if (registry.get(id)) canvas.addMarker(id, "troubled");
  for (const [id, count] of Object.entries(live)) {
    if (!registry.get(id)) continue;
    canvas.addMarker(id, "live");
    const token = document.createElement("div");
    token.className = "token";
    token.textContent = count > 1 ? count : "";
    token.title = words().here;
    overlays.add(id, { position: { top: -13, right: 13 }, html: token });
  }
}

function centre(viewer, id) {
  const canvas = viewer.get("canvas");
  const element = viewer.get("elementRegistry").get(id);
  if (!element) return;
  canvas.zoom(1);
  const { width, height } = canvas.viewbox();
  canvas.viewbox({ x: element.x + element.width / 2 - width / 2, y: element.y + element.height / 2 - height / 2, width, height });
}

function move(event, canvas, views) {
  const step = 60;
  const act = {
    ArrowLeft: () => canvas.scroll({ dx: step, dy: 0 }),
    ArrowRight: () => canvas.scroll({ dx: -step, dy: 0 }),
    ArrowUp: () => canvas.scroll({ dx: 0, dy: step }),
    ArrowDown: () => canvas.scroll({ dx: 0, dy: -step }),
    "+": views.in, "=": views.in, "-": views.out, 0: views.fit, Home: views.live,
  }[event.key];
  if (!act || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  act();
}
