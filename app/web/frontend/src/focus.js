// After a refused form the error summary is read first; its links lead into the field, also of a group of choices.
export function focus(root) {
  const summary = root.querySelector?.("[data-focus], .error-summary");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const input = field.matches("fieldset, section, div") ? field.querySelector("input:not([type=hidden]), select, textarea") : field;
    field.scrollIntoView({ block: "center" });
    (input || field).focus({ preventScroll: true });
  });
}
