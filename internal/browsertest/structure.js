// Lists what a screen reader would stumble over.
(() => {
  const bad = [];
  let last = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = Number(h.tagName[1]);
    if (n > last + 1) bad.push("heading jumps from " + last + " to " + n + ": " + h.textContent);
    last = n;
  }
  if (document.querySelectorAll("h1").length !== 1) bad.push("not one h1");
  for (const name of ["header", "main", "footer", "nav"]) if (!document.querySelector(name)) bad.push("no " + name);
  const seen = new Set();
  for (const el of document.querySelectorAll("[id]")) { if (seen.has(el.id)) bad.push("id twice: " + el.id); seen.add(el.id); }
  for (const el of document.querySelectorAll("[aria-labelledby]")) if (!document.getElementById(el.getAttribute("aria-labelledby"))) bad.push("label missing: " + el.getAttribute("aria-labelledby"));
  for (const a of document.querySelectorAll("a[href^='#']")) if (!document.getElementById(a.getAttribute("href").slice(1))) bad.push("leads nowhere: " + a.getAttribute("href"));
  for (const i of document.querySelectorAll("input")) if (!i.labels.length) bad.push("input without label");
  for (const t of document.querySelectorAll("table")) if (!t.querySelector("th[scope=col]")) bad.push("table without heads");
  return bad;
})()
