// The editor, quicker: each change is sent as it is made, and the page is renewed where it changed. Without this file
// every button and form works as a page of its own.
(() => {
  "use strict";

  const PAUSE = 700; // ms without typing before what is typed is kept
  const SLOW = 200; // ms after which it is said that something runs
  const PARTS = ["bar", "head", "said-box", "cards", "aside", "lists"];

  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const state = () => find("[data-state]");
  const tell = (words) => { if (state()) state().textContent = words; };

  // Where the hand is, to be there again after the page is renewed.
  const hand = () => {
    const el = document.activeElement;
    const form = el?.closest("form");
    if (!form || !el.name) return el?.id ? { id: el.id } : null;
    const step = el.closest("[data-step]")?.dataset.step;
    const typed = "selectionStart" in el ? [el.selectionStart, el.selectionEnd] : null;
    return { name: el.name, value: el.matches("button") ? el.value : null, step, card: form.dataset.card, id: el.id, typed };
  };
  const same = (at) => {
    const inside = at.step ? find(`[data-step="${CSS.escape(at.step)}"]`) : document;
    const named = inside && all(`[name="${CSS.escape(at.name)}"]`, inside).filter((el) => el.type !== "hidden" && !el.matches(".vh"));
    return named?.find((el) => at.value === null || el.value === at.value) || named?.[0];
  };
  const putBack = (at, first) => {
    const el = first || (at?.name && same(at)) || (at?.id && document.getElementById(at.id)) || (at?.step && find(`[data-step="${CSS.escape(at.step)}"] .btn`));
    if (!el) return;
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: "nearest" });
    if (at?.typed && el.setSelectionRange && /^(text|search|)$/.test(el.type) | el.matches("textarea")) {
      try { el.setSelectionRange(...at.typed); } catch { /* a field that has no caret */ }
    }
  };

  const openOnes = () => all("details[data-keep][open]").map((el) => el.dataset.keep);
  const reopen = (names) => names.forEach((name) => { const el = find(`details[data-keep="${CSS.escape(name)}"]`); if (el) el.open = true; });

  // The parts of the page that are not under the hand are always renewed; the form under it only where it must be.
  const renew = (page, keepForm) => {
    const opened = openOnes();
    const card = keepForm && (document.activeElement?.closest("form.step-form") || openForm())?.dataset.card;
    const old = card && find(`form.step-form[data-card="${CSS.escape(card)}"]`);
    const fresh = card && find(`form.step-form[data-card="${CSS.escape(card)}"]`, page);
    if (old && fresh) {
      if (!fresh.hasAttribute("data-joined")) { // else what is typed here is still set against what was seen here
        for (const name of ["was", "marks"]) { const own = find(`[name="${name}"]`, old); if (own) own.value = find(`[name="${name}"]`, fresh).value; }
      }
      renewAround(page, old, card);
      reopen(opened);
      return;
    }
    for (const id of PARTS) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    reopen(opened);
    ready();
  };
  const renewAround = (page, form, card) => {
    for (const id of ["bar", "said-box", "lists", ...(card === "about" ? [] : ["aside"])]) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    for (const there of all("[data-step]", page)) {
      const here = find(`[data-step="${CSS.escape(there.dataset.step)}"]`);
      if (here?.contains(form)) {
        for (const input of all(".tools-row [name=was]", there)) { const own = find(".tools-row [name=was]", here); if (own) own.value = input.value; }
      } else here?.replaceWith(document.adoptNode(there));
    }
    ready();
  };

  let waiting, running = Promise.resolve(), checking;
  let unsent = false;

  const read = async (reply) => new DOMParser().parseFromString(await reply.text(), "text/html");
  const isEditor = (page) => Boolean(find("[data-editor]", page));

  // One request after the other: a change is made on what the one before left.
  const page = document.documentElement;
  const inTurn = (work) => {
    page.dataset.sending = Number(page.dataset.sending || 0) + 1;
    running = running.then(work, work).finally(() => {
      page.dataset.sending -= 1;
      if (page.dataset.sending === "0") delete page.dataset.sending;
    });
    return running;
  };

  const send = (form, button, { keepForm = false, first } = {}) => inTurn(async () => {
    clearTimeout(waiting);
    if (!form.isConnected) { // renewed meanwhile: the same form as it stands now
      const again = form.dataset.card && find(`form.step-form[data-card="${CSS.escape(form.dataset.card)}"]`);
      if (!again) return;
      form = again;
    }
    const data = new FormData(form);
    // What is only named yet (a new fact, limit, reply) is made by its button, and stays as typed until then.
    const named = button ? [] : all("[data-wait]", form).map((el) => [el.id, el.value, el.checked]);
    if (!button) for (const el of all("[data-wait]", form)) data.delete(el.name);
    if (button?.name) data.append(button.name, button.value);
    if (!data.has("what")) data.append("what", "step");
    const sent = form.dataset.typed;
    const slow = setTimeout(() => tell("Keeping"), SLOW);
    try {
      const reply = await fetch(form.action, { method: "POST", body: data, headers: { "Handrail-Part": "quick" } });
      const page = await read(reply);
      if (!isEditor(page)) { leave(reply, form, button); return; }
      unsent = false;
      const at = hand();
      const bad = !reply.ok;
      const goneOn = form.isConnected && form.dataset.typed !== sent; // somebody typed on meanwhile: that is sent next
      const joined = Boolean(find("form[data-joined]", page)); // somebody else's words stand in it now: show them
      renew(page, goneOn || (keepForm && !bad && !joined));
      for (const [id, value, ticked] of named) {
        const el = document.getElementById(id);
        if (el?.type === "checkbox") el.checked = ticked;
        else if (el && value) el.value = value;
      }
      if (goneOn) { check(); return; }
      if (reply.ok && reply.redirected) history.replaceState(null, "", new URL(reply.url).pathname + openQuery(reply.url));
      if (!keepForm || bad) putBack(at, first?.());
      if (bad) tell("Not kept yet: finish what is marked");
      check();
    } catch {
      unsent = true;
      tell("The connection is lost. What you typed stays here and is sent when it is back.");
      setTimeout(() => { if (unsent && form.isConnected) send(form, button, { keepForm: true }); }, 4000);
    } finally {
      clearTimeout(slow);
    }
  });
  const openQuery = (url) => {
    const open = new URL(url).searchParams.get("open");
    return open ? `?open=${encodeURIComponent(open)}` : "";
  };
  // An answer that is another page (two versions of a step, signed out): go there as without script.
  const leave = (reply, form, button) => {
    if (reply.redirected) { location.assign(reply.url); return; }
    leaving = true;
    form.requestSubmit(button?.isConnected ? button : undefined);
  };
  let leaving = false;

  const go = (address, at, first) => inTurn(async () => {
    try {
      const reply = await fetch(address, { headers: { "Handrail-Part": "quick" } });
      const page = await read(reply);
      if (!isEditor(page)) { location.assign(address); return; }
      renew(page, false);
      history.replaceState(null, "", address);
      putBack(at, first?.());
      check();
    } catch { location.assign(address); }
  });

  // What the check found comes after, and goes to its step. Nothing moves under a step that is being dragged.
  const check = () => {
    clearTimeout(checking);
    page.dataset.checking = "1";
    checking = setTimeout(async () => {
      const mine = checking;
      const reply = await fetch(location.pathname).catch(() => null);
      const found = reply?.ok && await read(reply);
      if (mine !== checking) return; // asked again meanwhile
      if (dragged) { check(); return; }
      if (found) show(found);
      delete page.dataset.checking;
    }, 150);
  };
  const show = (found) => {
    for (const there of all("[data-findings]", found)) find(`[data-findings="${CSS.escape(there.dataset.findings)}"]`)?.replaceChildren(...there.childNodes);
    const [here, there] = [find("#found-all"), find("#found-all", found)];
    if (here && there) here.replaceWith(there);
    for (const row of all("[data-step]")) row.classList.toggle("bad", Boolean(find(".finding.law-bad", row)));
  };

  const openForm = () => find("form.step-form");
  const firstIn = (form) => {
    const marked = form && find(".err", form);
    const part = marked?.closest(".part");
    return (part && find("input:not([type=hidden]), textarea, select", part)) || firstEmpty(form);
  };
  const firstEmpty = (form) => {
    if (form && !form.closest("[data-step]")) return find("input:not([type=hidden]), textarea, select", form); // what stands beside the steps begins at its head
    const shown = form && all(".part", form).filter((part) => part.offsetParent && !part.closest("details"));
    const last = shown?.at(-1);
    return shown?.length > 1 ? find("input:not([type=hidden]):not([type=checkbox]), textarea, select", last) : form && find("input:not([type=hidden]), textarea", form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (leaving || !form.closest("[data-editor], #bar") || form.method !== "post") return;
    event.preventDefault();
    const button = event.submitter;
    const data = { add: form.matches(".add-step") };
    const card = form.dataset.card;
    const closes = button?.name === "close";
    send(form, button, { first: () => (data.add ? firstEmpty(openForm()) : closes ? find(`[data-step="${CSS.escape(card)}"] [data-open]`) : card && firstError(card)) });
  });
  const firstError = (card) => {
    const form = find(`form.step-form[data-card="${CSS.escape(card)}"]`);
    return form && find(".err", form) ? firstIn(form) : null;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const disabled = event.target.closest("#bar button[aria-disabled=true]");
    if (disabled) { event.preventDefault(); return; }
    const link = event.target.closest("a[data-open]");
    if (!link) return;
    event.preventDefault();
    const id = new URL(link.href).searchParams.get("open");
    const left = link.closest("[data-step]")?.dataset.step;
    const form = openForm();
    const dirty = form && form.dataset.dirty;
    const then = () => go(link.href, null, () => (id ? firstIn(openForm()) : left && find(`[data-step="${CSS.escape(left)}"] [data-open]`)));
    if (dirty) send(form, null, { keepForm: true }).then(then); else then();
  });

  // Typing is kept after a pause and leaves the form alone; a choice, or leaving a field, renews it.
  const ours = (el) => el.closest("form.step-form") && !el.matches("[data-wait]");
  document.addEventListener("input", (event) => {
    const el = event.target;
    if (!ours(el) || el.matches("select, [type=checkbox]")) return;
    const form = el.closest("form");
    form.dataset.dirty = "1";
    typedIn(form);
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!unfinished(el)) { delete form.dataset.dirty; send(form, null, { keepForm: true }); } }, PAUSE);
  });
  const typedIn = (form) => { form.dataset.typed = Number(form.dataset.typed || 0) + 1; };
  const unfinished = (el) => Boolean(el.closest(".row-one, .way, .pair, .condition") && !el.matches("textarea"));
  document.addEventListener("change", (event) => {
    const el = event.target;
    if (!ours(el)) return;
    const form = el.closest("form");
    clearTimeout(waiting);
    delete form.dataset.dirty;
    typedIn(form);
    const plain = el.matches("textarea, input") && !unfinished(el) && !el.matches("[type=checkbox]");
    if (el.matches("select") && keyed === el) { chosenByKey(el, form); return; }
    setTimeout(() => send(form, null, { keepForm: plain }), 0); // after the focus has moved on
  });
  // A list under the keyboard changes with each key: it is sent once the hand rests, or leaves it.
  let keyed = null;
  document.addEventListener("keydown", (event) => { keyed = event.target.matches?.("select") ? event.target : null; });
  document.addEventListener("pointerdown", () => { keyed = null; });
  const chosenByKey = (el, form) => {
    let sent = false;
    const now = () => { if (!sent) { sent = true; clearTimeout(waiting); setTimeout(() => send(form, null), 0); } };
    waiting = setTimeout(now, PAUSE);
    el.addEventListener("blur", now, { once: true });
  };

  const typing = (el) => el.matches("textarea, input:not([type=checkbox]):not([type=radio])");
  window.addEventListener("keydown", (event) => {
    const letter = event.key.toLowerCase();
    const mod = event.ctrlKey || event.metaKey;
    if (mod && letter === "z" && typing(event.target) && event.target.value !== event.target.defaultValue) { event.stopImmediatePropagation(); return; }
    if (mod && letter === "z") {
      press(find(`#bar [value=${event.shiftKey ? "redo" : "undo"}]`), event);
      return;
    }
    const by = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = by && event.target.closest("[data-step]");
    if (row) press(find(`.tools-row [value=${by}]`, row), event);
  }, true);
  const press = (button, event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button && button.getAttribute("aria-disabled") !== "true") button.click();
  };

  // Drag a step by its number. The step is known by its name: its card may be renewed while it is dragged.
  let dragged = null;
  const ready = () => {
    for (const post of all("[data-step] > [data-handle]")) post.draggable = true;
  };
  const stepOf = (name) => find(`[data-step="${CSS.escape(name)}"]`);
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[data-handle]")?.closest("[data-step]");
    if (!row) return;
    dragged = row.dataset.step;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
  });
  const overRow = (event) => dragged && event.target.closest?.("[data-step]");
  const lands = (row) => all("[data-step]").forEach((el) => el.classList.toggle("lands", el === row));
  document.addEventListener("dragover", (event) => {
    const row = overRow(event);
    if (!row) return;
    event.preventDefault();
    lands(row);
  });
  document.addEventListener("drop", (event) => {
    const row = overRow(event);
    const moved = dragged && stepOf(dragged);
    lands(null);
    dragged = null;
    if (!row || !moved || row === moved) return;
    event.preventDefault();
    const form = find(".tools-row", moved);
    const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    add("to", row.dataset.place);
    add("what", "place");
    send(form, null);
  });
  document.addEventListener("dragend", () => { dragged = null; lands(null); });

  window.addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });
  ready();
  for (const row of all("[data-step]")) row.classList.toggle("bad", Boolean(find(".finding.law-bad", row)));
  const opened = openForm();
  if (opened && location.hash) firstIn(opened)?.focus();
})();
