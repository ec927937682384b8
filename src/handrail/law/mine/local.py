"""A business's own duty as YAML: in the form of a pack's duty, checked like one. Pure.

The file is a mapping with `duties`, and `agencies` where one is named. Ids begin with `local.`; a part may be of a kind
of the catalogue, or of a kind of its own, `local.` and a name, which a step of a procedure can then say it meets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from handrail.facts.problems import FileError, Problem
from handrail.law.duties import KEEPING, Duty, Kind, Pack
from handrail.law.loader import PackError, load_kinds, read_pack
from handrail.law.ours import LOCAL

FILE = "local.yaml"
_OWN_KIND = re.compile(rf"\b{LOCAL}\.[a-z0-9][a-z0-9.-]*")
_HEAD = f"""pack: {LOCAL}
title: Your own duties
jurisdiction: {LOCAL}
maintainer: You
version: "1"
kept_until: 9999-12-31
agencies: {{}}
duties: []
"""


class LocalDutyError(FileError):
    """A duty of one's own that can't be read; every problem with its line."""


@dataclass(frozen=True, slots=True)
class Local:
    """What a file of own duties holds."""

    pack: Pack

    @property
    def duty(self) -> Duty:
        """The one duty of a text that is kept as one. Raises LocalDutyError for any other count."""
        if len(self.pack.duties) != 1:
            raise LocalDutyError([Problem(FILE, 1, 1, f"one duty is kept at a time; here are {len(self.pack.duties)}")])
        return self.pack.duties[0]


def own_kinds(text: str) -> Mapping[str, Kind]:
    """The catalogue, and every kind of its own that a text names."""
    return {**load_kinds(), **{name: Kind(id=name, title=name) for name in _OWN_KIND.findall(text)}}


def read_local(text: str, file: str = FILE) -> Local:
    """The duties of a text, checked. Raises LocalDutyError with every problem by line."""
    if not re.search(r"^duties\s*:", text, re.MULTILINE):
        raise LocalDutyError([Problem(file, 1, 1, "write `duties:` and under it a duty, like one of a law file")])
    try:
        return Local(read_pack(_HEAD, "head", own_kinds(text), {file: text}))
    except PackError as error:
        raise LocalDutyError(list(error.problems)) from None
    except YAMLError as error:
        raise LocalDutyError([Problem(file, 1, 1, f"this is not YAML: {error}")]) from None


def apart(text: str, file: str = FILE) -> list[str]:
    """A text with several duties as one text each. Raises LocalDutyError."""
    pack = read_local(text, file).pack
    if len(pack.duties) == 1:
        return [text]
    raw = [row.model_dump(mode="json", by_alias=True, exclude_defaults=True, context=KEEPING) for row in pack.duties]
    return [_one(row, pack) for row in raw]


def _one(duty: Mapping[str, Any], pack: Pack) -> str:
    agency = duty.get("agency")
    named = {agency: pack.agencies[agency].model_dump(exclude_defaults=True)} if agency else {}
    return as_yaml({**({"agencies": named} if named else {}), "duties": [dict(duty)]})


def as_yaml(content: Mapping[str, Any]) -> str:
    out = StringIO()
    yaml = YAML(pure=True)
    yaml.width, yaml.default_flow_style = 100, False
    yaml.dump(dict(content), out)
    return out.getvalue()


def together(texts: Sequence[str], on: date) -> tuple[Pack | None, dict[str, Kind]]:
    """One pack of all own duties, and the kinds of their own; what can't be read any more is left out (its own page
    says so). `on`: the day of the last change."""
    packs = [found for text in texts if (found := _readable(text))]
    duties = tuple(duty for pack in packs for duty in pack.duties)
    if not duties:
        return None, {}
    agencies = {name: row for pack in packs for name, row in pack.agencies.items()}
    kept = max(duty.recheck_by for duty in duties)
    head = packs[0].model_copy(
        update={"duties": duties, "agencies": agencies, "version": f"{on:%Y.%m.%d}", "kept_until": kept}
    )
    kinds = {
        part.kind: Kind(id=part.kind, title=duty.title)
        for duty in duties
        for part in duty.parts
        if part.kind.startswith(f"{LOCAL}.")
    }
    return head, kinds


def _readable(text: str) -> Pack | None:
    try:
        return read_local(text).pack
    except LocalDutyError:
        return None
