// What somebody answered before the scripts were there (a slow line), or what the browser put back after "Back".
export function typed(control) {
  if (control.matches("input[type=checkbox], input[type=radio]")) return control.checked !== control.defaultChecked;
  if (control.matches("select")) return control.selectedIndex !== Math.max(0, [...control.options].findLastIndex((one) => one.defaultSelected));
  return control.matches("input:not([type=file]), textarea") && control.value !== control.defaultValue;
}
