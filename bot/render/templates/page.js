"use strict";
(() => {
  const root = document.documentElement, one = (query) => document.querySelector(query);
  const theme = one("#theme"), system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const named = () => { theme.textContent = dark() ? "Light" : "Dark"; theme.setAttribute("aria-label", theme.textContent + " colours"); };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; named(); });
  system.addEventListener("change", named);
  named();

  // A link into something folded opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("details");
    if (folded && !folded.open) { folded.open = true; target.scrollIntoView(); }
    if (folded) folded.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  reveal();

  // The card of a person beside the pointer or the focus.
  const card = document.createElement("div");
  card.className = "hover";
  card.hidden = true;
  card.setAttribute("role", "status");
  document.body.append(card);
  const copy = (node) => {
    const made = node.cloneNode(true);
    made.removeAttribute("id");
    return made;
  };
  const fill = (link) => {
    const inside = document.getElementById(link.getAttribute("href").slice(1));
    const folded = inside && inside.closest("details.card");
    if (!folded) return false;
    const top = document.createElement("div");
    top.className = "top";
    top.append(copy(folded.querySelector(".who")), copy(folded.querySelector(".badge")));
    const turns = document.createElement("p");
    turns.className = "soft";
    turns.textContent = folded.querySelector("summary").lastElementChild.textContent;
    card.replaceChildren(top, copy(inside), turns);
    return true;
  };
  const place = (box) => {
    const gap = 14, width = card.offsetWidth, room = root.clientWidth - 8;
    let left = box.right + gap, top = box.top - 20;
    if (left + width > room) left = box.left - gap - width;
    if (left < 8) { left = Math.max(8, Math.min(box.left, room - width)); top = box.bottom + gap; }
    else top = Math.min(top, innerHeight - card.offsetHeight - 8);
    card.style.left = left + scrollX + "px";
    card.style.top = Math.max(8, top) + scrollY + "px";
  };
  const show = (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#m"]');
    if (!link || link.closest(".card") || !fill(link)) return;
    card.hidden = false;
    place(link.getBoundingClientRect());
  };
  const hide = () => { card.hidden = true; };
  for (const title of document.querySelectorAll('a[href^="#m"] > title')) title.remove(); // the card says more
  addEventListener("pointerover", show);
  addEventListener("pointerout", hide);
  addEventListener("focusin", show);
  addEventListener("focusout", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // A chart is one stop of the Tab key; arrows move between its marks.
  for (const chart of document.querySelectorAll(".chart svg")) {
    const seen = new Set();
    const marks = [...chart.querySelectorAll("a[href]")].filter((mark) => {
      const label = mark.getAttribute("aria-label");
      return label && !seen.has(label) && seen.add(label);
    });
    if (!marks.length) continue;
    const middle = (mark) => { const box = mark.getBoundingClientRect(); return box.left + box.width / 2; };
    let current = 0;
    marks[0].setAttribute("tabindex", "0");
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      if (!chart.dataset.sorted) { marks.sort((a, b) => middle(a) - middle(b)); chart.dataset.sorted = "yes"; current = Math.max(0, marks.indexOf(document.activeElement)); }
      marks[current].setAttribute("tabindex", "-1");
      current = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : (current + step + marks.length) % marks.length;
      marks[current].setAttribute("tabindex", "0");
      marks[current].focus();
    });
  }

  const find = one("#find");
  if (find) {
    const people = [...document.querySelectorAll(".card")];
    find.closest("p").hidden = false;
    find.addEventListener("input", () => {
      const words = find.value.trim().toLowerCase();
      let shown = 0;
      for (const person of people) {
        person.hidden = !person.querySelector("summary").textContent.toLowerCase().includes(words);
        shown += !person.hidden;
      }
      one("#found").textContent = words ? shown + " of " + people.length : "";
    });
  }
})();
