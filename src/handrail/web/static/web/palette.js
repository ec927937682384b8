// Find or do: the answer of /find/ over the page one is on, as one types. Without this file the link leads to that page.
(() => {
  "use strict";

  const PAUSE = 120; // ms of no typing before the question is sent
  const SLOW = 200; // ms after which it is said that something runs
  let field, answer, state, waiting, running;
  let shownFor = null; // the words the shown answer is for: Enter opens its first row only if they still stand

  const link = () => document.querySelector("a.find");
  const rows = () => [...answer.querySelectorAll("a[href]")];

  // What can be done on a case: every button, link and fold beside its step, found by its words, with its key.
  const ACTS = ".casebar [data-key], .desk [data-key], .keys > a, .keys summary, .keys button[data-key]";
  const wordsOf = (el) => {
    const copy = el.cloneNode(true);
    copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };
  const acts = (words) => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const every = document.querySelector(".casebar") ? [...new Set(document.querySelectorAll(ACTS))] : [];
    return every.filter((el) => el.offsetParent && wordsOf(el) && wanted.every((word) => wordsOf(el).toLowerCase().includes(word)));
  };
  const rowOf = (el) => {
    const row = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: "#", textContent: wordsOf(el) });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.closest("dialog").close();
      window.handrailPress(el);
    });
    row.append(link);
    if (el.querySelector("kbd")) row.append(el.querySelector("kbd").cloneNode(true));
    row.append(Object.assign(document.createElement("span"), { className: "end label", textContent: "on this case" }));
    return row;
  };

  const say = (words) => { state.textContent = words; };
  const show = (words, html) => {
    answer.innerHTML = html; // our own page, already escaped by the server
    const here = acts(words);
    if (here.length) {
      const list = Object.assign(document.createElement("ul"), { className: "found" });
      list.append(...here.map(rowOf));
      answer.prepend(list);
      answer.querySelector(".empty")?.remove();
    }
    shownFor = words;
    const count = answer.querySelectorAll(".found > li").length;
    say(words && count ? `${count} found` : "");
  };

  const ask = async () => {
    const words = field.value;
    running?.abort();
    running = new AbortController();
    const slow = setTimeout(() => say("Searching"), SLOW);
    try {
      const reply = await fetch(`${link().href}?part=1&q=${encodeURIComponent(words)}`, { signal: running.signal });
      if (reply.redirected) { say("You were signed out. Press Enter to sign in and go on."); return; }
      if (!reply.ok) { say("This could not be searched. Press Enter to try it as a page."); return; }
      show(words, await reply.text());
    } catch (error) {
      if (error.name !== "AbortError") say("The connection is lost. What you typed stays here; press Enter to try again.");
    } finally {
      clearTimeout(slow);
    }
  };

  const typed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };

  // Arrows go from the text to the rows and back; the row in hand is a link, so Enter opens it.
  const arrow = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !rows().length) return;
    event.preventDefault();
    const stops = [field, ...rows()];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
  };

  const send = (event) => {
    const act = shownFor !== field.value && field.value.trim() && acts(field.value)[0];
    if (act) { // what can be done here is known before the server has answered
      event.preventDefault();
      field.closest("dialog").close();
      window.handrailPress(act);
      return;
    }
    if (shownFor !== field.value || !rows().length) return; // the page itself answers
    event.preventDefault();
    rows()[0].click();
  };

  const open = () => {
    const panel = document.createElement("dialog");
    panel.className = "over palette";
    panel.setAttribute("aria-label", "Find or do");
    panel.innerHTML = `
      <form method="get" role="search">
        <input class="in" name="q" aria-label="Find or do" autocomplete="off" placeholder="A name, a number, a place, a duty" autofocus>
      </form>
      <p class="said" role="status"></p>
      <div class="answer"></div>
      <p class="keys"><span><kbd>↓</kbd> <kbd>↑</kbd> choose</span><span><kbd>Enter</kbd> open</span><span><kbd>Esc</kbd> close</span></p>`;
    [field, answer, state] = ["input", ".answer", "[role=status]"].map((part) => panel.querySelector(part));
    const form = panel.querySelector("form");
    form.action = link().href;
    form.addEventListener("submit", send);
    field.addEventListener("input", typed);
    panel.addEventListener("keydown", arrow);
    window.handrailOver(panel);
    field.focus();
    ask();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("a.find")) return;
    event.preventDefault();
    open();
  });
})();
