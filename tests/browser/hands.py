"""Two ways to use a page: by keyboard alone, and as plain pages without JavaScript. A walk is written once for both."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import TimeoutError as NotInTime

MOST_TABS = 320
MOST_WAIT = 60_000  # ms; a draft is made and adopted on the way, perhaps on a busy machine
HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return {};
  const labels = e.labels ? [...e.labels].map((label) => label.innerText).join(' ') : '';
  const words = e.getAttribute('aria-label') || labels || e.textContent || '';
  return {said: words.replace(/\\s+/g, ' ').trim(), name: e.name || '', value: e.value || '', checked: !!e.checked,
          tag: e.tagName.toLowerCase()};
}"""
SEEN = """() => {
  const e = document.activeElement, ring = e.closest('.choice') || e;
  const style = getComputedStyle(ring), box = ring.getBoundingClientRect();
  return e.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def rests_on(page: Any, wanted: str) -> None:
    """The page itself has put the focus on one of these; waited for, as a page is seen before its focus is given."""
    page.locator(f":is({wanted}):focus").wait_for()


def comes(page: Any, heading: str) -> None:
    """A page of this heading is seen and whole: its keys are heard from now on."""
    page.locator("h1", has_text=heading).first.wait_for()
    page.wait_for_load_state()


class Hands(ABC):
    """What a person does on a page. Names of fields are as posted; words of links and buttons as they are read."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.set_default_timeout(MOST_WAIT)

    def sees(self, *words: str) -> None:
        """The heading of the page, or anything in its main part, holds the words; waited for."""
        for each in words:
            try:
                self.page.locator("main", has_text=each).wait_for()
            except NotInTime as error:
                found = " | ".join(self.page.locator("main").locator("h1, [role=alert], .err").all_inner_texts())
                raise AssertionError(f"{each!r} is not seen on {self.page.url}, which says: {found}") from error

    @abstractmethod
    def write(self, name: str, words: str) -> None: ...
    @abstractmethod
    def choose(self, name: str, value: str) -> None: ...
    @abstractmethod
    def tick(self, name: str) -> None: ...
    @abstractmethod
    def bring(self, name: str, file: Path) -> None: ...
    @abstractmethod
    def unfold(self, words: str) -> None: ...
    @abstractmethod
    def change_text(self, name: str, old: str, new: str) -> None: ...
    @abstractmethod
    def go(self, place: str, key: str) -> None: ...
    @abstractmethod
    def act(self, words: str, key: str) -> None: ...
    @abstractmethod
    def waits_on(self, name: str) -> None: ...

    @abstractmethod
    def aim(self, words: str, within: str = "main") -> Callable[[], None]: ...

    def press(self, words: str, *, within: str = "main") -> None:
        """A link or a button that leads to a page."""
        go = self.aim(words, within)
        with self.page.expect_navigation():
            go()

    def download(self, words: str, file: Path) -> bytes:
        """A link or a button that leads to a file."""
        go = self.aim(words)
        with self.page.expect_download() as coming:
            go()
        coming.value.save_as(file)
        return file.read_bytes()


