"""The settlement: an evaluated calculation, with the lines of the periods that were asked for. A pure function of its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.findings import Finding, any_stops
from slacontract.formula.calculation import Calculation, Plan, Value, beginning
from slacontract.formula.exact import Column, evaluate
from slacontract.formula.interpreter import Place
from slacontract.languages import Language, say
from slacontract.model.contract import Agreement, Contract
from slacontract.model.measures import Cell, Measures
from slacontract.quantities.numbers import as_decimal
from slacontract.settlement.billing.prices.agreed import unvalued
from slacontract.settlement.billing.prices.unpriced import unindexed, unpriced
from slacontract.settlement.billing.quantities.looked_at import below_nothing, negative_bases, one_by_one
from slacontract.settlement.draft import Compiled, Line, Outcome
from slacontract.settlement.faults import beyond_spreadsheets, outside_domain, torn, unbillable, unmeasured
from slacontract.settlement.service.averages import added_up
from slacontract.settlement.service.groups import groupless
from slacontract.settlement.service.scopes import Service, input_id
from slacontract.settlement.service.weeks import torn_weeks
from slacontract.settlement.stages import compile_versions
from slacontract.settlement.time.between import with_times
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    import pandas as pd

    from slacontract.model.measures import Figure
    from slacontract.quantities.periods import Period


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One line of one period: its amount in coins, the unrounded amount, and what they rest on."""

    period: Period
    line: Line
    amount: mpq
    exact: mpq
    quantity: mpq | None
    price: mpq | None

    @property
    def id(self) -> str:
        """The line's name, the same in every period."""
        return self.line.id


@dataclass(frozen=True)
class Settlement:
    """One contract settled over some periods. ``calculation`` may begin earlier, where a clause remembers."""

    agreement: Agreement
    measures: Measures
    calculation: Calculation
    compiled: tuple[Compiled, ...]
    columns: tuple[Column, ...]
    asked: tuple[Period, ...]
    findings: tuple[Finding, ...] = ()
    """What was found on the way and did not stop it: warnings, and oddities that the contract accepts."""

    def index(self, period: Period) -> int:
        """The column of a period."""
        return self._columns_by_name[period.id]

    @cached_property
    def _columns_by_name(self) -> dict[str, int]:
        return {period.id: index for index, period in enumerate(self.calculation.periods)}

    def place(self, period: Period) -> Place:
        """The column of a period, as the words face sees it."""
        return Place(self.calculation, self.columns, self.index(period))

    def value(self, row: str, period: Period) -> Value:
        """The exact value of a row in a period."""
        return self.columns[self.index(period)].get(row)

    def amount(self, row: str, period: Period) -> mpq:
        """The value of a row that holds money."""
        value = self.value(row, period)
        assert value is not None, f"{row} holds no amount in {period}"
        return mpq(value)

    def contract(self, period: Period) -> Contract:
        """The version that priced a period."""
        return self.compiled[self.index(period)].contract

    @property
    def decimals(self) -> int:
        """How many decimals every amount has: those of the coin that the last version rounds to."""
        return max(0, self.contract(self.asked[-1]).rounding.decimals)

    @cached_property
    def lines(self) -> tuple[SettledLine, ...]:
        """The lines of the periods asked for, in the order of settlement."""
        return tuple(line for period in self.asked for line in self._lines(period))

    def _lines(self, period: Period) -> Iterator[SettledLine]:
        index = self.index(period)
        column, plan = self.columns[index], self.calculation.plans[index]
        for line in self.compiled[index].lines:
            price = _price(plan, column, line)
            quantity = column[line.quantity] if line.quantity else None
            amount, exact = column[line.amount], column[line.exact]
            assert amount is not None
            assert exact is not None
            yield SettledLine(period, line, mpq(amount), mpq(exact), None if quantity is None else mpq(quantity), price)

    def outcomes(self, period: Period) -> tuple[Outcome, ...]:
        """The KPIs of a period, scope by scope."""
        return self.compiled[self.index(period)].outcomes

    def net(self, period: Period) -> mpq:
        """Billing and adjustments of a period, before tax."""
        return self.amount(NET, period)

    def tax(self, period: Period) -> mpq:
        """Tax of a period."""
        return self.amount(TAX, period)

    def gross(self, period: Period) -> mpq:
        """What the client pays for a period."""
        return self.amount(GROSS, period)

    def records(self, language: Language = "en") -> list[dict[str, object]]:
        """The lines as plain records: decimals for money, text for all else."""
        return [self._record(line, language) for line in self.lines]

    def _record(self, settled: SettledLine, language: Language) -> dict[str, object]:
        line = settled.line
        contract = self.contract(settled.period)
        return {
            "contract": str(contract.contract),
            "version": contract.version,
            "period": settled.period.id,
            "line": line.id,
            "type": line.kind,
            "description": say(line.label, language),
            "clause": line.clause.text,
            "quantity": None if settled.quantity is None else as_decimal(settled.quantity),
            "unit": line.unit.value if line.unit else None,
            "unit_price": None if settled.price is None else as_decimal(settled.price),
            "unrounded": as_decimal(settled.exact),
            "amount": as_decimal(settled.amount, self.decimals),
            "currency": str(contract.currency),
        }

    def to_frame(self, language: Language = "en") -> pd.DataFrame:
        """The lines as a pandas frame; amounts stay exact decimals (dtype object), for a float would not be the amount."""
        import pandas as pd  # noqa: PLC0415  # half a second that only users of frames pay

        return pd.DataFrame(self.records(language))


