"""The lists of pages that a real browser looks at (tests/browser) leave no page out."""

from types import SimpleNamespace

from django.urls import get_resolver, resolve

from browser import (
    test_connection_pages,
    test_control_pages,
    test_customer_lists_pages,
    test_desk_pages,
    test_editor_pages,
    test_import_pages,
    test_keeping_pages,
    test_law_file_pages,
    test_pages,
    test_people_pages,
    test_replies_pages,
)

ANY = SimpleNamespace(
    agent_id="01936e00-0000-7000-8000-000000000000",
    case_id="01936e00-0000-7000-8000-000000000000",
    id="01936e00-0000-7000-8000-000000000000",
    pk="01936e00-0000-7000-8000-000000000000",
    entry=SimpleNamespace(slug="x"),
)
# Addresses that are no page of their own, or that a walk in tests/browser reaches by its own way.
NOT_LISTED = {
    "due-feed": "a file",
    "api-openapi": "a file", "checkpoint": "a file", "case-file-set": "a file", "case-file-set-ask": "takes a form", "checkpoint-make": "takes a form", "checkpoint-mail": "takes a form",
    "keeping-period": "takes a form", "hold-lift": "takes a form", "disposal-look": "takes a form",
    "disposal-certificate": "a file", "person-export": "takes a form", "person-right": "takes a form",
    "person-erase": "takes a form",
    "alive": "two words for a machine", "as-of-leave": "takes a form", "favicon": "a picture", "business-file": "a file",
    "case-attachment": "a file", "case-file": "a file", "reviews-dates": "a file", "handbook-pdf": "a paper",
    "revision-pdf": "a paper", "drafting-paper": "a paper", "law-duty-pdf": "a paper", "customer-consent": "takes a form",
    "customer-apart": "takes a form", "customer-undo": "takes a form", "customer-remove": "takes a form",
    "customer-put-back": "takes a form", "customer-proof": "a file", "mailbox-look": "takes a form", "message-do": "takes a form", "desk-start": "takes a form", "item-close": "takes a form",
    "case-act": "takes a form", "case-draft": "takes a form", "case-follow": "takes a form", "coaching-act": "takes a form", "score-act": "takes a form", "case-watched": "a part of the page of a case", "known-event-act": "takes a form", "escalation-act": "takes a form", "promise-act": "takes a form", "counsel-act": "takes a form", "item-begin": "takes a form", "drafting-ask": "takes a form", "drafting-take": "takes a form",
    "drafting-stop": "takes a form", "inquiries-topics": "takes a form", "inquiries-topics-stop": "takes a form",
    "people-duty": "takes a form", "notice-words": "takes a form", "notice-copy": "the words of the notice",
    "people-invite": "takes a form", "people-withdraw": "takes a form", "people-change": "takes a form",
    "settings-mail-test": "takes a form", "settings-mail-again": "takes a form", "procedure-adopt": "takes a form",
    "mine-of": "the page of one’s own record, under a name", "law-pack-file": "a file", "law-local-file": "a file", "law-local-end": "takes a form",
    "reply-library-take": "takes a form", "reply-move": "takes a form",
    "procedure-library-take": "takes a form", "procedure-adopting-do": "takes a form", "editor-new": "takes a form", "editor-begin": "takes a form", "editor-do": "takes a form",
    "revision-file": "a file", "revision-blank": "takes a form", "binder-pdf": "a paper", "cards-pdf": "a paper",
    "import-do": "takes a form", "revision-move": "takes a form", "revision-paper": "a paper", "first-owner": "test_walk goes through it",
}  # fmt: skip


def listed() -> set[str]:
    """The names of the pages that are looked at with axe."""
    ours = test_pages.addresses(ANY, ANY, (ANY, ANY, ANY)) | test_pages.DRAFT
    ours |= test_pages.asked(ANY, ANY, ANY, f"/inquiries/held/{ANY.id}/")
    ours |= test_people_pages.SIGNED_IN | test_people_pages.BEFORE | test_desk_pages.addresses_of(*[ANY] * 9)
    ours |= test_control_pages.addresses_of(ANY, ANY)
    ours |= test_law_file_pages.addresses_of(*[ANY] * 4)
    ours |= test_editor_pages.addresses_of(ANY)
    ours |= test_replies_pages.addresses_of(ANY)
    ours |= test_customer_lists_pages.addresses_of(ANY, ANY)
    ours |= test_connection_pages.addresses_of(ANY, ANY, ANY, "/form/none/", ANY)
    ours |= test_connection_pages.LOST
    ours |= test_import_pages.addresses_of(ANY, ANY, ANY)
    ours |= test_keeping_pages.addresses_of(ANY, ANY)
    return {resolve(address.split("?")[0]).url_name for address in ours.values()}


def test_every_page_is_looked_at_in_a_browser_or_is_no_page():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    ours = {name for name in names if not name.startswith(("account_", "mfa_"))}
    assert ours == {name for name in listed() if name in ours} | NOT_LISTED.keys()


def test_nothing_is_looked_at_and_excused_at_once():
    assert listed() & NOT_LISTED.keys() == set()