class Keyboard(Hands):
    """Tab, arrows, Space, Enter and typed letters; nothing is clicked, and the focus is seen wherever it is used.

    Somebody always listens for file choosers. Playwright asks the page to hand them over only while somebody does, and
    does not wait until the page has heard it: in a busy page a key overtakes the asking, and the chooser is lost."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        page.on("filechooser", lambda chooser: None)

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def focused(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(HERE)
        return found

    def _reach(self, wanted: str, fits: Any) -> dict[str, Any]:
        for _ in range(MOST_TABS):
            here = self.focused()
            if here and fits(here):
                assert self.page.evaluate(SEEN), f"the focus on {wanted} is not seen"
                return here
            self.key("Tab")
        raise AssertionError(f"Tab never comes to {wanted}, on {self.page.url}")

    def aim(self, words: str, within: str = "main") -> Callable[[], None]:
        self._reach(words, lambda here: here["tag"] in ("a", "button") and here["said"].startswith(words))
        return lambda: self.key("Enter")

    def write(self, name: str, words: str) -> None:
        self._reach(name, lambda here: here["name"] == name and here["tag"] in ("input", "textarea"))
        self.key("Control+a")
        self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """A tick, one of several, or an entry of a list."""
        here = self._reach(name, lambda here: here["name"] == name and here["tag"] in ("input", "select"))
        tick = f"[name='{name}'][value='{value}']"
        if here["tag"] == "select":
            self.key("Home")
            self._move("ArrowDown", lambda: self.focused()["value"] == value)
        elif self.page.locator(f"input[type=checkbox]{tick}").count():
            self._move("Tab", lambda: self.focused()["value"] == value)
            self.key("Space")
        else:
            self.key("Space")
            self._move("ArrowDown", lambda: self.focused()["value"] == value)
            assert self.focused()["checked"]

    def tick(self, name: str) -> None:
        self._reach(name, lambda here: here["name"] == name)
        self.key("Space")
        assert self.focused()["checked"]

    def _move(self, key: str, there: Any) -> None:
        for _ in range(40):
            if there():
                return
            self.key(key)
        raise AssertionError(f"{key} never comes there, on {self.page.url}")

    def bring(self, name: str, file: Path) -> None:
        self._reach(name, lambda here: here["name"] == name)
        with self.page.expect_file_chooser() as chooser:
            self.key("Enter")
        chooser.value.set_files(file)

    def unfold(self, words: str) -> None:
        self._reach(words, lambda here: here["tag"] == "summary" and words in here["said"])
        self.key("Enter")

    def change_text(self, name: str, old: str, new: str) -> None:
        """To the line that ends in the old words, then a new ending."""
        self._reach(name, lambda here: here["name"] == name)
        lines = self.page.locator(f"[name='{name}']").input_value().splitlines()
        line = next(number for number, text in enumerate(lines) if text.endswith(old))
        self.key("Control+Home")
        for _ in range(line):
            self.key("ArrowDown")
        self.key("End")
        for _ in old:
            self.key("Backspace")
        self.page.keyboard.type(new)

    def go(self, place: str, key: str) -> None:
        """To a place of the menu: G and its letter, outside a text box."""
        self._reach("a place outside a text box", lambda here: here["tag"] in ("a", "button", "summary"))
        self.key("g")
        with self.page.expect_navigation():
            self.key(key)

    def act(self, words: str, key: str) -> None:
        self.key(key)

    def waits_on(self, name: str) -> None:
        """The hand is on the first thing to answer, and it is seen there."""
        rests_on(self.page, f"[name='{name}'], button:has-text('{name}')")
        here = self.focused()
        assert name in (here.get("name"), here.get("said")), f"the focus is on {here}, not on {name}"
        assert self.page.evaluate(SEEN), f"the focus on {name} is not seen"


class Plain(Hands):
    """A browser with JavaScript off."""

    def go(self, place: str, key: str) -> None:
        self.press(place, within="nav")

    def act(self, words: str, key: str) -> None:
        self.unfold(words)

    def waits_on(self, name: str) -> None:
        assert self.page.locator(f"[name='{name}'], button:has-text('{name}')").count()

    def aim(self, words: str, within: str = "main") -> Callable[[], None]:
        found = self.page.locator(f"{within} a, {within} button").filter(visible=True, has_text=words)
        return lambda: found.first.click(no_wait_after=True)

    def write(self, name: str, words: str) -> None:
        self.page.locator(f":is(input, textarea)[name='{name}']").filter(visible=True).fill(words)

    def choose(self, name: str, value: str) -> None:
        select = self.page.locator(f"select[name='{name}']")
        if select.count():
            select.last.select_option(value)
        else:
            self.page.locator(f"[name='{name}'][value='{value}']").check()

    def tick(self, name: str) -> None:
        self.page.locator(f"[name='{name}']").check()

    def bring(self, name: str, file: Path) -> None:
        self.page.locator(f"[name='{name}']").set_input_files(file)

    def unfold(self, words: str) -> None:
        self.page.locator("summary").filter(has_text=words).first.click()

    def change_text(self, name: str, old: str, new: str) -> None:
        box = self.page.locator(f"[name='{name}']")
        box.fill(box.input_value().replace(f"{old}\n", f"{new}\n", 1))
