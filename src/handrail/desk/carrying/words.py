"""How the record calls what comes from and goes to the world outside. Pure."""

CAME, WENT, FAILED, ASKED, FILLED, STOPPED, ACKNOWLEDGED, RATING_ASKED, DONE_BY_HAND = (
    "message", "mail-sent", "mail-failed", "form-sent", "form-filled", "automation-stopped",
    "acknowledged", "rating-asked", "done-by-hand",
)  # fmt: skip
LEFT_TO_A_PERSON = "Automation stopped. "  # how such an item begins
BY_FORM = "The customer, by form"  # who answers there
FOR_A_PERSON = "mail"  # the kind of an open item: something came, or automation stopped
CARRIED = {
    CAME: "Message came", WENT: "E-mail went", FAILED: "E-mail did not go", ASKED: "Asked by a form",
    FILLED: "Form filled in by the customer", STOPPED: "Automation stopped: a person goes on",
    ACKNOWLEDGED: "Customer told that it arrived",
    DONE_BY_HAND: "Done by a person, where automation had stopped",
    RATING_ASKED: "Asked by e-mail how satisfied they are",
}  # fmt: skip
