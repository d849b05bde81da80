"""Faults that only the figures show: what is missing, what cannot be, what a spreadsheet would round another way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.findings import Finding, Position, finding
from slacontract.formula.calculation import Calculation
from slacontract.formula.exact import Column
from slacontract.formula.figures import write_value
from slacontract.formula.interpreter import Place, value_of
from slacontract.model.contract import Agreement
from slacontract.model.measures import Measures
from slacontract.quantities.numbers import Rounding, as_decimal
from slacontract.settlement.draft import Clause, Compiled, Required
from slacontract.settlement.reading.foreseen import figures_missing, is_figure

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period
    from slacontract.settlement.service.scopes import Service
    from slacontract.settlement.settlement import Settlement


def unmeasured(agreement: Agreement, measures: Measures, periods: Sequence[Period], asked: Sequence[Period]) -> list[Finding]:
    """Periods without any measures: those that were asked for, and those that a yearly limit counts."""
    measured = measures.periods()
    holes = [p for p in periods if p.id not in measured]
    if not holes or not any(v.billing for v in agreement.versions):
        return []
    names = listed([p.id for p in holes])
    at = Position(", ".join(source.name for source in measures.sources)) if measures.sources else agreement.latest.place
    if any(p in asked for p in holes):
        return [finding("M302", at, f"There are no measures at all for {names}.",
                        "Add their rows to the measures, or ask for other periods with --period.")]  # fmt: skip
    what = f"Earlier periods count too, and {names} {'has' if len(holes) == 1 else 'have'} no measures."
    return [finding("M302", at, what, "Add the measures of all periods that a clause looks back on, such as the contract year.")]


def unbillable(calculation: Calculation, compiled: Sequence[Compiled], measures: Measures) -> list[Finding]:
    """Figures that a billing line needs and that are not there: billing has no rule for guessing, and is not computed.

    Told once for each line, field and member, with the periods.
    """
    holes: dict[tuple[Clause, str, str], list[str]] = {}
    columns: list[Column] = [dict(inputs) for inputs in calculation.inputs]
    for index, period in enumerate(calculation.periods):
        place = Place(calculation, columns, index)
        for need in compiled[index].required:
            if is_figure(need) or _known(place, need.row):
                continue
            if need.together and not any(_known(place, row) for row in need.together) and not _gap(need, measures, period):
                continue
            holes.setdefault((need.clause, need.field, _absent(need, measures, period)), []).append(period.id)
    if not holes:
        return [
            finding("M302", need.clause.at,
                    f"'{need.field}' has no figure in {period}, and clause {need.clause.text} bills it.",
                    f"Look for a measure of {period} that it is computed from and that is not there, or for a division by zero.")
            for need, period in figures_missing(calculation, compiled)
        ]  # fmt: skip
    return [
        finding("M302", clause.at, f"'{field}' has no figure{scope} in {listed(periods)}, and clause {clause.text} bills it.",
                "Add the figure to the measures; write 0 if there was nothing.")
        for (clause, field, scope), periods in holes.items()
    ]  # fmt: skip


def _gap(need: Required, measures: Measures, period: Period) -> bool:
    """Whether the measures say of a member that a figure was not measured: it is there, and nobody knows what it bills."""
    gaps = (gap for gap in measures.gaps if (gap.period, gap.field) == (period.id, need.field))
    return need.scope is not None and any(need.scope.holds(gap.member) for gap in gaps)


def torn(calculation: Calculation, compiled: Sequence[Compiled], service: Service) -> list[Finding]:
    """Members that have some figures of a line or KPI and lack others: not billed, and for a KPI not measured.

    Where the file itself says that a figure of the whole service was not measured, it is told only of what is billed.
    """
    found = []
    said = {(gap.period, gap.field) for gap in service.measures.gaps if not gap.member}
    incomplete = {
        (whole.fields, whole.scope): reading.incomplete(whole.fields, whole.scope)
        for version in {c.contract.version: c for c in compiled}.values()
        for reading in (service.reading(version.contract),)
        for whole in version.wholes
    }
    for index, period in enumerate(calculation.periods):
        for whole in compiled[index].wholes:
            for member, fields in incomplete[whole.fields, whole.scope].items():
                known = service.known_on[member].get(period.id, set())
                lacking = [field for field in fields if field not in known]
                if not lacking or len(lacking) == len(fields):
                    continue
                if whole.kpi and not member and any((period.id, field) in said for field in lacking):
                    continue
                who = ", ".join(f"{d} {v}" for d, v in member) or "the total"
                what = f"In {period}, {who} has '{next(f for f in fields if f in known)}' and no '{lacking[0]}'"
                if whole.kpi:
                    found.append(finding("M316", whole.clause.at, f"{what}: '{whole.kpi}' counts as not measured.",
                                         "Add the figure; write 0 if there was nothing."))  # fmt: skip
                else:
                    found.append(finding("M302", whole.clause.at, f"{what}, and clause {whole.clause.text} bills both.",
                                         "Add the figure; write 0 if there was nothing."))  # fmt: skip
    return found


def _absent(need: Required, measures: Measures, period: Period) -> str:
    """Which of the members that ``where`` lists is not there, and which members are."""
    for dimension, values in need.where:
        cells = [c for c in measures.cells if (c.period, c.field) == (period.id, need.field)]
        present = sorted({dict(c.member).get(dimension, "") for c in cells})
        absent = [value for value in values if value not in present]
        if absent:
            others = f" (there are {', '.join(present)})" if any(present) else ""
            return f" for {dimension} {', '.join(absent)}{others}"
    return f" for {need.member}" if need.member else ""


def listed(periods: Sequence[str]) -> str:
    """Some periods in words: all of few, the ends of many."""
    return ", ".join(periods) if len(periods) <= 3 else f"{len(periods)} periods from {periods[0]} to {periods[-1]}"


def _known(place: Place, row: str) -> bool:
    """Whether a sum of measures is known; it reads nothing but inputs, so it can be asked before all else is computed."""
    formula = place.calculation.plans[place.index].rows[row].formula
    assert formula is not None, f"{row} is no sum of measures"
    return value_of(formula, place) is not None


def outside_domain(settlement: Settlement) -> list[Finding]:
    """A proportion above 100 % or a duration below zero is no result: the figures it was computed from contradict each other."""
    found = []
    for index, period in enumerate(settlement.calculation.periods):
        for outcome in settlement.compiled[index].outcomes:
            value = settlement.columns[index][outcome.value]
            if value is None or ((outcome.domain != "proportion" or value <= 1) and (outcome.domain == "any" or value >= 0)):
                continue
            shown = write_value(value, outcome.unit, "en")
            found.append(
                finding("M315", outcome.clause.at, f"{outcome.label} is {shown} in {period}, which cannot be.",
                        f"Compare the figures of {period} that clause {outcome.clause.text} is computed from.")
            )  # fmt: skip
    return found


MOST_DECIMALS: Final = 8
"""Of a price as a contract writes it; one that is computed may have no end, and its noise is as that of such a price."""


def beyond_spreadsheets(settlement: Settlement) -> list[Finding]:
    """Warn of amounts that a spreadsheet, which computes in binary, may round another way.

    Half-up agrees while base x 10^(decimals of the rate) is at most 10^13, as measured; the other modes are spelled out with
    guard digits, which absorb the noise of amounts up to a million.
    """
    found = []
    for settled in settlement.lines:
        decimals = min(MOST_DECIMALS, -int(as_decimal(settled.price).as_tuple().exponent)) if settled.price is not None else 0
        half_up = settlement.contract(settled.period).rounding.mode is Rounding.HALF_UP
        most = mpq(10) ** (13 - decimals) if half_up else mpq(10) ** 6
        if abs(settled.exact) > most and (not half_up or settled.quantity is not None):
            what = f"{settled.id} is so large in {settled.period} that a spreadsheet may round it another way."
            remedy = "Split the line, or write its rate with fewer decimals." if half_up else "Split the line, or round half up."
            found.append(finding("W401", settled.line.clause.at, what, remedy))
    return found
