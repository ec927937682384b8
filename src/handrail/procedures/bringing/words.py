"""The words that reading goes by, from `words.yaml`. Pure."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

WORDS: dict[str, Any] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
