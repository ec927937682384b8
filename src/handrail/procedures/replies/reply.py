"""A reply as data: words for a customer, with blanks, the ways they go, their language, and where they say what law
wants said. Unknown or blank fields are refused. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from handrail.facts.vocabulary import Value, fact
from handrail.ledger.canonical import digest
from handrail.procedures.language.parts import BLANK, LIMIT_BLANK, Id, Part, Text, Words
from handrail.procedures.language.reader import checked, dumped, load
from handrail.procedures.language.words import spoken

Way = Literal["email", "chat", "text-message", "mail", "phone"]
WAYS: dict[str, str] = {
    "email": "E-mail", "chat": "Chat", "text-message": "Text message", "mail": "Letter", "phone": "Said on the phone",
}  # fmt: skip
LANGUAGES: dict[str, str] = {"en": "English", "es": "Spanish", "fr": "French"}
Language = Literal["en", "es", "fr"]
FIRST: Language = "en"  # what the others are translated from


def _no_limits(text: str) -> str:
    if LIMIT_BLANK.search(text):
        raise ValueError("a reply stands by itself, so it can’t name a limit of a procedure")
    for name in BLANK.findall(text):
        if name.startswith("own."):
            raise ValueError(f"{name} belongs to one procedure; a reply can name only facts that all know")
    return text


ReplyWords = Annotated[Words, AfterValidator(_no_limits)]
Line = Annotated[ReplyWords, StringConstraints(max_length=200)]


TO_WRITE = re.compile(r"\[to write:\s*([^\]]+?)\s*\]")


class Reply(Part):
    """`meets`: kinds of duty this reply says what law wants of. `says`: for each thing that has to stand in it, in the
    words of the law file, the sentence here that says it. `follows`: of a translation, the version of the English text
    that it was made from. `until`: the last day it may be sent."""

    reply: Id
    title: Annotated[Text, StringConstraints(max_length=200)]
    ways: tuple[Way, ...] = Field(min_length=1)
    language: Language = FIRST
    subject: Line | None = None
    words: ReplyWords
    meets: tuple[Text, ...] = ()
    says: dict[Text, Text] = Field(default_factory=dict)
    follows: int | None = Field(default=None, ge=1)
    until: date | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.subject and not {"email", "mail"} & set(self.ways):
            raise ValueError("subject belongs to an e-mail or a letter")
        if "email" in self.ways and not self.subject:
            raise ValueError("an e-mail needs a subject")
        if (self.language == FIRST) == (self.follows is not None):
            raise ValueError("follows names the version that a translation was made from; only English has none")
        if self.says and not self.meets:
            raise ValueError("says belongs to meets: which duty asks for these sentences?")
        whole = _even(f"{self.subject or ''} {self.words}")
        for wanted, sentence in self.says.items():
            if _even(sentence) not in whole:
                raise ValueError(f"says: “{sentence}” (for “{wanted}”) does not stand in the words")
        return self

    @property
    def blanks(self) -> tuple[str, ...]:
        """The facts it names, in order."""
        return tuple(dict.fromkeys(BLANK.findall(f"{self.subject or ''} {self.words}")))

    @property
    def to_write(self) -> tuple[str, ...]:
        """What somebody still has to write into it, marked `[to write: the statement of the right]`: the wording of a
        statute, which comes from the agency or an adviser. Until then it is not approved and not adopted."""
        return tuple(" ".join(row.split()) for row in TO_WRITE.findall(f"{self.subject or ''} {self.words}"))

    @property
    def name(self) -> str:
        """`refund-sent` in English, `refund-sent.es` in Spanish: what it is called among all replies."""
        return self.reply if self.language == FIRST else f"{self.reply}.{self.language}"


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=512)
def read(text: str, file: str = "reply.yaml") -> Reply:
    """The reply of a YAML text. Raises UnreadableError with every problem found."""
    return checked(Reply, load(text, file, "a reply begins with `reply: its-name`"), file)


def write(reply: Reply) -> str:
    """The YAML of a reply, nothing in it that is only a default."""
    return dumped(reply.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def text_hash(text: str) -> str:
    """The hash of a reply as it reads, whatever its spacing."""
    return digest(read(text).model_dump(mode="json", by_alias=True, exclude_defaults=True))


def open_blanks(reply: Reply, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """Labels of the blanks that nothing fills yet."""
    return tuple(fact(name).label for name in reply.blanks if name not in facts)


def filled(reply: Reply, facts: Mapping[str, Value]) -> tuple[str, str]:
    """Subject and words with the blanks filled. An open blank stays a line, and is not sent: ask `open_blanks`."""
    return spoken(reply.subject or "", facts, reply.language), spoken(reply.words, facts, reply.language)
