// The desk by keyboard: j and k go through the rows, Enter opens, c claims, ? explains. Can be switched off (WCAG 2.1.4).
import { words } from "./words.js";

const SETTING = "anju-keys";
let listening = false;

export function keys(root) {
  if (!(root.querySelector?.("[data-keys], [data-claim]")) || listening) return;
  listening = true;
  document.addEventListener("keydown", pressed);
  const hint = document.querySelector(".keys");
  if (hint) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link btn-sm", textContent: words().keys });
    button.addEventListener("click", help);
    hint.append(" ", button);
  }
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog, .diagram-canvas")) return;
  const act = localStorage.getItem(SETTING) === "off" ? null : { j: () => go(1), k: () => go(-1), c: claim, "?": help }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function rows() {
  return [...document.querySelectorAll("[data-keys] [data-row]")];
}

function go(by) {
  const all = rows();
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
  next?.querySelector("[data-open]")?.focus();
}

// On a task's page the button that claims; in the inbox the row in hand, or the ticked ones.
function claim() {
  const row = rows().find((one) => one.contains(document.activeElement));
  const button = (row || document).querySelector("[data-claim]");
  if (button) return button.click();
  const box = row?.closest("[data-keys=claim]") && row.querySelector("input[type=checkbox]"); // elsewhere a tick means something else
  if (!box) return;
  box.checked = true;
  box.form?.requestSubmit();
}

function help() {
  const say = words();
  const dialog = document.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = Object.assign(document.createElement("h2"), { id: "keys-title", textContent: say.keys });
  const list = document.createElement("dl");
  for (const [key, text] of [["j", say.keyDown], ["k", say.keyUp], ["Enter", say.keyOpen], ["c", say.keyClaim], ["?", say.keyHelp]]) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: text }));
  }
  const off = localStorage.getItem(SETTING) === "off";
  const turn = button(off ? say.keysOn : say.keysOff, "btn btn-outline-secondary", () => {
    localStorage.setItem(SETTING, off ? "on" : "off");
    dialog.close();
  });
  dialog.append(title, list, turn, " ", button(say.close, "btn btn-primary", () => dialog.close()));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function button(text, look, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: text });
  made.addEventListener("click", act);
  return made;
}
