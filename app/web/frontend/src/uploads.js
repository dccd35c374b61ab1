// Uploads: a file that is too large is said before it is sent; a bar shows how far the sending is.
import htmx from "htmx.org";
import { words } from "./words.js";

const MOST = 10 * 1024 * 1024;

export function uploads(root) {
  for (const input of root.querySelectorAll?.("input[type=file]") ?? []) watch(input);
}

function watch(input) {
  const form = input.form;
  if (!form) return;
  input.addEventListener("change", () => {
    const large = [...input.files].filter((file) => file.size > MOST).map((file) => file.name);
    input.setCustomValidity(large.length ? `${words().tooLarge}${large.join(", ")}` : "");
    if (large.length) input.reportValidity();
  });
  if (form.dataset.progress) return;
  form.dataset.progress = "yes";
  form.setAttribute("hx-boost", "true");
  form.setAttribute("hx-encoding", "multipart/form-data");
  htmx.process(form);
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0, hidden: true });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "upload-said";
  form.append(bar, said);
  form.addEventListener("htmx:beforeRequest", (event) => {
    const chosen = [...form.querySelectorAll("input[type=file]")];
    if (chosen.some((one) => !one.checkValidity())) {
      event.preventDefault();
      chosen.find((one) => !one.checkValidity()).reportValidity();
    }
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.lengthComputable || !event.detail.total) return;
    const share = Math.round((event.detail.loaded / event.detail.total) * 100);
    bar.hidden = false;
    bar.value = share;
    bar.setAttribute("aria-label", words().uploading);
    said.textContent = `${words().uploading} ${share} %`;
  });
  form.addEventListener("htmx:sendError", () => {
    bar.hidden = true;
    said.textContent = words().uploadFailed;
  });
}
