// The words of a reply, taken to wherever they are sent from: the button copies what is shown. Without this file one marks
// and copies them oneself.
(() => {
  "use strict";
  const saidBy = (button) => (button.closest("p:has([data-said])") || button.closest("div")).querySelector("[data-said]");
  const marked = (el) => { // where the browser gives no clipboard, what is marked is copied
    const selection = getSelection();
    selection.selectAllChildren(el);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  };
  const copied = async (el) => {
    try { await navigator.clipboard.writeText(el.textContent.trim()); return true; } catch { return marked(el); }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const done = await copied(saidBy(button));
    const told = button.closest(".reply-one").querySelector("[role=status]");
    if (told) told.textContent = done ? "Copied." : "The browser did not let it be copied. Mark the words and copy them.";
  });
  // The key works for the language that is seen.
  const ready = () => {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      if (button.classList.contains("flat")) continue;
      const seen = getComputedStyle(button.closest(".reply-one")).display !== "none";
      if (seen) button.dataset.key = "Alt+c"; else delete button.dataset.key;
    }
  };
  document.addEventListener("input", ready);
  document.addEventListener("change", ready);
  new MutationObserver(ready).observe(document.body, { childList: true, subtree: true }); // the next step takes the place of this one
  ready();
})();
