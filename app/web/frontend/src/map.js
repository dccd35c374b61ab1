// The stock on a schematic map: our own outline instead of tiles, projects as circles with their number of homes.
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "./map.css";
import L from "leaflet";
import "leaflet.markercluster";

export async function show(figure) {
  const answer = await fetch(figure.dataset.outline);
  if (!answer.ok) throw new Error(`outline: ${answer.status}`);
  const outline = await answer.json();
  const points = JSON.parse(figure.querySelector("[data-points]").textContent);
  const canvas = figure.querySelector(".map-canvas");
  canvas.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, { attributionControl: false, zoomSnap: 0.25, minZoom: 8, maxZoom: 15, zoomAnimation: !calm, fadeAnimation: !calm, scrollWheelZoom: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: figure.dataset.zoomIn, zoomOutTitle: figure.dataset.zoomOut }).addTo(map);
  const land = L.geoJSON(outline, { interactive: false, style: { className: "map-town" } }).addTo(map);
  map.fitBounds(points.length ? L.latLngBounds(points.map(at)).pad(0.25) : land.getBounds());
  for (const town of land.getLayers()) label(town, map);
  const marks = L.markerClusterGroup({ maxClusterRadius: 46, showCoverageOnHover: false, animate: !calm, iconCreateFunction: (cluster) => icon(sum(cluster.getAllChildMarkers()), "map-many") });
  for (const point of points) marks.addLayer(mark(point));
  map.addLayer(marks);
}

const at = ({ place: [lng, lat] }) => [lat, lng];

function mark(point) {
  const one = L.marker(at(point), { icon: icon(point.units, point.free ? "map-free" : "map-full"), title: point.name, alt: `${point.name}: ${point.units}`, units: point.units });
  const open = () => { location.href = point.address; };
  return one.on("click", open).on("keydown", ({ originalEvent: { key } }) => { if (key === "Enter") open(); });
}

const sum = (marks) => marks.reduce((total, one) => total + one.options.units, 0);

function icon(units, kind) {
  const body = document.createElement("span");
  body.textContent = units;
  return L.divIcon({ html: body, className: `map-mark ${kind}`, iconSize: [40, 40] });
}

// The names are for the eye: the list says them too. A name shows where its town is wide enough on the screen.
function label(town, map) {
  const name = document.createElement("span");
  name.dataset.name = town.feature.properties.name;
  const made = L.marker(town.getBounds().getCenter(), { icon: L.divIcon({ html: name, className: "map-name", iconSize: [90, 16] }), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map).getElement();
  made.setAttribute("aria-hidden", "true");
  const judge = () => {
    const [a, b] = [town.getBounds().getNorthWest(), town.getBounds().getNorthEast()].map((corner) => map.latLngToContainerPoint(corner));
    name.hidden = b.x - a.x < 13 * name.dataset.name.length;
  };
  map.on("zoomend", judge);
  judge();
}
