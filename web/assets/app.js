"use strict";
// Everything works without this file; it adds keys, the palette and the drop.
(() => {
  document.documentElement.classList.add("js");
  const typing = (el) => el.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const palette = document.getElementById("palette");
  const find = document.getElementById("find");
  const side = document.getElementById("side");

  // on narrow screens the navigation begins folded
  const narrow = matchMedia("(max-width: 1023px)");
  const fold = () => { if (side) side.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);

  // a picture larger than its box begins in its middle, where what is shared stands
  for (const box of document.querySelectorAll(".ringbox")) {
    box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
    box.scrollTop = (box.scrollHeight - box.clientHeight) / 2;
  }

  const open = () => {
    if (!palette || palette.open) return;
    palette.showModal();
    const q = document.getElementById("palette-q");
    q.select();
    q.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const hits = () => palette ? [...palette.querySelectorAll("#palette-hits a")] : [];
  if (palette) {
    palette.querySelector("form").addEventListener("submit", (e) => {
      const first = hits()[0];
      if (first) { e.preventDefault(); location.href = first.href; }
    });
    palette.addEventListener("keydown", (e) => {
      if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
      const list = hits(), at = list.indexOf(document.activeElement) + (e.key === "ArrowDown" ? 1 : -1);
      e.preventDefault();
      if (at < 0) document.getElementById("palette-q").focus();
      else if (list[at]) list[at].focus();
    });
  }

  // j and k step through what the page lists
  const step = (by) => {
    const list = [...document.querySelectorAll("[data-item]")].filter((el) => el.getClientRects().length);
    if (!list.length) return;
    const at = list.findIndex((el) => el === document.activeElement || el.contains(document.activeElement));
    const to = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
    list[to].focus();
    list[to].scrollIntoView({ block: "nearest" });
  };

  let go = 0;
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "k") { e.preventDefault(); open(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
    if (typing(e.target) || (palette && palette.open)) return;
    if (go && Date.now() - go < 1500) {
      go = 0;
      const to = document.querySelector(`[data-go="${CSS.escape(e.key)}"]`);
      if (to) { e.preventDefault(); location.href = to.href; }
      return;
    }
    switch (e.key) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "g": go = Date.now(); break;
      case "?": location.href = "/keys"; break;
      case "/": {
        const first = document.querySelector("[data-filter]") || find;
        if (first) { e.preventDefault(); first.focus(); }
        break;
      }
      case "Enter": {
        const href = e.target.dataset && e.target.dataset.href;
        if (href) { e.preventDefault(); location.href = href; }
        break;
      }
    }
  });

  // a menu over the page closes when the focus leaves it, and by Escape
  for (const menu of document.querySelectorAll("details.menu")) {
    menu.addEventListener("focusout", (e) => { if (e.relatedTarget && !menu.contains(e.relatedTarget)) menu.open = false; });
    menu.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // where the stage track does not fit, it begins at the present stage
  for (const box of document.querySelectorAll(".trackbox")) {
    const now = box.querySelector(".now");
    if (now) box.scrollLeft = now.offsetLeft - box.clientWidth / 2 + now.offsetWidth / 2;
  }

  // a refused form is where the person goes on
  const refused = document.querySelector("form .complaint:not([data-refused]), form .refused");
  if (refused) {
    const form = refused.closest("form");
    const field = form.querySelector("[aria-invalid=true]:is(input, textarea, select), [aria-invalid=true] input") || form.querySelector("textarea, input:not([type=hidden])");
    if (field) field.focus();
  }

  // what is needed only with another answer is required while that is given
  for (const field of document.querySelectorAll("[data-needed]")) {
    const [name, value] = field.dataset.needed.split("=");
    const form = field.form;
    const hold = () => {
      const asked = form.elements[name];
      field.required = Boolean(asked) && asked.value === value;
    };
    form.addEventListener("change", hold);
    hold();
  }

  // terms that say nothing about a person are refused as they are typed: the
  // server looks, now and when the form is sent
  for (const box of document.querySelectorAll("[data-refuse]")) {
    const say = box.parentElement.querySelector("[data-refused]");
    let asked = 0, wait;
    const ask = async () => {
      const mine = ++asked;
      const answer = await fetch("/words", { method: "POST", body: new URLSearchParams({ text: box.value }) }).catch(() => null);
      if (!answer || !answer.ok || answer.redirected || mine !== asked) return;
      const text = await answer.text();
      if (mine !== asked) return;
      box.setCustomValidity(text);
      if (say.textContent !== text) say.textContent = text;
    };
    box.addEventListener("input", () => {
      box.setCustomValidity("");
      clearTimeout(wait);
      wait = setTimeout(ask, 250);
    });
  }

  // filters apply as they are chosen; without script there is a button
  for (const form of document.querySelectorAll("form[data-apply]")) {
    form.addEventListener("change", () => { if (typeof htmx === "undefined") form.requestSubmit(); });
  }

  // the picture of a ring grows and shrinks in place, with + and - while it has
  // the focus; without script each size is a page
  const ring = document.getElementById("ring-picture");
  if (ring) {
    const sizes = [...document.querySelectorAll("[data-zoom] a")], box = ring.parentElement;
    const zoom = (to) => {
      const from = sizes.findIndex((a) => a.hasAttribute("aria-current")), a = sizes[to];
      if (!a || to === from) return;
      const x = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth, y = (box.scrollTop + box.clientHeight / 2) / box.scrollHeight;
      sizes.forEach((one) => one.removeAttribute("aria-current"));
      a.setAttribute("aria-current", "true");
      for (const side of ["width", "height"]) ring.setAttribute(side, ring.dataset[side] * a.dataset.percent / 100);
      box.scrollTo(x * box.scrollWidth - box.clientWidth / 2, y * box.scrollHeight - box.clientHeight / 2);
    };
    const now = () => sizes.findIndex((a) => a.hasAttribute("aria-current"));
    sizes.forEach((a, i) => a.addEventListener("click", (e) => { e.preventDefault(); zoom(i); }));
    box.addEventListener("keydown", (e) => {
      if (e.key === "+" || e.key === "=") zoom(now() + 1);
      if (e.key === "-") zoom(now() - 1);
    });
  }

  const drop = document.getElementById("import");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    const over = (on) => (e) => { e.preventDefault(); drop.classList.toggle("over", on); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (e) => {
      over(false)(e);
      if (e.dataTransfer.files.length) { input.files = e.dataTransfer.files; input.form.requestSubmit(); }
    });
  }
})();
