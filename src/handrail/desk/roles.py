"""The roles a procedure names, and the people who stand for them at the desk, the nearest first. Pure."""

IN_LINE = {
    "agent": ("agent", "supervisor", "manager", "owner"),
    "supervisor": ("supervisor", "manager", "owner"),
    "manager": ("manager", "owner"),
    "legal": ("reviewer", "owner"),
    "owner": ("owner",),
}
_WORDS = {
    "agent": "an agent", "supervisor": "a supervisor, a manager or the owner", "manager": "a manager or the owner",
    "legal": "the reviewer or the owner", "owner": "the owner",
}  # fmt: skip


def stands_for(role: str, wanted: str) -> bool:
    """Whether a person of this role may act where a procedure names the other."""
    return role in IN_LINE[wanted]


def role_words(wanted: str) -> str:
    """Who may, inside a sentence."""
    return _WORDS[wanted]
