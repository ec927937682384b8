"""What was brought in and waits for a choice, and what was guessed in a draft and waits for a yes."""

from typing import Any

from django.db import models

from handrail.ledger.models import Kept

STATES = [("waiting", "To choose"), ("chosen", "Being written"), ("taken", "A draft"), ("left", "Left out")]
KINDS = [("procedure", "Procedure"), ("reply", "Reply")]


class Arrival(Kept):
    """One bringing-in: one or several files, or a pasted text. Nothing of a file itself is kept, only its pieces."""

    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.name


class ArrivedPiece(Kept):
    """What one document, macro or article becomes. `like`: the number of the piece it repeats, its own where none.

    `content`: the draft, its guesses and what was left out; emptied when it is left."""

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    used = models.PositiveIntegerField(default=0)
    like = models.PositiveIntegerField()
    steps = models.PositiveIntegerField(default=0)
    guesses = models.PositiveIntegerField(default=0)
    wrong = models.CharField(max_length=300, blank=True)
    content: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    revision = models.ForeignKey("procedures.Revision", null=True, on_delete=models.PROTECT, related_name="brought")
    text_was = models.CharField(max_length=64, blank=True)  # the hash of the draft as it was written

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["arrival", "number"], name="one_piece_a_number"),)

    @property
    def repeats(self) -> bool:
        return self.like != self.number


class DraftGuess(Kept):
    """What was guessed in a draft that was brought in: the step, the part, the reason, and the line it came from.

    It belongs to the procedure, so that a later version can't leave it behind. `mark`: of the part as it was guessed;
    a part that a person changed since is theirs, and no guess."""

    entry = models.ForeignKey("procedures.Entry", on_delete=models.PROTECT, related_name="guesses")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=61, blank=True)
    part = models.CharField(max_length=20)
    mark = models.CharField(max_length=16)
    what = models.CharField(max_length=400)
    why = models.CharField(max_length=300)
    line = models.PositiveIntegerField()
    source = models.CharField(max_length=1000)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("number",)
