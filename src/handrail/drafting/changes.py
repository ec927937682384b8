"""What is new in a plan since the one before it. Pure."""

from dataclasses import dataclass

from handrail.drafting.plan import Plan


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids and titles that the later plan has and the earlier had not, and what went."""

    procedures: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()
    duties: frozenset[str] = frozenset()
    to_write: frozenset[str] = frozenset()

    @property
    def is_any(self) -> bool:
        return bool(self.procedures or self.gone or self.duties or self.to_write)


def changes(before: Plan | None, now: Plan) -> Changes:
    """Nothing is new in a first plan."""
    if before is None:
        return Changes()
    had = {row.slug: row.title for row in before.procedures}
    here = {row.slug for row in now.procedures}
    return Changes(
        procedures=frozenset(here - had.keys()),
        gone=tuple(title for slug, title in had.items() if slug not in here),
        duties=frozenset({row.id for row in now.duties} - {row.id for row in before.duties}),
        to_write=frozenset({row.title for row in now.to_write} - {row.title for row in before.to_write}),
    )
