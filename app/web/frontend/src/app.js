// Page behaviour. Every page works without it; each module adds something to what is already there.
import htmx from "htmx.org";
import { autosave } from "./autosave.js";
import { diagrams } from "./diagrams.js";
import { fields } from "./fields.js";
import { focus } from "./focus.js";
import { keys } from "./keys.js";
import { maps } from "./maps.js";
import { ticks } from "./ticks.js";
import { uploads } from "./uploads.js";

// A refused form (422) or a colleague's quicker hand (409) answers with a page to show, and so do the error pages.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[2345]..", swap: true },
];
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0; // pages hold personal data: none of it stays in the browser's storage
htmx.config.scrollIntoViewOnBoost = true;

htmx.onLoad((root) => {
  for (const module of [fields, autosave, uploads, diagrams, maps, keys, ticks, focus]) module(root);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
