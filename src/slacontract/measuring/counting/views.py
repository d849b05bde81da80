"""Views: what they are of, and what decides their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

QUERIES: Final = Path(__file__).parent.parent / "queries"


@dataclass(frozen=True, slots=True)
class View:
    """What a view is of: its canonical table, the id of its rows, the moment that decides their period, and its scope.

    ``columns`` are those that the view has beside the ones of its table.
    """

    name: str
    of: str
    key: str
    moment: str
    scope: tuple[str, ...]
    columns: frozenset[str]
    from_contact: bool = False
    from_ticket: bool = False


@dataclass(frozen=True, slots=True)
class TooLong:
    """Seconds that are not believed, and what becomes of a longer record."""

    over: int
    treat: Literal["cut", "left_out"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What decides the text of views: what the contract says, and what its records are like.

    ``columns`` are the columns of each table that there is. ``until`` is the last moment that each table knows of. ``edges`` is
    where agent time is cut, in order. ``inherited`` are the views whose rows take scope from their contact or ticket.
    ``left_out`` has, by view, the condition of rows that both parties take out. ``zone`` is that of the contract.
    """

    columns: Mapping[str, frozenset[str]]
    until: Mapping[str, datetime]
    ended: bool = False
    by_reason: bool = False
    without_tests: bool = False
    longest_contact: TooLong | None = None
    longest_state: TooLong | None = None
    several_legs: bool = True
    all_queued: bool = False
    overlaps: bool = True
    sessions: bool = False
    edges: tuple[datetime, ...] = ()
    inherited: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"


@cache
def views() -> Mapping[str, View]:
    """All views, by name."""
    text = (QUERIES / "views.yaml").read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # our own data, safe loader
    return {name: _view(name, told, data.get(told.get("like", ""), {})) for name, told in data.items()}


def _view(name: str, told: dict[str, Any], like: dict[str, Any]) -> View:
    return View(
        name=name,
        of=told["of"],
        key=told["key"],
        moment=told["moment"],
        scope=tuple(told.get("scope", like.get("scope", ()))),
        columns=frozenset(told.get("columns", {})) | frozenset(like.get("columns", {})),
        from_contact=told.get("from_contact", False),
        from_ticket=told.get("from_ticket", False),
    )


@dataclass(frozen=True, slots=True)
class Derived:
    """A column that is made only where a field asks for it; ``source`` is the query it is looked up in, joined by ``join``."""

    sql: str
    source: str = ""
    join: str = ""


@cache
def derived() -> Mapping[str, Mapping[str, Derived]]:
    """The columns that are made where they are asked for, by view."""
    text = (QUERIES / "derived.yaml").read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # our own data, safe loader
    return {
        view: {name: Derived(told["is"], told.get("from", ""), told.get("join", "")) for name, told in columns.items()}
        for view, columns in data.items()
    }


def moment_of(view: View, choices: Choices) -> str:
    """The moment that decides the period of a view's rows, where the field says no other."""
    if view.of == "interactions":
        return "ended_at" if choices.ended else "arrived_at"
    return view.moment


@cache
def query(name: str) -> str:
    """The text of a query, without its comments."""
    lines = (QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--")).strip()
