"""Deeds asked by every role: whatever page or program asks one, it refuses whom the table of rights does not name, before
it looks at anything else."""

import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest

from handrail.ledger.actor import Actor
from handrail.people.rights import RIGHTS, RefusedError, Right, may


def deeds_of(modules: Iterable[str]) -> set[Callable[..., Any]]:
    """All public functions of these modules that take who acts."""
    return {
        each
        for name in modules
        for called, each in inspect.getmembers(import_module(name), inspect.isfunction)
        if each.__module__ == name and not called.startswith("_") and "actor" in inspect.signature(each).parameters
    }


def name_of(deed: Callable[..., Any]) -> str:
    return f"{deed.__module__.split('.', 1)[1]}.{deed.__name__}"


def somebody(role: str) -> Actor:
    return Actor("person", UUID(int=1), "Somebody", role, UUID(int=2))


def refuses_all_without(right: Right, deed: Callable[..., Any], **more: Any) -> None:
    """Every role that lacks the right, and nobody's; what else the deed needs is None."""
    needed = [name for name, of in inspect.signature(deed).parameters.items() if of.default is of.empty]
    for role in ["", *RIGHTS]:
        if not may(role, right):
            with pytest.raises(RefusedError) as refused:
                deed(**{**dict.fromkeys(needed), **more, "actor": somebody(role)})
            assert refused.value.right == right
