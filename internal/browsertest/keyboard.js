// Marks what the keyboard must reach, notes what it reaches from now on, and
// says how often the tabulator is pressed to go through: once for each thing,
// more for boxes of dates and times, which take a stop for each part, and a few
// for what scrolls. Of radio buttons of one name only the chosen one is a stop.
(() => {
  let presses = 12, last;
  const walk = window.keyboardWalk = { stops: 0, first: "", unseen: [], covered: [], back: [] };
  document.activeElement?.blur();
  for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true }) || e.type === "hidden" || (e.type === "radio" && !e.checked)) continue;
    e.dataset.stop = "1";
    delete e.dataset.reached;
    walk.stops++;
    presses += /^(date|time|datetime-local|month|week)$/.test(e.type) ? 7 : 1;
  }
  const name = (e) => e.outerHTML.slice(0, 80);
  document.addEventListener("focusin", ({ target: e }) => {
    if (e === last || e.dataset.reached) return;
    e.dataset.reached = "1";
    walk.first ||= e.getAttribute("href") || e.tagName;
    const s = getComputedStyle(e);
    if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0) walk.unseen.push(name(e));
    if (last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) walk.back.push(name(e));
    const box = [...e.getClientRects()].find((r) => r.width && r.height);
    if (box) {
      const at = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
      if (!at.some((o) => o && (e.contains(o) || o.contains(e) || o.closest("label")?.contains(e)))) walk.covered.push(name(e));
    }
    last = e;
  });
  return { presses, stops: walk.stops };
})()
