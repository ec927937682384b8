"""Reads of the law: what is in use for this business on a day, what waits for its approval, and how old it is."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from pydantic import ValidationError

from handrail.law.duties import Pack
from handrail.law.engine import Law, load_law
from handrail.law.loader import load_kinds, wrong_in
from handrail.law.mine.local import together
from handrail.law.models import InUse, PackAddress, PackDecision, PackVersion, PublicationBlock, TrustedKey
from handrail.law.ours import Aside, OurLaw
from handrail.law.packing import is_newer, sha256_of
from handrail.law.versions.touching import Surprised
from handrail.ledger import direct

_READ: OrderedDict[tuple[str, ...], Law] = OrderedDict()  # by what it is made of
_ON: OrderedDict[tuple[str, ...], Law] = OrderedDict()  # by the recipe and the day
_MOST_READ = 32


@dataclass(frozen=True, slots=True)
class Stretch:
    """A version of a pack and the day from which on it is in use."""

    pack: str
    title: str
    version: str
    sha256: str
    kept_until: date
    since: date


@cache
def shipped() -> dict[str, tuple[Pack, str]]:
    """The packs that came with Handrail by name, each with its hash."""
    return {name: (pack, sha256_of(pack)) for name, pack in load_law().packs.items()}


def law_in_use(on: date) -> Law:
    """The law of this business as in use on a day: the pack versions it approved, its own duties, and what it set
    aside. A business that has decided nothing yet has the packs that came with Handrail.

    Made once for what it is made of."""
    for (digest,) in direct.read(InUse, ["digest"]):
        return _remembered(_ON, (digest, str(on)), lambda: _as_recipe_says(on))
    return load_law()


def _as_recipe_says(on: date) -> Law:
    row: InUse = InUse.objects.get()
    chosen = [stretch.sha256 for stretch in in_use(row.recipe, on)]
    return _remembered(_READ, (row.digest, *chosen), lambda: _made(row.recipe, chosen))


def _remembered(memory: OrderedDict[tuple[str, ...], Law], key: tuple[str, ...], make: Callable[[], Law]) -> Law:
    """Made once, and kept while it is among the last ones wanted."""
    memory[key] = found = memory.pop(key, None) or make()
    if len(memory) > _MOST_READ:
        memory.popitem(last=False)
    return found


def in_use(recipe: dict[str, Any], on: date) -> list[Stretch]:
    """The version of each pack that is in use on a day: the last to take effect by then."""
    found: dict[str, Stretch] = {}
    for raw in recipe["packs"]:  # in the order in which they take effect
        row = _stretch(raw)
        if row.since <= on:
            found[row.pack] = row
    return list(found.values())


def _stretch(raw: dict[str, str]) -> Stretch:
    days = {name: date.fromisoformat(raw[name]) for name in ("kept_until", "since")}
    return Stretch(**{**raw, **days})  # type: ignore[arg-type]


def _made(recipe: dict[str, Any], chosen: Sequence[str]) -> Law:
    packs, stand_ins = _packs(chosen)
    as_shipped = {id(pack) for pack in packs} == {id(pack) for pack in load_law().packs.values()}
    if as_shipped and not (recipe["local"] or recipe["aside"] or stand_ins):
        return load_law()
    local, kinds = together([row["text"] for row in recipe["local"]], date.fromisoformat(recipe["changed"]))
    return OurLaw([*packs, *([local] if local else [])], {**load_kinds(), **kinds}, asides(recipe), stand_ins)


def asides(recipe: dict[str, Any]) -> list[Aside]:
    """What is set aside, of a recipe."""
    return [
        Aside(
            row["duty"], row["why"], row["who"], row["by"], date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in recipe["aside"]
    ]  # fmt: skip


def _packs(chosen: Sequence[str]) -> tuple[list[Pack], list[str]]:
    """The packs of these hashes. One that this release can't read any more is answered for by the one that came with
    it, by name in the second list: nothing else could answer."""
    ours = {sha: pack for pack, sha in shipped().values()}
    kept = {
        row.sha256: row for row in PackVersion.objects.filter(sha256__in=[sha for sha in chosen if sha not in ours])
    }
    packs, stand_ins = [], []
    for sha in chosen:
        found = ours.get(sha) or _of_kept(kept[sha].content)
        if found is None and kept[sha].pack in shipped():
            found = shipped()[kept[sha].pack][0]
            stand_ins.append(kept[sha].pack)
        packs += [found] if found else []
    return packs, stand_ins


def _of_kept(content: str) -> Pack | None:
    """A kept pack; None when this release does not know all it says any more."""
    try:
        pack = Pack.model_validate_json(content)
    except ValidationError:
        return None
    return None if wrong_in(pack) else pack


def pack_of_version(version: PackVersion) -> Pack | None:
    """The pack of a kept version; None when this release can't read it any more."""
    return next((pack for pack, sha in shipped().values() if sha == version.sha256), None) or _of_kept(version.content)