def _price(plan: Plan, column: Column, line: Line) -> mpq | None:
    """The price of one unit: a figure of the contract, or a row where something changes it."""
    if not line.price:
        return None
    found = plan.terms[line.price].value if line.price in plan.terms else column[line.price]
    return None if found is None else mpq(found)


def settle(
    agreement: Agreement, measures: Measures, asked: Sequence[Period], *, begins: Period | None = None,
    versions: Mapping[int, Compiled] | None = None,
) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    """Settle some periods of a contract that passed ``check`` with measures that did; findings say what is missing.

    ``begins`` is the first period that clauses may look back on; without it they look back as far as they say. ``versions`` are
    the contract's versions as they were compiled before, for measures of the same cells.
    """
    assert asked, "the caller has seen that there is something to settle"
    measures = with_times(agreement, measures)
    service = Service(measures)
    calculation, compiled = laid_out(agreement, measures, service, asked, begins=begins, versions=versions)
    periods = calculation.periods
    findings = unmeasured(agreement, measures, periods, asked) or [
        *unbillable(calculation, compiled, measures),
        *torn(calculation, compiled, service),
        *unpriced(compiled, service),
        *groupless(compiled, service),
        *torn_weeks(agreement, measures, periods),
        *unvalued(lacking for c in compiled for lacking in c.unvalued),
        *one_by_one(compiled, service),
        *added_up(compiled, periods, measures),
    ]
    if any_stops(findings):
        return None, findings
    columns = evaluate(calculation)
    settlement = Settlement(agreement, measures, calculation, compiled, columns, tuple(asked))
    findings += [*below_nothing(settlement), *negative_bases(settlement), *outside_domain(settlement), *unindexed(settlement)]
    findings += beyond_spreadsheets(settlement)
    if any_stops(findings):
        return None, findings
    _prove(settlement)
    return settlement, findings


def laid_out(
    agreement: Agreement, measures: Measures, service: Service, asked: Sequence[Period], *, begins: Period | None = None,
    versions: Mapping[int, Compiled] | None = None,
) -> tuple[Calculation, tuple[Compiled, ...]]:  # fmt: skip
    """The calculation of some periods, with the earlier ones that they remember, and what each was compiled from.

    The inputs of a period without measures are facts of the calendar alone.
    """
    versions = versions or compile_versions(agreement.with_parts, service)
    periods = _columns(agreement, versions, asked, begins)
    compiled = tuple(versions[agreement.in_force(p.start).version] for p in periods)
    figures = _by_period(measures)
    inputs = tuple(
        {input_id(cell.field, cell.member): figure.value for cell, figure in figures.get(period.id, {}).items()}
        | {row: mpq(fact) for row, of in version.facts.items() if (fact := of(period, agreement.schedule)) is not None}
        for period, version in zip(periods, compiled, strict=True)
    )
    return Calculation(periods, tuple(c.plan for c in compiled), inputs), compiled


def _columns(
    agreement: Agreement, versions: Mapping[int, Compiled], asked: Sequence[Period], begins: Period | None
) -> tuple[Period, ...]:
    """The periods asked for, and the earlier ones that a formula of theirs remembers, and what those remember in turn."""
    everything = tuple(p for p in agreement.schedule.periods() if begins is None or p >= begins)
    first, last = everything.index(asked[0]), everything.index(asked[-1])
    looked_at = last + 1
    while looked_at > first:
        looked_at -= 1
        memory = versions[agreement.in_force(everything[looked_at].start).version].plan.memory
        first = min([first, *(beginning(everything, since, looked_at) for since in memory)])
    return everything[first : last + 1]


def _by_period(measures: Measures) -> dict[str, dict[Cell, Figure]]:
    found: dict[str, dict[Cell, Figure]] = {}
    for cell, figure in measures.cells.items():
        found.setdefault(cell.period, {})[cell] = figure
    return found


def _prove(settlement: Settlement) -> None:
    """The proofs of every period, on in production too: a settlement that breaks one is a fault of ours and must not leave."""
    for index, period in enumerate(settlement.calculation.periods):
        for proof in settlement.compiled[index].proofs:
            assert settlement.columns[index][proof] is True, f"{proof} does not hold in {period}"
        amounts = [settlement.columns[index][line.amount] for line in settlement.compiled[index].lines if line.kind != "tax"]
        total = sum((mpq(amount) for amount in amounts if amount is not None), mpq(0))
        assert total == settlement.columns[index][NET], f"the lines of {period} do not sum to its net"
