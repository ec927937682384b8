"""`handrail demo`: the invented businesses of `examples/` in a data folder of their own."""

import argparse
import sys
from pathlib import Path
from typing import Any

from handrail.config import serve as server


def add(commands: Any) -> None:
    """Register `demo`. `commands` is argparse's list of commands."""
    parser = commands.add_parser("demo", help="make a demo of two invented businesses, through the product's own deeds")
    parser.add_argument("--data", type=Path, default=Path("demo"), metavar="DIR", help="its folder (default: ./demo)")
    parser.set_defaults(run=_demo)


def _demo(parsed: argparse.Namespace) -> int:
    from handrail.config.demo.told import DemoError

    try:
        make(parsed.data.resolve())
    except DemoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server.say(f"Start it with: python3 start.py --demo --data {parsed.data}")
    return 0


def make(data: Path) -> None:
    """Set the folder up, build the demo and say how to sign in. Raises DemoError for a folder in use."""
    server.set_up(data)
    from handrail.calendars import clock
    from handrail.config.demo.build import build

    server.say(f"Making the demo in {data} (once; about a quarter of a minute)")
    server.say("\n" + build(data=data, at=clock.read(), say=server.say))


def make_once(data: Path) -> None:
    """For `serve --demo`: build where there is none yet; else say again how to sign in."""
    from handrail.config.demo.told import SIGN_IN

    words = data / SIGN_IN
    if words.is_file():
        server.say("\n" + words.read_text("utf-8"))
    else:
        make(data)
