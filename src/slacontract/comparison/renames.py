"""Renames: a version written with the names of another, so that a name that changed is one thing told and not ten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from slacontract.comparison.matching import renamed
from slacontract.findings import Position
from slacontract.formula.nodes import Node, Ref, rebuilt, references
from slacontract.formula.text import Expression, Figure, Share
from slacontract.formula.written import Lookup
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.mixing import taking
from slacontract.model.texts import Word

NAMED: Final = ("billing", "kpis", "figures", "pools", "tables", "target_costs", "indices", "indexation", "calendars")
"""Where clauses have names of the contract's own."""
_PREFIX: Final = {"billing": "billing.", "indexation": "indexation."}
_NO_NAMES: Final = frozenset({
    "where", "each", "by", "is_", "attributes", "variant", "title", "clause", "account", "cost_centre", "cases", "why", "name",
    "contract", "currency", "timezone", "counting", "replaces", "client", "vendor",
})  # fmt: skip
"""Fields whose words are members, dimensions or texts, and never a name of the contract's own."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A clause of which the name changed, and the places of both names."""

    kind: str
    old: str
    new: str
    old_at: Position
    new_at: Position


def renames_of(old: Contract, new: Contract) -> tuple[Rename, ...]:
    """The clauses that bear another name in the new version and say the same."""
    return tuple(
        Rename(kind, before, after, _at(getattr(old, kind), before), _at(getattr(new, kind), after))
        for kind in NAMED
        for before, after in renamed(getattr(old, kind), getattr(new, kind)).items()
    )


def _at(table: Mapping[Word, object], name: str) -> Position:
    return next(key.at for key in table if key == name)


def with_names(contract: Contract, renames: tuple[Rename, ...]) -> Contract:
    """The contract with the new names, where they are declared and wherever they are mentioned."""
    return cast("Contract", _Names(renames).noun(contract)) if renames else contract


def mentioned(value: object) -> Iterator[str]:
    """Every name of the contract's own that a value mentions: lines with their prefix, others as they are."""
    match value:
        case Expression():
            yield from (ref.id for ref in references(value.node) if not isinstance(ref, Figure))
        case Share():
            yield value.of
        case Base():
            yield from (f"billing.{line}" for line in value.lines)
            yield from (value.figure,) if value.figure else ()
        case Noun():
            for name in type(value).model_fields:
                if name not in _NO_NAMES and not (name == "kpi" and isinstance(value, Kpi)):
                    yield from mentioned(getattr(value, name))
        case Mapping():
            yield from (str(key) for key in value)
            yield from (name for item in value.values() for name in mentioned(item))
        case tuple():
            yield from (name for item in value for name in mentioned(item))
        case Word():
            yield str(value)


class _Names:
    """The new names, for each form in which a contract can mention one."""

    def __init__(self, renames: tuple[Rename, ...]) -> None:
        self.declared = {(rename.kind, rename.old): rename.new for rename in renames}
        self.plain = {rename.old: rename.new for rename in renames}
        self.mentioned = {
            f"{_PREFIX.get(rename.kind, '')}{rename.old}": f"{_PREFIX.get(rename.kind, '')}{rename.new}" for rename in renames
        }

    def noun(self, noun: Noun) -> Noun:
        values = {}
        for name in type(noun).model_fields:
            if name in _NO_NAMES or (name == "kpi" and isinstance(noun, Kpi)):
                continue
            before = getattr(noun, name)
            after = self.value(before, name)
            if after is not before:
                values[name] = after
        return taking(noun, values, noun) if values else noun

    def value(self, value: object, field: str) -> object:  # noqa: PLR0911  # one for each form that has names in it
        match value:
            case Noun():
                return self.noun(value)
            case Expression():
                node = rebuilt(value.node, self.node)
                return value if node == value.node else replace(value, node=node, text=self.text(value.text))
            case Share():
                return replace(value, of=self.text(value.of), text=self.text(value.text))
            case Base():
                lines = tuple(_placed(self.declared.get(("billing", line), line), line) for line in value.lines)
                figure = value.figure and _placed(self.declared.get(("figures", value.figure), value.figure), value.figure)
                return replace(value, lines=lines, figure=figure)
            case Word():
                return _placed(self.text(value) if "." in value else self.plain.get(value, value), value)
            case Mapping():
                return self.table(value, field)
            case tuple():
                return tuple(self.value(item, field) for item in value)
            case _:
                return value

    def table(self, table: Mapping[object, object], field: str) -> dict[object, object]:
        found: dict[object, object] = {}
        for key, item in table.items():
            name = self.declared.get((field, str(key)), str(key)) if field in NAMED else self.plain.get(str(key), str(key))
            found[_placed(name, key)] = self.value(item, field)
        return found

    def node(self, node: Node) -> Node:
        if isinstance(node, Lookup):
            return replace(node, table=self.declared.get(("tables", node.table), node.table))
        if isinstance(node, Ref) and not isinstance(node, Figure):
            return replace(node, id=self.text(node.id))
        return node

    def text(self, text: str) -> str:
        """A text in which names are whole words, perhaps with a stage behind: ``billing.care.after_caps``."""
        for old, new in self.mentioned.items():
            text = re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-])", new, text)
        return text


def _placed(name: str, word: object) -> Word:
    return word if isinstance(word, Word) and word == name else Word.placed(name, getattr(word, "at", Position("")))