# Versions and decisions


def law_with(version: PackVersion, on: date) -> Law | None:
    """The law of this business on a day as it would be with this version in use from then on; None where this release
    can't read the version."""
    kept = recipe()
    if kept is None or pack_of_version(version) is None:
        return None
    others = [row.sha256 for row in in_use(kept, on) if row.pack != version.pack]
    return _made(kept, [*others, version.sha256])


def surprises(version: PackVersion, on: date) -> list[Surprised]:
    """What comes out otherwise in the procedures in force with this version: told by the rooms above."""
    law = law_with(version, on)
    found: list[Surprised] = list(import_string(settings.LAW_SURPRISES)(law, on)) if law else []
    return found


def recipe() -> dict[str, Any] | None:
    """What the law of this business is made of; None before it decided anything."""
    row: InUse | None = InUse.objects.first()
    return row.recipe if row else None


def decisions() -> list[PackDecision]:
    """Every decision of this business, the newest first."""
    return list(PackDecision.objects.select_related("version"))


def waiting_versions(on: date) -> list[PackVersion]:
    """Versions this business has not decided on and that are newer than what it takes: those that came as a file or
    from an address, and the one that comes with this release where it is another than the one in use."""
    kept = recipe()
    if kept is None:
        return []
    taken: dict[str, str] = {}
    for raw in kept["packs"]:
        taken[raw["pack"]] = raw["version"]
    decided = {row.version_id for row in decisions()}
    current = {sha for _, sha in shipped().values()}
    rows = PackVersion.objects.exclude(pk__in=decided).order_by("title", "arrived_at", "pk")
    return [row for row in rows if (row.sha256 in current or row.how != "shipped") and _waits(row, taken)]


def _waits(row: PackVersion, taken: dict[str, str]) -> bool:
    """Newer than what is taken; of what comes with a release also one of the same number that says something else."""
    used = taken.get(row.pack)
    if used is None or is_newer(row.version, used):
        return True
    return row.how == "shipped" and not is_newer(used, row.version)


def trusted(key: str) -> TrustedKey | None:
    """Whether this business trusts the key; one that came with Handrail has none and needs none."""
    found: TrustedKey | None = TrustedKey.objects.filter(public=key, ended_at=None).first()
    return found


def trusted_keys() -> list[TrustedKey]:
    return list(TrustedKey.objects.filter(ended_at=None))


def addresses() -> list[PackAddress]:
    return list(PackAddress.objects.filter(ended_at=None))


def blocks() -> list[PublicationBlock]:
    """Every block that stands, the newest first."""
    return list(PublicationBlock.objects.select_related("version").filter(lifted_at=None))


def block_of(slug: str) -> PublicationBlock | None:
    """What stands in the way of putting a procedure in force, or None."""
    return next((row for row in blocks() if row.slug in ("", slug)), None)
