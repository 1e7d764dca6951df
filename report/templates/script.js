
"use strict";
(() => {
  const cards = [...document.querySelectorAll(".card")];
  const rows = [...document.querySelectorAll(".due tr[data-level]")];
  const tools = document.getElementById("tools");
  const shown = () => cards.filter((c) => !c.hidden);

  // j and k step through the people; they leave every other key alone
  const step = (by) => {
    const list = shown();
    if (!list.length) return;
    const at = list.findIndex((c) => c.contains(document.activeElement));
    const to = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
    list[to].focus({ preventScroll: true });
    list[to].scrollIntoView({ block: "start" });
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape" && e.target.id === "find") { e.target.value = ""; e.target.blur(); filter(); return; }
    if (!tools || !tools.elements.keys.checked) return;
    if (e.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
    if (e.key === "j") step(1);
    else if (e.key === "k") step(-1);
    else if (e.key === "/") { e.preventDefault(); document.getElementById("find").focus(); }
  });

  // heads of the lists sort them; a second press turns the order round
  for (const table of document.querySelectorAll("table.due")) {
    const body = table.tBodies[0];
    const first = [...body.rows];
    const order = { Escalate: 0, Verify: 1 };
    const key = (row, i) => row.cells[i].textContent.trim();
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
        const by = (a, b) => (order[key(a, i)] ?? 0) - (order[key(b, i)] ?? 0) || key(a, i).localeCompare(key(b, i), "en", { numeric: true });
        body.append(...[...first].sort((a, b) => turn * by(a, b)));
      });
    });
  }

  let filter = () => {};
  if (!tools) return;
  tools.hidden = false;
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const text = new Map(cards.map((c) => [c, c.textContent.toLowerCase()]));
  filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const level = tools.elements.level.value;
    const out = new Set();
    for (const c of cards) {
      c.hidden = (level && c.dataset.level !== level) || !words.every((w) => text.get(c).includes(w));
      if (c.hidden) out.add("#" + c.id);
    }
    for (const r of rows) {
      r.hidden = r.dataset.for ? out.has(r.dataset.for)
        : (level && r.dataset.level !== level) || !words.every((w) => r.textContent.toLowerCase().includes(w));
    }
    found.textContent = words.length || level ? shown().length + " of " + cards.length + " shown" : "";
  };
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", (e) => e.preventDefault());
  // a link to somebody who is filtered out shows them
  addEventListener("hashchange", () => {
    const c = document.getElementById(location.hash.slice(1));
    const card = c && c.closest(".card");
    if (card && card.hidden) {
      find.value = ""; tools.elements.level.value = ""; filter();
      card.scrollIntoView();
    }
  });
})();
