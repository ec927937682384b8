"""Reads about adopting: what is under way, and which starters rest on law that is out of date."""

from collections.abc import Iterable, Mapping
from datetime import date

from handrail.business.queries import known
from handrail.law.mine.queries import fresh_checks
from handrail.law.queries import law_in_use
from handrail.law.versions.age import OutOfDate
from handrail.ledger.jobs import Jobs
from handrail.procedures.fresh import each_behind
from handrail.procedures.language.variants import written_out
from handrail.procedures.shelf import library, reachable
from handrail.procedures.shelving.models import AdoptRun

ADOPT = "adopt-starters"
JOBS = Jobs(AdoptRun, timer=ADOPT, room="procedures", subject="adoption", words="adoption ")


def old_behind(slugs: Iterable[str], on: date) -> Mapping[str, tuple[OutOfDate, ...]]:
    """The starters that rest on law out of date, each with what it is: these ask for a reason, the others do not."""
    shelf = library()
    bundles = {slug: [written_out(shelf[name]) for name in reachable(slug, shelf)] for slug in slugs if slug in shelf}
    return each_behind(law_in_use(on), known(), bundles, on, fresh_checks(on).keys())


def each_once(old: Mapping[str, tuple[OutOfDate, ...]]) -> list[OutOfDate]:
    """What of the law is out of date, for the words above all of them."""
    return list(dict.fromkeys(one for those in old.values() for one in those))


def titles(slugs: Iterable[str]) -> list[str]:
    return [library()[slug].title for slug in slugs if slug in library()]
