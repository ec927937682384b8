"""What a demo is made of: the people, customers and habits of an invented business, as its `demo.yaml` says. Pure."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from handrail.config.data_folder import DEMO_SIGN_IN

SIGN_IN = DEMO_SIGN_IN
EXAMPLES = ("red-dirt-propane", "green-mountain-fiber")


class DemoError(Exception):
    """The demo can't be made; the message says why and what to do."""


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Row):
    name: str
    role: str


class Sale(Row):
    number: str
    what: str
    place: str
    total_cents: int
    signed_on: date
    notice_given: bool | None = None


class Consent(Row):
    kind: str
    given: bool
    on: date
    how: str
    words: str


class Customer(Row):
    details: tuple[tuple[str, str, str], ...]  # kind, text, how it is known
    sales: tuple[Sale, ...] = ()
    consents: tuple[Consent, ...] = ()


class Told(Row):
    """One invented business. `domain` is where its people get their mail; the first person is the owner."""

    zone: str
    domain: str
    people: tuple[Person, ...]
    customers: tuple[Customer, ...]

    def email(self, person: Person) -> str:
        return f"{person.name.split()[0].lower()}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Example:
    """A folder of `examples/`."""

    folder: Path
    told: Told


def examples() -> Path:
    """Where the invented businesses lie: in the checkout, or beside the installed package."""
    here = Path(__file__).resolve()
    found = [here.parents[4] / "examples", here.parents[2] / "examples"]
    for folder in found:
        if (folder / EXAMPLES[0]).is_dir():
            return folder
    raise DemoError("The folder “examples” is missing, so there is no demo to make. Take the whole of Handrail again.")


def read(name: str) -> Example:
    """One example by its folder's name. Raises DemoError when the folder is not whole."""
    folder = examples() / name
    try:
        raw: dict[str, Any] = YAML(typ="safe", pure=True).load((folder / "demo.yaml").read_text("utf-8"))
    except OSError as error:
        raise DemoError(f"{folder / 'demo.yaml'} can't be read: {error.strerror}.") from None
    return Example(folder, Told.model_validate(raw))
