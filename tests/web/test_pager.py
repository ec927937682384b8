"""The links from page to page keep what a list was asked, and only change the page."""

import re

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


def links(address: str, page: int, **more: str) -> dict[str, str]:
    shown = Paginator(range(70), 25).get_page(page)
    html = render_to_string("web/pager.html", {"part": shown, **more}, RequestFactory().get(address))
    return {words: href for href, words in re.findall(r'href="([^"]*)">([^<]*)</a>', html)}


def test_what_was_asked_stays_and_the_page_changes():
    assert links("/law/?q=a%26b&sort=kind&page=2", 2) == {
        "Earlier page": "?q=a%26b&amp;sort=kind&amp;page=1", "Next page": "?q=a%26b&amp;sort=kind&amp;page=3",
    }  # fmt: skip
    assert links("/desk/", 3, place="#open") == {"First page": "?page=1#open", "Earlier page": "?page=2#open"}
    assert links("/desk/live/?state=open&part=1&said=x&page=3", 3) == {
        "First page": "?state=open&amp;page=1", "Earlier page": "?state=open&amp;page=2",
    }, "neither that a piece was fetched anew nor what was said once"  # fmt: skip
    assert links("/desk/", 1) == {"Next page": "?page=2", "Last page": "?page=3"}


def test_a_list_of_one_page_has_none():
    shown = Paginator(range(3), 25).get_page(1)
    assert "Page" not in render_to_string("web/pager.html", {"part": shown}, RequestFactory().get("/law/"))
