// Marks what the keyboard must reach and says how much that is. Of radio
// buttons of one name only the chosen one is a stop.
(() => {
  let stops = 0;
  document.activeElement?.blur();
  for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (e.disabled || !e.checkVisibility({visibilityProperty: true}) || e.type === "hidden" || (e.type === "radio" && !e.checked)) continue;
    e.dataset.stop = "1";
    delete e.dataset.reached;
    stops++;
  }
  return stops;
})()
