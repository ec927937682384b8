"""A state added to a running business by its file alone: bundled, brought in, approved, and then asked like any other."""

import re
from pathlib import Path

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.cli import main
from handrail.law import actions, queries
from handrail.law.packing import opened
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = pytest.mark.slow

PACKS = Path(__file__).parents[2] / "examples" / "packs"
TODAY = NOON.date()
SHOP = {"business.states": ("TX",), "business.customer_states": ("TX",), "business.sells_gift_cards": True}
ASKED = {
    "kind": "gift-card.cash-out", "at": "2026-11-25T10:00", "zone": "America/Chicago", "customer.state": "TX",
    "giftcard.paid_for": "yes", "giftcard.shows_date": "yes", "giftcard.fee": "0", "giftcard.exempt_kind": "none",
    "giftcard.balance": "2.49",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)


@pytest.fixture
def file(tmp_path: Path) -> bytes:
    out = tmp_path / "tx.json"
    words = ("law", "pack", "bundle", "us-tx", "--from", str(PACKS), "--key", str(tmp_path / "key"), "-o", str(out))
    assert main([*words]) == 0
    return out.read_bytes()


def text(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def taken(owner, content: bytes) -> None:
    boss, key = actor_of(owner), opened(content, "tx").key
    row = actions.add_pack(actor=boss, content=content, name="tx.json", on=TODAY, at=NOON)
    actions.trust(actor=boss, key=key, name="The sample", why="We made it", at=NOON)
    actions.approve(actor=boss, version=row, on=TODAY, today=TODAY, at=NOON)


def test_the_bundle_carries_its_worked_cases(file: bytes):
    found = opened(file, "tx")
    assert list(found.files) == ["us-tx.yaml"]
    assert [text.count("- id: tx-") > 20 for text in found.cases.values()] == [True]


def test_a_state_is_added_by_its_file_and_asked_like_any_other(owner, sign_in, file: bytes):
    client = sign_in(owner)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=SHOP, at=NOON)
    assert "Not checked: the law of Texas" in text(client.get("/law/"))
    with scope.organization(owner.organization_id):
        taken(owner, file)
        assert "us-tx" in queries.law_in_use(TODAY).packs
    page = text(client.get("/law/?q=gift"))
    assert "Not checked" not in page
    assert "Gift cards, Texas" in page
    told = text(client.post("/law/ask/", ASKED))
    assert "pay it in cash on request" in told
    assert "Tex. Bus. & Com. Code" in told.replace("&amp;", "&")
    front = client.get("/business/2/").content.decode()
    front = front[: front.index('<details class="more">')]
    assert re.findall(r'name="business.states" value="(\w+)"', front) == ["OK", "TX", "VT", "other", "unknown"]


def test_another_business_in_the_same_house_keeps_its_own_law(owner, stranger, sign_in, file: bytes):
    with scope.organization(owner.organization_id):
        taken(owner, file)
    with scope.organization(stranger.organization_id):
        business.answer(actor=actor_of(stranger), answers=SHOP, at=NOON)
        assert "us-tx" not in queries.law_in_use(TODAY).packs
    assert "Not checked: the law of Texas" in text(sign_in(stranger).get("/law/"))


def test_the_guide_can_be_followed_word_by_word(tmp_path: Path, monkeypatch, capsys):
    """Each command the guide prints, in its order, in an empty folder."""
    guide = PACKS.parents[1] / "docs" / "how-to" / "add-a-state.md"
    commands = re.findall(r"^    (handrail .+)$", guide.read_text("utf-8"), re.MULTILINE)
    assert len(commands) == 7
    (tmp_path / "mine" / "cases").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        words, _, into = command.partition(" > ")
        code = main(words.split()[1:])
        said = capsys.readouterr().out
        assert code == 0 or words.startswith("handrail check"), said  # the check ends with what the library lacks
        if into:
            Path(into).write_text(said, "utf-8")
    assert (tmp_path / "us-tx.json").is_file()
