"""The drawn flow in a real browser: words stay inside their shapes in the browser's own face, both themes, both widths."""

import pytest

from browser.looking import wrong_with

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# Every text of the drawing whose box leaves the shape it was drawn after.
OUTSIDE = """() => {
  const shapes = [...document.querySelectorAll('.flow .flow-box')], wrong = [];
  for (const shape of shapes) {
    const box = shape.getBBox();
    for (let text = shape.nextElementSibling; text && text.tagName === 'text'; text = text.nextElementSibling) {
      if (text.classList.contains('flow-why')) continue;
      const b = text.getBBox();
      if (b.x < box.x || b.x + b.width > box.x + box.width || b.y < box.y - 1 || b.y + b.height > box.y + box.height + 2)
        wrong.push(text.textContent);
    }
  }
  return [shapes.length, wrong];
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_flow_is_readable_linked_and_accessible(owner, browse, picture, width, dark):
    page = browse(owner, width=width, dark=dark)
    for slug in ("complaint", "emergency"):
        page.goto(f"/procedures/library/{slug}/")
        for words in ("The flow, drawn", "The same in words"):
            page.get_by_text(words, exact=True).click()
        picture(page, f"flow-{slug}-{width}-{'dark' if dark else 'light'}")
        count, outside = page.evaluate(OUTSIDE)
        assert count > 12
        assert outside == []
        assert wrong_with(page) == []


def test_a_box_leads_to_its_step_by_keyboard(owner, browse):
    page = browse(owner)
    page.goto("/procedures/library/complaint/")
    page.get_by_text("The flow, drawn", exact=True).click()
    page.locator(".flow-frame .flow a").nth(4).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#s5")
    assert page.locator("#s5 h2").inner_text() == "Hurt, or close to it?"


def test_the_handbook_prints_without_its_controls(owner, adopted, browse):
    page = browse(owner)
    page.goto("/procedures/handbook/")
    assert page.get_by_role("button", name="Find").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Find").is_visible()
    assert page.get_by_text("Uncontrolled when printed").is_visible()
    assert page.get_by_text("Take the job off the board.").is_visible()
