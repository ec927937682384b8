// What is typed at a step stays in this tab until the step is done, so that a lost line or a sign-in takes nothing away.
// It is kept for this person, case and step only, and is gone with the tab. Without this file, the page's own forms keep
// what was typed when an answer is refused.
(() => {
  "use strict";
  const PREFIX = "handrail-kept:";
  const form = document.querySelector("form[data-keep]");
  const mine = form ? PREFIX + form.dataset.keep : "";
  const stale = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && key !== mine);
  stale.forEach((key) => sessionStorage.removeItem(key));
  if (!form) return;

  const fields = () => [...form.elements].filter((el) => el.name && el.type !== "hidden");
  const kept = JSON.parse(sessionStorage.getItem(mine) || "{}");
  const untouched = fields().every((el) => (el.type === "radio" || el.type === "checkbox" ? !el.checked : !el.value));
  if (untouched) {
    fields().forEach((el) => {
      const values = kept[el.name] || [];
      if (el.type === "radio" || el.type === "checkbox") el.checked = values.includes(el.value);
      else if (values.length) el.value = values[0];
    });
  }
  form.addEventListener("input", () => {
    const now = {};
    fields().forEach((el) => {
      if ((el.type === "radio" || el.type === "checkbox") && !el.checked) return;
      if (el.value) (now[el.name] ||= []).push(el.value);
    });
    sessionStorage.setItem(mine, JSON.stringify(now));
  });
})();
