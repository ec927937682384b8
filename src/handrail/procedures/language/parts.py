"""The small types that steps and scenarios are made of. Unknown or blank fields are refused everywhere."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from handrail.facts.vocabulary import fact

Role = Literal["agent", "supervisor", "legal", "manager", "owner"]
Outcome = Literal["resolved", "refused", "escalated", "kept", "referred", "abandoned", "unresolved"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


def _known_fact(name: str) -> str:
    try:
        fact(name)
    except KeyError as error:
        raise ValueError(str(error)) from None
    return name


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
FactName = Annotated[str, AfterValidator(_known_fact)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
