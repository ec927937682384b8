"""Rows in an order, cut into pages: each once, whatever stands in which part."""

from hypothesis import given
from hypothesis import strategies as st

from handrail.web.chosen import AT_ONCE, Chosen, Sliced


class Table(dict):
    """As a queryset gives rows by their ids."""

    def in_bulk(self, ids):
        return {id_: self[id_] for id_ in ids if id_ in self}

    def count(self):
        return len(self)


class Ids(list):
    def count(self):
        return len(self)


parts = st.lists(st.integers(0, 7), min_size=1, max_size=4)


@given(parts, st.integers(0, 30), st.integers(0, 30))
def test_a_page_is_what_stands_there_in_all_parts_together(sizes, first, long):
    ids = list(range(sum(sizes)))
    orders, at = [], 0
    for size in sizes:
        orders.append(Ids(ids[at : at + size]))
        at += size
    rows = Sliced(Table({id_: f"row {id_}" for id_ in ids}), *orders)
    assert rows[first : first + long] == [f"row {id_}" for id_ in ids[first : first + long]]
    assert list(rows) == [f"row {id_}" for id_ in ids]
    assert len(rows) == len(ids)


def test_all_are_read_some_hundred_at_once():
    class Counted(Table):
        asked = 0

        def in_bulk(self, ids):
            self.asked += 1
            return super().in_bulk(ids)

    ids = list(range(AT_ONCE * 2 + 1))
    table = Counted({id_: id_ for id_ in ids})
    assert list(Chosen(ids, table)) == ids
    assert table.asked == 3


def test_what_is_gone_meanwhile_is_left_out():
    assert Chosen([1, 2, 3], Table({1: "a", 3: "c"}))[0:3] == ["a", "c"]
