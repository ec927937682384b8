// The line between the desk and the server. An answer or a note is sent without the page being left, and the next step
// takes its place; when the line is lost it stays here, with its number and its time, and is sent once when the line is
// back; the next steps wait. What is typed is kept in this browser as it is typed, and on the server a little later.
// Only where the browser trusts the connection (HTTPS, or this machine itself). Without this file the page's own forms do
// the same work, and keep what was typed when an answer is refused.
(() => {
  "use strict";
  if (!window.isSecureContext) return;
  const KEPT = "handrail-kept:", QUEUE = "handrail-queue:";
  const A_DAY = 24 * 3600 * 1000, AGAIN = 3000, IDLE = 1500, TOO_LONG = 20000; // ms
  const NEVER = /(?:\d[ -]?){13,}/; // perhaps a card number: not written to this disk
  const memory = new Map();
  let durable = true;
  const store = { // storage may be switched off or full: then this page's own memory has to do
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? memory.get(key); } catch { return memory.get(key); } },
    set: (key, value) => { memory.set(key, value); try { localStorage.setItem(key, JSON.stringify(value)); } catch { durable = false; } },
    remove: (key) => { memory.delete(key); try { localStorage.removeItem(key); } catch { /* in memory */ } },
    keys: () => { try { return Object.keys(localStorage); } catch { return [...memory.keys()]; } },
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const forms = () => all("form[data-keep]");
  const keyOf = (form) => KEPT + form.dataset.keep;
  const isChoice = (el) => el.type === "radio" || el.type === "checkbox";
  const fields = (form) => [...form.elements].filter((el) => el.name && el.type !== "hidden" && el.type !== "submit");

  // What is typed

  const typedIn = (form) => {
    const now = {};
    fields(form).forEach((el) => {
      if (isChoice(el) ? el.checked : el.value && !NEVER.test(el.value)) (now[el.name] ||= []).push(el.value);
    });
    return now;
  };
  const restore = (form) => {
    const kept = store.get(keyOf(form));
    const touched = fields(form).some((el) => (isChoice(el) ? el.checked !== el.defaultChecked : el.value !== el.defaultValue));
    if (!kept || touched || form.querySelector(".err")) return; // what was refused stands there as it was typed
    fields(form).forEach((el) => {
      const values = kept.fields[el.name] || [];
      if (isChoice(el)) { if (values.length) el.checked = values.includes(el.value); }
      else if (values.length) el.value = values[0];
    });
    if (!form.matches(".hand") && Object.keys(kept.fields).length) form.closest("details")?.setAttribute("open", "");
  };
  let idle;
  const keep = (form) => {
    store.set(keyOf(form), { at: Date.now(), fields: typedIn(form) });
    clearTimeout(idle);
    if (form.dataset.draft) idle = setTimeout(() => draft(form), IDLE);
  };
  const draft = (form) => {
    if (form.isConnected) fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true }).catch(() => {});
  };
  const tidy = () => {
    const member = forms()[0]?.dataset.keep.split(":")[0];
    const here = new Set(forms().map(keyOf));
    const cases = new Set(forms().map((form) => form.dataset.keep.split(":").slice(0, 2).join(":")));
    store.keys().filter((key) => key.startsWith(KEPT)).forEach((key) => {
      const [whose, which] = key.slice(KEPT.length).split(":");
      const old = Date.now() - (store.get(key)?.at || 0) > A_DAY;
      const passed = cases.has(`${whose}:${which}`) && !here.has(key) && !key.endsWith(":note");
      if (old || passed || (member && whose !== member)) store.remove(key);
    });
  };

  // What is sent

  const queueKey = () => QUEUE + (forms()[0]?.dataset.keep.split(":").slice(0, 2).join(":") || "");
  const waiting = () => store.get(queueKey()) || [];
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  let busy = false, again;
  let wait = 0; // ms from the last key to the step it led to: sent with the next answer, so that it can be measured

  const post = async (item) => {
    const body = new URLSearchParams(item.body);
    body.set("csrfmiddlewaretoken", token());
    const reply = await fetch(item.url, { method: "POST", body, headers: { "X-Handrail-Line": "1" }, signal: AbortSignal.timeout(TOO_LONG) });
    if (reply.status >= 500) throw new TypeError("the server is not well");
    return reply;
  };
  const signedOut = (reply) => new URL(reply.url).pathname.startsWith("/account/login");

  const send = async (form, button) => {
    if (busy) return;
    busy = true;
    const began = performance.now();
    const data = new FormData(form, button);
    if (form.matches(".hand")) data.set("waited", String(Math.round(wait)));
    const item = { url: form.action, body: new URLSearchParams(data).toString(), keep: keyOf(form), hand: form.matches(".hand") };
    const slow = setTimeout(() => say("Sending"), 200);
    try {
      if (waiting().length) throw new TypeError("others wait before it");
      const reply = await post(item);
      if (signedOut(reply)) { keep(form); location.assign(reply.url); return; }
      if (reply.status === 403) { keep(form); location.reload(); return; } // the page is too old to be trusted
      if (reply.ok) store.remove(item.keep);
      show(await reply.text(), reply);
      if (item.hand) wait = performance.now() - began;
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "TimeoutError" && error.name !== "AbortError") throw error;
      queue(item);
    } finally {
      clearTimeout(slow);
      busy = false;
    }
  };
  const queue = (item) => {
    const at = new URLSearchParams(item.body);
    at.set("typed_at", new Date().toISOString());
    const rows = waiting();
    const number = new URLSearchParams(item.body).get("client");
    if (!rows.some((row) => new URLSearchParams(row.body).get("client") === number)) rows.push({ ...item, body: at.toString() });
    store.set(queueKey(), rows);
    lost();
  };
  // In their order, each until the server has answered it: then it is kept, or the page says why it was not.
  const flush = async () => {
    clearTimeout(again);
    const key = queueKey();
    const rows = waiting();
    if (!rows.length || busy) return;
    busy = true;
    try {
      const reply = await post(rows[0]);
      if (signedOut(reply)) { location.assign(reply.url); return; }
      store.set(key, rows.slice(1));
      if (rows.length === 1) store.remove(key);
      if (reply.ok) store.remove(rows[0].keep);
      show(await reply.text(), reply);
    } catch { /* not yet */ } finally {
      busy = false;
    }
    if (waiting().length) lost();
  };

  // What is seen

  const say = (words) => {
    let place = document.querySelector("#line");
    if (!place) {
      place = Object.assign(document.createElement("div"), { id: "line", className: "notice due" });
      place.setAttribute("role", "status");
      document.querySelector(".desk .mid .head")?.after(place);
    }
    place.textContent = words;
  };
  const lost = () => {
    const rows = waiting();
    if (!rows.length) return;
    const notes = rows.filter((row) => !row.hand).length;
    const what = [rows.some((row) => row.hand) && "Your answer is", notes && `${notes} note${notes > 1 ? "s are" : " is"}`].filter(Boolean).join(" and ");
    say(`The connection is lost. ${what} kept here and sent when it is back. The next step waits; notes can be written. If it lasts, go on with the paper run.`);
    const answered = rows.some((row) => row.hand);
    all("form.hand .go button").forEach((button) => { button.disabled = answered; if (answered) button.textContent = "Waits for the line"; });
    clearTimeout(again);
    again = setTimeout(flush, AGAIN);
  };
  const show = (html, reply) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("#main");
    const elsewhere = reply.ok && new URL(reply.url).pathname !== location.pathname;
    if (!main || elsewhere) { location.assign(reply.url); return; }
    history.replaceState(history.state, "", location.href); // another page of the same address
    document.title = page.title;
    const bar = document.querySelector(".casebar");
    const newBar = page.querySelector(".casebar");
    if (bar && newBar) bar.replaceWith(document.importNode(newBar, true));
    document.querySelector("#main").replaceWith(document.importNode(main, true));
    window.scrollTo(0, 0);
    arrive();
    window.handrailArrive();
  };
  const arrive = () => {
    tidy();
    forms().forEach((form) => {
      restore(form);
      form.addEventListener("input", () => keep(form));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send(form, event.submitter);
      });
    });
    document.querySelector(".desk")?.setAttribute("data-line", "ready");
    if (waiting().length) { lost(); flush(); }
  };
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", (event) => { if (waiting().length && !durable) event.preventDefault(); });
  arrive();
})();
