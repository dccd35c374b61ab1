// Drafts: <form data-autosave="address"> is sent there two seconds after the last change, valid or not, and when the page is left.
import { typed } from "./typed.js";
import { words } from "./words.js";

const WAIT = 2000;

export function autosave(root) {
  for (const form of root.querySelectorAll?.("form[data-autosave]") ?? []) watch(form);
}

function watch(form) {
  const said = document.createElement("p");
  said.className = "autosave-said";
  said.setAttribute("role", "status");
  form.append(said);
  let timer = 0;
  const early = [...form.elements].some(typed);
  let sent = early ? "" : text(form);
  let saving = null;
  const save = async (leaving) => {
    clearTimeout(timer);
    if (text(form) === sent || form.dataset.sending) return;
    const now = text(form);
    saving = new AbortController();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: content(form), keepalive: leaving, headers: { "X-Requested-With": "autosave" }, signal: saving.signal,
      });
      if (!answer.ok && answer.headers.get("Content-Type")?.startsWith("text/plain")) {
        said.textContent = await answer.text(); // a colleague has the task by now: their words say it
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      sent = now;
      taken();
      said.textContent = `${words().draftSaved} ${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" })}`;
    } catch {
      if (!form.dataset.sending) said.textContent = words().draftFailed;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(false), WAIT);
  };
  form.addEventListener("input", soon);
  if (early) soon();
  form.addEventListener("submit", () => {
    form.dataset.sending = "yes";
    clearTimeout(timer);
    saving?.abort(); // the form holds all of it, and a late answer's cookie would take away what the form's answer says
  });
  form.addEventListener("htmx:sendError", () => delete form.dataset.sending);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && form.isConnected && save(true));
}

// Who types has the task: the page stops offering to claim it, and offers to give it back.
function taken() {
  const button = document.querySelector("[data-claim]");
  const holder = document.querySelector("[data-holder]");
  if (!button || !holder) return;
  button.closest("form").remove();
  document.querySelector("[data-taken]")?.removeAttribute("hidden");
  holder.textContent = holder.dataset.holder;
}

function content(form) {
  const body = new FormData(form);
  for (const [key, entry] of [...body.entries()]) if (entry instanceof File) body.delete(key);
  return body;
}

function text(form) {
  return new URLSearchParams(content(form)).toString();
}
