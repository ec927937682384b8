"""The styleguide holds every part there is, and shows nothing that has no style."""

import re
from pathlib import Path

from handrail.web import styleguide
from handrail.web.templatetags.shell import ICONS

WEB = Path(styleguide.__file__).parent


def test_every_snippet_is_shown_and_every_shown_one_is_there():
    kept = {file.stem for file in (WEB / "templates/web/parts").glob("*.html")}
    assert {row[0] for row in styleguide.PARTS} == kept


def test_what_is_printed_is_what_is_drawn(client, db):
    page = client.get("/styleguide/").content.decode()
    for part in styleguide.parts():
        assert part.drawn in page
        assert part.source.splitlines()[0].replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;") in page


def test_every_class_used_in_a_snippet_has_its_style():
    style = (WEB / "static/web/components.css").read_text("utf-8")
    used = {name for part in styleguide.parts() for names in re.findall(r'class="([^"]+)"', part.drawn)
            for name in names.split()}  # fmt: skip
    assert len(used) > 60
    assert {name for name in used if not re.search(rf"\.{name}\b", style)} <= {"plain", "k", "v", "src", "grow"}


def test_ids_are_met_once(client, db):
    found = re.findall(r'\bid="([^"]+)"', client.get("/styleguide/").content.decode())
    assert len(found) == len(set(found))


def test_every_icon_that_a_template_names_is_drawn():
    source = WEB.parent
    named = {
        (name, str(page.relative_to(source)))
        for page in source.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', page.read_text("utf-8"))
    }
    assert len(named) > 50
    assert {row for row in named if row[0] not in ICONS} == set()
