// Questions that depend on answers, and rows that come and go: the server renders the fields again, nothing else moves.
import { typed } from "./typed.js";

export function fields(root) {
  root.addEventListener?.("change", (event) => {
    const input = event.target.closest("[data-again]");
    if (input && !input.matches("button")) refresh(input, "again", input.name);
  });
  root.addEventListener?.("click", (event) => {
    const button = event.target.closest("button[data-again]");
    if (!button) return;
    event.preventDefault();
    refresh(button, button.name, button.value);
  });
  const early = [...(root.querySelectorAll?.("[data-again]:not(button)") ?? [])].find(typed);
  if (early) refresh(early, "again", early.name);
}

async function refresh(control, name, value) {
  const form = control.form;
  const holder = control.closest("[data-fields]");
  const body = new FormData(form);
  for (const [key, entry] of [...body.entries()]) if (entry instanceof File) body.delete(key);
  body.append(name, value);
  holder.setAttribute("aria-busy", "true");
  const asking = new AbortController();
  form.addEventListener("submit", () => asking.abort(), { once: true }); // as in autosave
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fields" }, redirect: "error", signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[data-fields="${holder.dataset.fields}"]`);
    if (!fresh) throw new Error(answer.status);
    fresh.querySelector(".notice-line")?.remove();
    replace(holder, fresh, { id: control.id, name, value });
  } catch {
    holder.removeAttribute("aria-busy");
    if (asking.signal.aborted) return;
    if (control.matches("button")) sendPlainly(form, name, value);
  }
}

// What was typed while the answer was on its way stays.
function replace(holder, fresh, { id, name, value }) {
  const active = document.activeElement;
  const typing = active && active.id && active.id !== id && holder.contains(active) && "value" in active ? active : null;
  document.adoptNode(fresh);
  holder.replaceWith(fresh);
  const again = typing && fresh.querySelector(`#${CSS.escape(typing.id)}`);
  if (again) again.value = typing.value;
  place(fresh, again, id, name, value)?.focus();
  fresh.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept too
}

function place(fresh, again, id, name, value) {
  if (again) return again;
  if (name === "add") return [...fresh.querySelectorAll(`[name="${CSS.escape(value)}[]"]`)].pop()?.parentElement.querySelector("input:not([type=hidden]), select, textarea");
  if (name === "remove") return fresh.querySelector(`button[name=add][value="${CSS.escape(value.replace(/\[\d+\]$/, ""))}"]`);
  return id && fresh.querySelector(`#${CSS.escape(id)}`);
}

function sendPlainly(form, name, value) {
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(hidden);
  form.submit();
}
