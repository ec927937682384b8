"""What is wrong with a page as it stands: found by axe, or wider than its screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WHOLE = "document.documentElement.scrollHeight"
FITS = "document.documentElement.scrollWidth <= innerWidth"


def wrong_with(page: Page, name: str = "the page") -> list[str]:
    """One line for each fault; none for a page that is right.

    The whole page is on the screen while axe looks. Axe takes what a bar at the foot of a phone covers at that
    moment for too small to touch, though one scrolls; which box that is depends on how far down the page stood.
    """
    fits, size = page.evaluate(FITS), page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], page.evaluate(WHOLE))})
    found = Axe().run(page, options=RULES)
    page.set_viewport_size(size)
    wrong = [f"{name}: {found.generate_report()}"] if found.violations_count else []
    return wrong if fits else [*wrong, f"{name} scrolls sideways"]
