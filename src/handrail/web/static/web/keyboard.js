// Keys. Every one of them is printed on a button or link that works without this file.
// data-key="F9" presses the element; data-go="h" follows it after G; digits choose the n-th answer of the step in hand.
(() => {
  "use strict";
  const typing = (el) => el.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])") || el.isContentEditable;
  const press = (el) => { if (el.tagName === "SUMMARY") { el.parentElement.open = true; el.parentElement.querySelector("input:not([type=hidden]), textarea, select")?.focus(); } else el.click(); };
  let afterG = -Infinity;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = (event.altKey ? "Alt+" : "") + (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
    if (/^F\d+$/.test(event.key) || event.altKey) {
      const el = document.querySelector(`[data-key="${key}"]`);
      if (el) { event.preventDefault(); press(el); }
      return;
    }
    if (key === "Ctrl+Enter") {
      const form = event.target.closest("form") || document.querySelector("form.hand");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || typing(event.target)) return;
    if (event.key === "Enter" && event.target === document.body) { document.querySelector("form.hand")?.requestSubmit(); return; }
    if (event.timeStamp - afterG < 1500) {
      afterG = -Infinity;
      const place = document.querySelector(`[data-go="${event.key.toLowerCase()}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (event.key === "g") { afterG = event.timeStamp; return; }
    if (/^[1-9]$/.test(event.key)) {
      const answer = document.querySelectorAll(".hand .choice input")[event.key - 1];
      if (answer) { event.preventDefault(); answer.checked = answer.type === "radio" || !answer.checked; answer.focus(); answer.dispatchEvent(new Event("input", { bubbles: true })); }
      return;
    }
    const el = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (el) { event.preventDefault(); press(el); }
  });

  // After each step the hand is on the first thing to answer, else on the step's title.
  const places = ["[data-first]", ".hand .field.bad :is(input, textarea, select)", ".hand :is(input:not([type=hidden]), textarea, select)", ".hand .go .first"];
  const first = places.map((place) => document.querySelector(place)).find(Boolean);
  if (first && !document.querySelector("[autofocus]")) first.focus();

  // The new step is announced once the focus has moved; a screen reader then says both.
  const announced = document.querySelector("[data-announce]");
  if (announced) setTimeout(() => { announced.textContent = announced.dataset.announce; }, 150);
})();
