"""What the tests of a contract touch: only rows behind what they compare count, and of each formula only what was computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.interpreter import value_of
from slacontract.formula.nodes import All, Any, AnyKnown, If, Known, Node, Over, Ref, Total, children, references
from slacontract.languages import message
from slacontract.model.measures import Measures
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.kpis.kpi_values import kpi_name
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.stages import compile_versions
from slacontract.trials.branches import decisions
from slacontract.trials.parts import Key, Part, Survey

if TYPE_CHECKING:
    from slacontract.formula.calculation import Plan
    from slacontract.formula.interpreter import Place
    from slacontract.model.contract import Agreement
    from slacontract.settlement.draft import Compiled
    from slacontract.settlement.settlement import Settlement
    from slacontract.trials.running import Verdict

_NAMED: Final = re.compile(r"\.pay$|\.gap|\.per_unit\.\d+\.|\.met$|\.band$|^limit\.|cap$")
"""Rows whose figures are those of a branch that is a part by itself: bands, points, limits, caps."""
_CLAUSELESS: Final = frozenset({"", "total", "rounding"})


@dataclass(frozen=True)
class Coverage:
    """The parts of a contract in the order of its text, and which of them the tests have touched."""

    parts: tuple[Part, ...]
    touched: frozenset[Key]

    @property
    def untouched(self) -> tuple[Part, ...]:
        """What no test has touched."""
        return tuple(part for part in self.parts if part.key not in self.touched)

    @property
    def share(self) -> mpq:
        """The share of the parts that is touched; of nothing, all."""
        return mpq(len(self.parts) - len(self.untouched), len(self.parts)) if self.parts else mpq(1)


def coverage(agreement: Agreement, verdicts: Sequence[Verdict]) -> Coverage:
    """What the tests that were run touch of all versions of a contract."""
    parts: dict[Key, Part] = {}
    touched: set[Key] = set()
    settled = [verdict for verdict in verdicts if verdict.settlement is not None]
    for verdict in settled:
        assert verdict.settlement is not None
        walked = _Walk(verdict.settlement, parts)
        for row, period in verdict.asked_of:
            walked.see(row, verdict.settlement.index(period))
        touched |= walked.touched
    for compiled in _all_versions(agreement, settled):
        parts |= {part.key: part for part in survey_of(compiled).parts.values() if part.key not in parts}
    ordered = sorted(parts.values(), key=lambda part: (part.version, part.at.line, part.at.column))
    return Coverage(tuple(ordered), frozenset(touched))


def _all_versions(agreement: Agreement, settled: Sequence[Verdict]) -> Iterable[Compiled]:
    measures = next((v.settlement.measures for v in settled if v.settlement is not None), Measures({}))
    return compile_versions(agreement.with_parts, Service(measures)).values()


def survey_of(compiled: Compiled) -> Survey:
    """All parts of a compiled version: of the rows that lead to money, or say whether a target is met."""
    survey = Survey(compiled)
    rows = _behind_money(compiled)
    for ident in rows:
        row = compiled.plan.rows[ident]
        if row.clause not in _CLAUSELESS and ident not in compiled.proofs:
            decisions(survey, row)
    _version(survey)
    _missing(survey)
    _figures(survey, rows)
    return survey


def _behind_money(compiled: Compiled) -> list[str]:
    """The rows that the lines and the statuses of KPIs are computed from, in the order of settlement."""
    rows = compiled.plan.rows
    waiting = [*(line.amount for line in compiled.lines), *(o.met for o in compiled.outcomes if o.met)]
    found = set(waiting)
    while waiting:
        formula = rows[waiting.pop()].formula
        for ref in references(formula) if formula is not None else ():
            if ref.id in rows and ref.id not in found:
                found.add(ref.id)
                waiting.append(ref.id)
    return [ident for ident in rows if ident in found]


def _version(survey: Survey) -> None:
    contract = survey.contract
    what = message("in force from {day}", day=contract.effective.isoformat())
    key = (contract.version, "version", str(what))
    survey.parts[key] = Part(
        key=key, clause="", at=contract.place_of("effective"), subject=message("Version {number}", number=contract.version),
        what=what, hint=message("a test of a period from {day} on", day=contract.effective.isoformat()),
    )  # fmt: skip


def _missing(survey: Survey) -> None:
    """The rule of each KPI that pays for periods in which it has no figure."""
    for outcome in survey.compiled.outcomes:
        kpi = survey.contract.kpis.get(Word(outcome.kpi))
        if kpi is None or not kpi.says("missing") or not kpi.scaled:
            continue
        what = message("without a figure (missing: {rule})", rule=str(kpi.missing))
        key = (survey.contract.version, f"kpi.{outcome.kpi}.missing", str(what))
        part = Part(key=key, clause=outcome.clause.text, at=kpi.place_of("missing"), what=what,
                    subject=kpi_name(outcome.kpi, survey.contract), hint=message("a test without its figures"))  # fmt: skip
        survey.parts.setdefault(key, part)
        survey.missing[outcome.value] = part


def _figures(survey: Survey, rows: Sequence[str]) -> None:
    """Figures that no branch names: rates, fees, tax; touched where an amount that is compared is computed with them."""
    plan = survey.plan
    deciding = {row for row, _ in survey.probes} | {row for row in rows if _NAMED.search(row)}
    named = {ref.id for row in deciding for ref in _refs(plan, row)}
    for ident in rows:
        row = plan.rows[ident]
        for ref in _refs(plan, ident):
            term = plan.terms.get(ref.id)
            if term is None or ref.id in named or not term.text or not term.at.line or term.unit is Unit.BAND:
                continue
            if row.clause in _CLAUSELESS or term.clause in _CLAUSELESS:
                continue
            what = message("{figure}", figure=term.text)
            key = (survey.contract.version, ref.id, str(what))
            part = Part(key=key, clause=term.clause, at=survey.place_of(term), subject=term.label, what=what,
                        hint=message("an expected amount that is computed with it"))  # fmt: skip
            survey.figures[ref.id] = survey.parts.setdefault(key, part)


def _refs(plan: Plan, row: str) -> tuple[Ref, ...]:
    formula = plan.rows[row].formula
    return references(formula) if formula is not None else ()


class _Walk:
    """From the rows that a test compares back to what they were computed from, column by column."""

    def __init__(self, settlement: Settlement, parts: dict[Key, Part]) -> None:
        self.settlement = settlement
        self.touched: set[Key] = set()
        self.seen: set[tuple[str, int]] = set()
        versions = {compiled.contract.version: compiled for compiled in settlement.compiled}
        surveys = {version: survey_of(compiled) for version, compiled in versions.items()}
        self.surveys = [surveys[compiled.contract.version] for compiled in settlement.compiled]
        for survey in surveys.values():
            for key, part in survey.parts.items():
                parts.setdefault(key, part)

    def see(self, row: str, index: int) -> None:
        """Go through a row and all that it was computed from."""
        waiting = [(row, index)]
        self._version(index)
        while waiting:
            here = waiting.pop()
            if here in self.seen or here[1] < 0:
                continue
            self.seen.add(here)
            waiting += self._row(*here)

    def _version(self, index: int) -> None:
        survey = self.surveys[index]
        self.touched |= {key for key in survey.parts if key[1] == "version"}

    def _row(self, ident: str, index: int) -> Iterator[tuple[str, int]]:
        survey = self.surveys[index]
        if ident in survey.figures:
            self.touched.add(survey.figures[ident].key)
        if ident in survey.missing and self.settlement.columns[index].get(ident) is None:
            self.touched.add(survey.missing[ident].key)
        row = survey.plan.rows.get(ident)
        if row is None or row.formula is None:
            return
        place = self.settlement.place(self.settlement.calculation.periods[index])
        for node in _computed(row.formula, place):
            self.touched |= {p.part.key for p in survey.probes.get((ident, id(node)), ()) if p.reached(place)}
            yield from _read(node, index, self.settlement)


def _computed(formula: Node, place: Place) -> Iterator[Node]:
    """The nodes that were computed: of a choice, its conditions and the branch that was taken."""
    waiting = [formula]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, If):
            waiting += [node.condition, node.then if value_of(node.condition, place) else node.otherwise]
        elif isinstance(node, (All, Any)):
            waiting += node.items
        elif not isinstance(node, (Known, AnyKnown, Total, Over)):
            waiting += children(node)


def _read(node: Node, index: int, settlement: Settlement) -> Iterator[tuple[str, int]]:
    """The rows and columns that a node reads."""
    match node:
        case Ref():
            yield node.id, index - node.lag
        case Known():
            yield node.row.id, index - node.row.lag
        case AnyKnown() | Total():
            yield from ((row.id, index) for row in node.rows)
        case Over():
            yield from ((node.row.id, column) for column in settlement.calculation.window(node, index))
        case _:
            return
