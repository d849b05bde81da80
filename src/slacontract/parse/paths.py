"""Paths through a text, as pydantic counts them: keys, items and the tags of unions. Where they lead, and how they are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.findings import Position
from slacontract.model.texts import Series, Table, Word

if TYPE_CHECKING:
    from collections.abc import Iterator


def walk_values(here: object) -> Iterator[tuple[Word, object]]:
    """Every key with its value, through all mappings and lists."""
    for table in key_words(here):
        yield from table.items()


def key_words(here: object) -> Iterator[Table]:
    """Every mapping, outermost first."""
    if isinstance(here, Table):
        yield here
    for item in here.values() if isinstance(here, Table) else here if isinstance(here, Series) else ():
        yield from key_words(item)


def value_at(table: Table, path: tuple[object, ...]) -> Position:
    """Follow pydantic's path; steps that are not in the text (the tag of a union) are passed over."""
    here: object = table
    at = table.at
    for step in path:
        if isinstance(here, Table) and step in here:
            here = here[step]  # type: ignore[index]  # a step is one of its keys
        elif isinstance(here, Series) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        at = here.at if isinstance(here, (Word, Table, Series)) else at
    return at


def key_at(table: Table, path: tuple[object, ...], key: object) -> Position:
    """The place of a key of the mapping that a path leads to."""
    here: object = table
    for step in path:
        if isinstance(here, Table) and step in here:
            here = here[step]  # type: ignore[index]
        elif isinstance(here, Series) and isinstance(step, int):
            here = here[step]
    return here.place_of(key) if isinstance(here, Table) else value_at(table, path)


def path_said(table: Table, path: tuple[object, ...]) -> str:
    """A path in the words of the file: without the tags that pydantic adds, items counted from 1."""
    here: object = table
    steps: list[str] = []
    for step in path:
        if isinstance(here, Table) and step in here:
            here = here[step]  # type: ignore[index]  # a step is one of its keys
            steps.append(f".{step}")
        elif isinstance(here, Series) and isinstance(step, int) and step < len(here):
            here = here[step]
            steps.append(f"[{step + 1}]")
    return f" in {''.join(steps).lstrip('.')}" if steps else ""
