// Parts of a page that are fetched anew while somebody looks at it: [data-fresh] says from where, [data-every] after how
// many seconds. What is fetched takes the place of what has the same id. Where [data-as] says what a part shows already,
// it goes along, and the answer is empty (204) while that is still so. The focus stays where it is, and a part in which
// somebody types, or has opened something, waits. A form with [data-quiet] is sent without the page being left. Without
// this file every page is right when it is loaded again, and every form works.
(() => {
  "use strict";
  const A_SECOND = 1000, TOO_LONG = 15000; // ms
  const looked = new Map(); // the time of the last look, by address
  const running = new Set();
  const late = new Set(); // addresses of which something could not take its place yet
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  const inUse = (part) => {
    const at = document.activeElement;
    const typing = part.contains(at) && at.matches("input:not([type=hidden]), textarea, select");
    const typed = all("textarea, input:not([type=hidden])", part).some((el) => el.value !== el.defaultValue);
    return typing || typed || Boolean(part.querySelector("details[open]"));
  };
  const nameOf = (el) => (el.href ? `a[href="${CSS.escape(el.getAttribute("href"))}"]` : el.id ? `#${CSS.escape(el.id)}` : "");
  const put = (html, forced = false) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    let waits = false;
    all("[data-part], [data-fresh]", page).forEach((part) => {
      const old = part.id && document.getElementById(part.id);
      if (!old || old.isEqualNode(part)) return;
      if (!forced && inUse(old)) { waits = true; return; }
      const had = old.contains(document.activeElement) ? nameOf(document.activeElement) : "";
      old.replaceWith(document.importNode(part, true));
      if (had) document.querySelector(had)?.focus({ preventScroll: true });
    });
    listen();
    return waits;
  };
  const lost = (part, is) => all("[data-lost]", part).forEach((el) => { el.hidden = !is; });

  const look = async (part) => {
    const address = part.dataset.fresh;
    if (running.has(address)) return;
    running.add(address);
    looked.set(address, Date.now());
    try {
      const known = late.has(address) ? "" : part.dataset.as;
      const asked = known ? `${address}${address.includes("?") ? "&" : "?"}as=${known}` : address;
      const reply = await fetch(asked, { signal: AbortSignal.timeout(TOO_LONG) });
      if (reply.redirected || !reply.ok) throw new TypeError("signed out, or no longer there");
      if (reply.status === 204) lost(document.getElementById(part.id) || part, false);
      else if (put(await reply.text())) late.add(address);
      else late.delete(address);
    } catch { lost(document.getElementById(part.id) || part, true); } finally { running.delete(address); }
  };
  const tick = () => {
    if (document.hidden) return;
    all("[data-fresh]").forEach((part) => {
      const since = looked.get(part.dataset.fresh);
      if (since === undefined) looked.set(part.dataset.fresh, Date.now());
      else if (Date.now() - since >= part.dataset.every * A_SECOND) look(part);
    });
  };

  const send = async (form, button) => {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "X-Handrail-Part": "1" } });
    if (reply.redirected || (!reply.ok && reply.status !== 422)) { location.reload(); return; }
    put(await reply.text(), true);
  };
  const listen = () => all("form[data-quiet]:not([data-heard])").forEach((form) => {
    form.dataset.heard = "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter).catch(() => form.submit());
    });
  });
  listen();
  setInterval(tick, A_SECOND);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) all("[data-fresh]").forEach(look); });
})();
