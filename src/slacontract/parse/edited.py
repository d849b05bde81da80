"""A contract's text with other values at some places: its own layout and comments, so that every finding keeps its place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding, nearest
from slacontract.model.texts import Series, Table, Word
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from slacontract.model.changes import TextChange

_PLAIN: Final = re.compile(r"[+-]?[\w.]+( ?[%\w]+)*%?", re.ASCII)


def edited(data: bytes, name: str, changes: Sequence[TextChange]) -> tuple[bytes, list[Finding]]:
    """The text with every change made; a change of what is not there is a finding."""
    table, findings = read_yaml(data, name)
    if table is None:
        return data, findings
    lines = data.decode("utf-8-sig").split("\n")
    places = []
    for change in changes:
        word, found = _find(table, change)
        findings += found
        if word is not None:
            places.append((word, change.text))
    for word, text in sorted(places, key=lambda place: (place[0].at.line, place[0].at.column), reverse=True):
        line, column = lines[word.at.line - 1], word.at.column - 1
        quote = line[column - 1] if column and line[column - 1] in "\"'" else ""
        start, end = column - len(quote), column + word.at.width + len(quote)
        lines[word.at.line - 1] = line[:start] + _written(text) + line[end:]
    return "\n".join(lines).encode(), findings


def _written(text: str) -> str:
    """The text as YAML: in quotes unless it is plainly a word or a figure."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _find(table: Table, change: TextChange) -> tuple[Word | None, list[Finding]]:
    """The text at a path; else what there is in its place."""
    here: object = table
    if change.version and change.version != table.get(Word("version")):
        return None, [
            finding("E510", change.at, f"The contract has no version {change.version}.", "Write one that it has, or none.")
        ]
    for depth, key in enumerate(change.path):
        before = ".".join(change.path[:depth]) or "the contract"
        if isinstance(here, Table) and key in here:
            here = here[Word(key)]
        elif isinstance(here, Series) and key.isdigit() and 1 <= int(key) <= len(here):
            here = here[int(key) - 1]
        elif isinstance(here, Series):
            numbers = f"1 to {len(here)}" if here else "none"
            return None, [finding("E510", change.at, f"'{before}' has no item '{key}'.", f"Its items are numbered: {numbers}.")]
        elif isinstance(here, Table):
            return None, [finding("E510", change.at, f"'{before}' does not say '{key}'.", nearest(key, map(str, here)))]
        else:
            return None, [finding("E510", change.at, f"'{before}' is one text and has no '{key}'.", f"Write {before}=…")]
    if isinstance(here, Word):
        return here, []
    inside = map(str, here) if isinstance(here, Table) else [str(n + 1) for n in range(len(here))]  # type: ignore[arg-type]
    return None, [finding("E510", change.at, f"'{'.'.join(change.path)}' is not one text.",
                          f"Name one of what is in it: {', '.join(inside)}.")]  # fmt: skip
