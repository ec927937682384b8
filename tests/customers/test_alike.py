"""Who may be one person: two signs, never one; a person decides."""

from uuid import UUID

import pytest

from handrail.customers.alike import Person, likeness, matches, proposals
from handrail.customers.marks import mark, new_key
from handrail.customers.tidy import DetailError, name_words, same_address, same_number, same_phone, tidy


def person(number, names=(), phones=(), emails=(), addresses=(), states=()):
    return Person(UUID(int=number), tuple(names), tuple(phones), tuple(emails), tuple(addresses), tuple(states))


DOLORES = person(1, ["Dolores Reyes"], ["580-555-0142"], ["dolores@example.com"], ["12 North Oak Street, Enid"], ["OK"])


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (person(2, ["Reyes, Dolores"], ["(580) 555 0142"]), ("Same phone number", "Same name")),
        (person(2, ["Mrs. Lola Reyes"], ["+1 580 555 0142"]), ("Same phone number", "Same name in its short form")),
        (person(2, ["Dolores Reyez"], ["5805550142"]), ("Same phone number", "Similar name")),
        (person(2, ["D. Reyes"], [], ["DOLORES@example.com"]), ("Same e-mail address", "Similar name")),
        (person(2, ["dolores reyes"], [], [], ["12 N Oak St Enid"]), ("Same address", "Same name")),
        (person(2, [], ["5805550142"], ["dolores@example.com"]), ("Same phone number", "Same e-mail address")),
    ],
)
def test_two_signs_propose_one_person(other, reasons):
    found = likeness(DOLORES, other)
    assert found.reasons == reasons
    assert found.is_likely
    assert likeness(other, DOLORES) == found
    assert [p.other for p in matches(DOLORES, [DOLORES, other])] == [other.id]


@pytest.mark.parametrize(
    "other",
    [
        person(2, ["Dolores Reyes"]),
        person(2, ["Dolores Reyes"], states=["VT"]),
        person(2, [], ["580-555-0142"]),
        person(2, ["Hector Quintana"], ["580-555-0142"]),
        person(2, ["Hector Quintana"], [], [], ["12 North Oak Street, Enid"]),
        person(2, ["Dolores"], [], [], ["12 North Oak Street, Enid"]),
        person(2),
    ],
)
def test_one_sign_proposes_nothing(other):
    assert not likeness(DOLORES, other).is_likely
    assert proposals([DOLORES, other]) == []


def test_the_likeliest_pair_stands_first():
    near = person(2, ["Dolores Reyez"], ["580-555-0142"])
    same = person(3, ["Dolores Reyes"], ["580-555-0142"], ["dolores@example.com"])
    found = proposals([near, DOLORES, same])
    assert [(p.one.int, p.other.int) for p in found] == [(1, 3), (1, 2), (2, 3)]
    assert len(proposals([near, DOLORES, same], most=1)) == 1


def test_a_number_behind_a_crowd_says_nothing():
    crowd = [person(n, [f"Customer Nr{n:03}"], ["555-0100", "580-555-0100"]) for n in range(1, 60)]
    assert proposals(crowd) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(580) 555-0142", "580-555-0142"), ("1 580 555 0142", "580-555-0142"), ("580.555.0142 x7", "580-555-0142 ext. 7"),
        ("555-0142", "555-0142"), ("+44 20 7946 0958", "+44 20 7946 0958"),
    ],
)  # fmt: skip
def test_phones_are_kept_in_one_shape(typed, kept):
    assert tidy("phone", typed) == kept


@pytest.mark.parametrize("typed", ["ann@example", "ann example.com", "ann@@example.com", "a b@example.com"])
def test_a_half_address_is_refused(typed):
    with pytest.raises(DetailError):
        tidy("email", typed)


def test_forms_for_comparison():
    assert same_phone("+1 (580) 555-0142 ext 7") == "5805550142"
    assert same_number("RD-20871 ") == same_number("rd 20871") == "rd20871"
    assert name_words("O’Brien, Mrs. Zoë") == ("obrien", "zoe")
    assert name_words("Dr.") == ("dr",)
    assert same_address("12 North Oak Street") == same_address("12 N. Oak St")


def test_a_mark_depends_on_key_and_kind_and_nothing_else():
    key, other = bytes.fromhex(new_key()), bytes.fromhex(new_key())
    assert mark(key, "phone", "580-555-0142") == mark(key, "phone", "+1 580 555 0142")
    assert len({mark(k, kind, "580-555-0142") for k in (key, other) for kind in ("phone", "number")}) == 4
    assert mark(key, "name", "Dolores") == mark(key, "phone", "") == ""
