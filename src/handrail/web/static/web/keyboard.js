// Keys. Each is printed on a button or link that works without this file; a page without script loses nothing but speed.
// data-key="F9" presses the element, data-go="h" follows it after G, digits choose the n-th answer of the step in hand,
// J and K go from row to row of a list, ? lists the keys of the page.
(() => {
  "use strict";

  const AFTER_G = 1500; // ms in which the second key of G H must come
  const ROWS = ".items > li, .found > li, main tbody tr";
  const SWITCH = "handrail.letters"; // "off": single characters do nothing (WCAG 2.1.4)

  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const withKey = (key) => find(`[data-key="${CSS.escape(key)}"]`);
  const withGo = (key) => find(`[data-go="${CSS.escape(key)}"]`);

  // Storage may be switched off in this browser: the letters then stay on.
  const lettersOff = () => { try { return localStorage.getItem(SWITCH) === "off"; } catch { return false; } };
  const setLetters = (on) => { try { localStorage.setItem(SWITCH, on ? "on" : "off"); } catch { /* stays on */ } };

  const NOT_TEXT = "[type=radio], [type=checkbox], [type=submit], [type=button], [type=file]";
  const isTyping = (el) => el.matches(`textarea, select, input:not(${NOT_TEXT})`) || el.isContentEditable;

  const press = (el) => {
    if (el.matches("summary")) open(el.parentElement);
    else if (el.matches("input, textarea, select")) { el.focus(); el.select?.(); }
    else el.click();
  };
  window.handrailPress = press;
  let before; // where the hand was when a card was opened: Esc brings it back there
  const open = (details) => {
    if (!document.activeElement.closest("details[open]")) before = document.activeElement;
    all(":scope > details[open]", details.parentElement).forEach((other) => { if (other !== details) other.open = false; });
    details.open = true;
    find("input:not([type=hidden]), textarea, select", details)?.focus();
    details.scrollIntoView({ block: "nearest" });
  };
  const shut = () => {
    const details = document.activeElement.closest("details[open]") || find(".keys > details[open], .menu[open]");
    if (!details) return false;
    details.open = false;
    const inHand = before !== document.body && before?.isConnected && before.checkVisibility() && before;
    (inHand || find(".hand :is(input:not([type=hidden]), textarea, select, .first):not(details *)") || find("summary", details)).focus();
    return true;
  };

  // Lists: the hand goes from row to row; Enter then opens as it does on any link, X ticks.
  const handle = (row) => find("a[href], button, input:not([type=hidden])", row);
  const rows = () => all(ROWS).filter((row) => row.offsetParent && handle(row));
  const rowInHand = () => document.activeElement.closest(ROWS);
  const move = (by) => {
    const every = rows();
    const at = every.indexOf(rowInHand());
    const next = at < 0 ? every.at(by > 0 ? 0 : -1) : every[at + by];
    if (!next) return every.length > 0;
    handle(next).focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const tick = () => {
    const box = rowInHand() && find("input[type=checkbox]", rowInHand());
    box?.click();
    return Boolean(box);
  };
  const filter = () => {
    const field = withKey("/") || find("form[role=search] input:not([type=hidden]), form[role=search] select");
    if (field) press(field);
    return Boolean(field);
  };

  const choose = (digit) => {
    const answer = all(".hand .choice:not(.keyless) input")[digit - 1];
    if (!answer) return false;
    answer.checked = answer.type === "radio" || !answer.checked;
    answer.focus();
    answer.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };

  // After G the places in the bar show the letter that goes there.
  let gAt = -Infinity;
  const waitForPlace = (at) => {
    gAt = at;
    document.documentElement.dataset.afterG = "";
    setTimeout(stopWaiting, AFTER_G);
    return true;
  };
  const stopWaiting = () => { gAt = -Infinity; delete document.documentElement.dataset.afterG; };
  const go = (key) => {
    stopWaiting();
    withGo(key)?.click();
    return Boolean(withGo(key));
  };

  // One character, typed where no text is: true when it was ours.
  const single = (event) => {
    const key = event.key.toLowerCase();
    if (event.timeStamp - gAt < AFTER_G) return go(key);
    if (/^[1-9]$/.test(key)) return choose(key);
    if (withKey(key)) { press(withKey(key)); return true; }
    return { g: () => waitForPlace(event.timeStamp), j: () => move(1), k: () => move(-1), x: tick, "/": filter }[key]?.();
  };
  const arrow = (key) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key];
    return by && rowInHand() && !document.activeElement.matches("input, [contenteditable]") && move(by);
  };
  const withModifier = (key, event) => {
    if (withKey(key)) { press(withKey(key)); return true; }
    if (key !== "Ctrl+Enter") return false;
    const form = event.target.closest("form") || find("form.hand");
    form?.requestSubmit();
    return Boolean(form);
  };
  const named = (event) => {
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (event.altKey ? "Alt+" : "") + (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + letter;
  };

  const handled = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^F\d+$/.test(event.key)) return withModifier(named(event), event);
    if (event.key === "Escape") return shut() || (withKey("Escape") ? (press(withKey("Escape")), true) : false);
    if (isTyping(event.target)) return false;
    if (event.key === "Enter" && event.target === document.body && find("form.hand")) { find("form.hand").requestSubmit(); return true; }
    if (event.key.length > 1) return arrow(event.key);
    return !lettersOff() && single(event);
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || find("dialog[open]")) return;
    if (handled(event)) event.preventDefault();
  });

  // The keys of this page, read from the page itself: what is listed is what works.
  const words = (el) => {
    const copy = (el.labels?.[0] || el).cloneNode(true);
    all("kbd, svg", copy).forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\s+/g, " ") || el.getAttribute("aria-label") || "";
  };
  const printed = (key) => key.split("+").map((part) => (part.length === 1 ? part.toUpperCase() : part)).join(" ");
  const unique = (pairs) => [...new Map(pairs.map((pair) => [pair[0], pair])).values()];
  const keysHere = () => unique(all("[data-key]").map((el) => [printed(el.dataset.key), words(el)]));
  const placesHere = () => unique(all("[data-go]").map((el) => [`G ${el.dataset.go.toUpperCase()}`, words(el)]));
  const alsoHere = () => [
    find("form[role=search]") && !withKey("/") && ["/", "Search this list"],
    rows().length > 0 && ["J K", "Next row, row before"],
    rows().length > 0 && ["Enter", "Open the row"],
    rows().some((row) => find("input[type=checkbox]", row)) && ["X", "Mark the row"],
    find(".hand .choice") && ["1 to 9", "Choose an answer"],
    find("form.hand") && ["Ctrl Enter", "Go on, from a text box too"],
    ["Esc", "Close what is open"],
  ].filter(Boolean);

  const make = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const listed = (title, pairs) => {
    const list = make("dl", "", { className: "pairs keep" });
    for (const [key, what] of pairs) {
      const term = make("dt");
      term.append(make("kbd", key));
      list.append(term, make("dd", what));
    }
    const part = make("section");
    part.append(make("h3", title), list);
    return pairs.length ? part : "";
  };
  const letterSwitch = () => {
    const label = make("label", "", { className: "choice" });
    const box = make("input", "", { type: "checkbox", checked: !lettersOff() });
    box.addEventListener("change", () => setLetters(box.checked));
    const told = make("span", "Keys of one character are on");
    told.append(make("span", "Off: only Ctrl, Alt, F keys and Esc do something. Kept in this browser.", { className: "sub" }));
    label.append(box, told);
    return label;
  };

  const showKeys = () => {
    const panel = make("dialog", "", { className: "over keys-here" });
    const title = make("h2", "Keys of this page", { id: "keys-here" });
    panel.setAttribute("aria-labelledby", title.id);
    const close = make("button", "Close ", { className: "btn", type: "button" });
    close.append(make("kbd", "Esc"));
    close.addEventListener("click", () => panel.close());
    const lists = make("div", "", { className: "lists" });
    lists.append(listed("Here", [...keysHere(), ...alsoHere()]), listed("Go to", placesHere()));
    panel.append(title, lists, letterSwitch(), close);
    window.handrailOver(panel);
  };

  // What floats: closes with Esc or a click beside it; a modal dialog gives the focus back to where it was by itself.
  // The browser tells of a closing a moment later: the one before may still stand in the page, closed, and would be found too.
  let last;
  window.handrailOver = (panel) => {
    if (last && !last.open) last.remove();
    last = panel;
    panel.addEventListener("close", () => panel.remove());
    panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
    document.body.append(panel);
    panel.showModal();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || !event.target.closest("[data-keys]")) return;
    event.preventDefault();
    event.target.closest("details")?.removeAttribute("open");
    showKeys();
  });

  // A link to a card at the foot of a narrow page opens it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const card = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!card?.matches(".keys > details") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(card);
  });

  // Where an answer was refused, the hand is on it. After each step it is on the first thing to answer, else on the step's title.
  const PLACES = ["[data-first]", ".field.bad :is(input:not([type=hidden]), textarea, select)", ".hand :is(input:not([type=hidden]), textarea, select):not(details *)", ".hand .go .first"];
  const toFirst = () => {
    const first = PLACES.map((place) => find(place)).find(Boolean);
    if (first && !find("[autofocus]")) first.focus();
  };

  // The new step is announced once the focus has moved; a screen reader then says both.
  const announce = () => {
    const announced = find("[data-announce]");
    if (announced) setTimeout(() => { announced.textContent = announced.dataset.announce; }, 150);
  };

  // Also for a step that takes the place of another without the page being left.
  window.handrailArrive = () => { toFirst(); announce(); };
  window.handrailArrive();
})();
