"""Replay: periods that were measured, settled as if one version had been in force over all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.comparison.differences import CLAUSES
from slacontract.comparison.matching import pairs
from slacontract.findings import Finding
from slacontract.formula.nodes import Over, Ref, walk
from slacontract.languages import Message
from slacontract.model.contract import Agreement, Contract
from slacontract.model.fields import Noun
from slacontract.model.mixing import taking
from slacontract.model.texts import Word
from slacontract.scenarios.twice import Twice, lines
from slacontract.settlement.settlement import Settlement, settle
from slacontract.settlement.totals import NET

if TYPE_CHECKING:
    from slacontract.formula.nodes import Node
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period

_GONE: Final = "old-"
"""How a clause is called that the new version does not have, before its number in the old."""


def in_force_alone(contract: Contract, other: Contract) -> Contract:
    """A version as if it were in force from the first day on, over the terms of both versions, and replaced none."""
    first = min(contract.term.from_, other.term.from_)
    last = max(contract.term.to, other.term.to)
    term = contract.term.model_copy(update={"from_": first, "to": last})
    return taking(contract, {"term": term, "effective": first, "replaces": None}, contract)


def comparable(old: Contract, new: Contract) -> bool:
    """Whether periods and coins of two versions are the same, so that their amounts stand side by side."""
    return _cut(old, new) == _cut(new, old) and (old.currency, old.rounding.to) == (new.currency, new.rounding.to)


def _cut(contract: Contract, other: Contract) -> list[tuple[str, date, date]]:
    """The periods into which a version cuts both terms; where its years begin is its own affair."""
    return [(period.id, period.start, period.end) for period in in_force_alone(contract, other).schedule.periods()]


def with_numbers(old: Contract, new: Contract) -> tuple[Contract, Contract]:
    """Both versions with their unnamed clauses called alike, so that the third limit of one is that of the other.

    A clause is called by its number in the new version; one that went, by its number in the old.
    """
    values: tuple[dict[str, object], dict[str, object]] = ({}, {})
    for field in CLAUSES & type(old).model_fields.keys():
        before, after = getattr(old, field), getattr(new, field)
        if before is None or after is None or not any("name" in type(item).model_fields for item in (*before, *after)):
            continue
        numbers = {i: f"{j + 1}" if j is not None else f"{_GONE}{i + 1}" for i, j in pairs(before, after) if i is not None}
        values[0][field] = tuple(_called(item, numbers[i]) for i, item in enumerate(before))
        values[1][field] = tuple(_called(item, f"{j + 1}") for j, item in enumerate(after))
    return taking(old, values[0], old), taking(new, values[1], new)


def _called(clause: Noun, name: str) -> Noun:
    return clause if getattr(clause, "name", None) else clause.model_copy(update={"name": Word(name)})


@dataclass(frozen=True)
class Replayed:
    """One version over some periods: its settlement, or the findings that keep it from being settled."""

    settlement: Settlement | None
    findings: tuple[Finding, ...]

    def net(self) -> tuple[mpq, ...]:
        """The net of each period."""
        assert self.settlement is not None, "the caller has seen that it was settled"
        return tuple(self.settlement.net(period) for period in self.settlement.asked)


def replay(contract: Contract, measures: Measures, periods: Sequence[str]) -> Replayed:
    """Settle periods by one version that was opened over them."""
    agreement = Agreement((contract,))
    known = {period.id: period for period in agreement.schedule.periods()}
    asked: list[Period] = [known[name] for name in periods]
    settlement, findings = settle(agreement, measures, asked)
    return Replayed(settlement, tuple(findings))


def lines_of(old: Settlement, new: Settlement) -> tuple[Twice, ...]:
    """Every line of either version; one that went is called by its number in the old."""
    there = {line.id for line in new.lines}
    return tuple(
        line if line.id in there else dataclasses.replace(line, label=_with_own_number(line.label)) for line in lines(old, new)
    )


def _with_own_number(label: Message) -> Message:
    """The label of a clause that went, by its number in the old version."""
    arguments = tuple(
        (name, _with_own_number(item) if isinstance(item, Message) else str(item).removeprefix(_GONE))
        for name, item in label.arguments
    )
    return dataclasses.replace(label, arguments=arguments)


def same_money(one: Settlement, other: Settlement) -> bool:
    """Whether two versions compute the net by the same formulas and figures, whatever was measured."""
    return all(_behind_net(one, index) == _behind_net(other, index) for index in {0, len(one.compiled) - 1})


def _behind_net(settlement: Settlement, index: int) -> dict[str, object]:
    """Everything that the net of a period is computed from: rows with their formulas, terms with their values."""
    plan = settlement.calculation.plans[index]
    found: dict[str, object] = {}
    waiting = [NET]
    while waiting:
        ident = waiting.pop()
        if ident in found:
            continue
        if ident in plan.terms:
            found[ident] = plan.terms[ident].value
            continue
        formula: Node | None = plan.rows[ident].formula if ident in plan.rows else None
        found[ident] = formula
        waiting += [_row(node) for node in (walk(formula) if formula is not None else ()) if isinstance(node, (Ref, Over))]
    return found


def _row(node: Ref | Over) -> str:
    return node.row.id if isinstance(node, Over) else node.id
