"""Reads for the review of a law file: what differs, and what rests on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from handrail.law.compared import Compared, compare
from handrail.law.engine import Law
from handrail.law.models import PackVersion
from handrail.law.queries import in_use, law_in_use, pack_of_version, recipe
from handrail.law.versions.touching import Touched


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version beside the one it would follow. `was`: the words of that one, "" for none; `compared` None: this
    release can't read the version."""

    was: str
    compared: Compared | None


def comparison(version: PackVersion, on: date) -> Comparison:
    """A version compared with the one in use on a day; the one in use itself with the one before it."""
    kept = recipe()
    using = {row.sha256: row for row in in_use(kept, on)} if kept else {}
    if version.sha256 in using:
        on = using[version.sha256].since - timedelta(days=1)
        using = {row.sha256: row for row in in_use(kept, on)} if kept else {}
    law = law_in_use(on)
    before = next((row for row in using.values() if row.pack == version.pack), None)
    if before is not None and before.sha256 == version.sha256:
        before = None  # the first there was: nothing came before it
    compared = _compared(version.pk, law, on, has_before=before is not None)
    return Comparison(f"{before.title} {before.version}" if before else "", compared)


@lru_cache(maxsize=16)
def _compared(version: UUID, law: Law, on: date, *, has_before: bool) -> Compared | None:
    """Worked out once: a version never changes, and neither does a law that was made."""
    row = PackVersion.objects.get(pk=version)
    pack = pack_of_version(row)
    if pack is None:
        return None
    others = [each for each in law.packs.values() if each.pack != pack.pack]
    was = law.packs.get(pack.pack) if has_before else None
    return compare(was, pack, law, Law([*others, pack], law.kinds), on)


def touched(compared: Compared, on: date) -> dict[str, list[Touched]]:
    """What rests on what differs, by what it is, in the order in which the rooms hand it down."""
    found: dict[str, list[Touched]] = {}
    for row in import_string(settings.LAW_TOUCHED)(compared.kinds, compared.values, on):
        found.setdefault(row.what, []).append(row)
    return found
