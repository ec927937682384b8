"""The colours of both themes, measured: WCAG 2.2 contrast of every pair that the parts put together."""

import re
from pathlib import Path

import pytest

TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunk")
ON_TEXT = [
    *[(ink, ground) for ground in GROUNDS for ink in ("ink", "ink-2", "ink-3", "accent", "accent-press")],
    *[(tone, ground) for ground in GROUNDS for tone in ("ok", "due", "danger")],
    *[(tone, f"{tone}-wash") for tone in ("ok", "due", "danger")],
    *[("ink", wash) for wash in ("accent-wash", "ok-wash", "due-wash", "danger-wash")],
    ("ink-2", "accent-wash"), ("accent", "accent-wash"), ("on-accent", "accent"), ("on-accent", "accent-press"),
    ("on-danger", "danger-fill"), ("paper", "ink"),
]  # fmt: skip
ON_CONTROL = [(line, ground) for ground in GROUNDS for line in ("line-control", "focus", "accent", "danger")]


@pytest.fixture(scope="module")
def colours() -> list[dict[str, str]]:
    """Light and dark, as the file says them."""
    from handrail.web import apps

    css = (Path(apps.__file__).parent / "static/web/tokens.css").read_text("utf-8")
    pairs = re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)", css)
    plain = re.findall(r"--([\w-]+):\s*(#\w{6});", css)
    return [{name: both[theme] for name, *both in pairs} | dict(plain) for theme in (0, 1)]


def light(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(ON_TEXT, TEXT), (ON_CONTROL, CONTROL)], ids=["text", "controls"])
def test_every_pair_is_told_apart(colours, theme, pairs, least):
    found = {pair: round(contrast(colours[theme][pair[0]], colours[theme][pair[1]]), 2) for pair in pairs}
    assert {pair: value for pair, value in found.items() if value < least} == {}
