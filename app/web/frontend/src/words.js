// What the browser code says, in the page's language: base.html gives it.
export function words() {
  return JSON.parse(document.getElementById("words")?.textContent || "{}");
}
