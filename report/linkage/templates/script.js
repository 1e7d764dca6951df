"use strict";
(() => {
  const form = document.getElementById("explore");
  if (!form) return;
  const rows = new Map([...document.querySelectorAll(".thresholds tr[data-bits]")].map((r) => [r.dataset.bits, r]));
  const bits = document.getElementById("bits");
  const says = document.getElementById("says");
  const chart = document.getElementById("chart");
  const at = document.getElementById("at");
  const path = at.getAttribute("d").replace(/^M[\d.]+/, "");
  const show = () => {
    const row = rows.get(bits.value);
    if (!row) return;
    for (const r of rows.values()) r.classList.toggle("chosen", r === row);
    says.textContent = row.dataset.says;
    at.setAttribute("d", "M" + row.dataset.x + path);
    chart.classList.add("moved");
  };
  form.hidden = false;
  form.addEventListener("submit", (e) => e.preventDefault());
  bits.addEventListener("input", show);
  show();
})();
