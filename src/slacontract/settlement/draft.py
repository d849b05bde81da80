"""The draft: where the stages of settlement put the terms, rows and lines of one contract version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from slacontract.findings import NOWHERE, Position
from slacontract.formula.calculation import Plan, Row, Term, in_order
from slacontract.formula.nodes import ZERO, Compare, Node, Ref, Rounded, Steady, minus, plus
from slacontract.languages import Argument, Message, message
from slacontract.model.clauses import Booked
from slacontract.model.contract import Contract
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.reading.meaning import fields_of
from slacontract.settlement.reading.naming import Names

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period, Schedule
    from slacontract.settlement.service.scopes import Scope

MOST_IN_A_SUM: Final = 60
"""A cell's formula holds 8,192 characters in a spreadsheet; so many terms of a sum are well within that."""

Fact: TypeAlias = "Callable[[Period, Schedule], int | None]"
"""A fact of the calendar: a whole number that a period has in the contract's schedule, or has not."""

LineKind: TypeAlias = Literal[
    "billing",
    "premium",
    "guarantee",
    "billing_cap",
    "kpi",
    "withheld",
    "missing",
    "relief",
    "incident",
    "claim",
    "override",
    "repeat",
    "gate",
    "limit",
    "earn_back",
    "carry_over",
    "tax",
    "commitment",
    "target_cost",
    "retention",
    "deviation",
    "clawback",
    "ceiling",
    "handling",
    "de_minimis",
]


@dataclass(frozen=True, slots=True)
class Clause:
    """What a figure rests on: the clause of the contract, and the place in its file."""

    text: str
    at: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the settlement: which rows hold its amount and what it was computed from, by row and term id."""

    id: str
    kind: LineKind
    label: Message
    clause: Clause
    amount: str
    exact: str = ""
    quantity: str = ""
    unit: Unit | None = None
    price: str = ""
    booked: Booked = field(default_factory=Booked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A KPI as one scope has it: its rows by id, for the KPIs sheet and for ``explain``."""

    kpi: str
    member: Argument
    label: Message
    clause: Clause
    unit: Unit
    target: str
    value: str
    met: str = ""
    band: str = ""
    amount: str = ""
    points: str = ""
    printed: str = ""
    domain: Literal["proportion", "nonnegative", "any"] = "any"
    gap: str = ""
    gap_contacts: str = ""
    gap_money: str = ""
    suffix: str = ""
    excused: str = ""


@dataclass(frozen=True)
class Compiled:
    """One contract version, compiled: its plan, its lines in order, its KPIs, its proofs."""

    contract: Contract
    plan: Plan
    lines: tuple[Line, ...]
    outcomes: tuple[Outcome, ...]
    proofs: tuple[str, ...]
    required: tuple[Required, ...]
    wholes: tuple[Whole, ...]
    facts: Mapping[str, Fact]
    index_needs: tuple[IndexNeed, ...]
    unpriced: tuple[Unpriced, ...]
    unvalued: tuple[Unpriced, ...] = ()
    nonnegative: tuple[tuple[str, Clause], ...] = ()
    bases: tuple[tuple[str, str, Clause], ...] = ()
    remake: Mapping[str, Callable[[Draft], Ref]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Required:
    """A measure that a line cannot do without: its row, and the members that ``where`` lists.

    ``together`` are all measures of the same line and ``member`` of ``each``: a member without any of them bills nothing,
    unless the measures say that one of them was not measured in its ``scope``.
    """

    row: str
    field: str
    where: tuple[tuple[str, tuple[str, ...]], ...]
    clause: Clause
    together: tuple[str, ...] = ()
    member: str = ""
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Figures that belong together: a member that has one of them should have all. ``kpi`` names the KPI, if it is one's."""

    fields: tuple[str, ...]
    scope: Scope
    clause: Clause
    kpi: str = ""


@dataclass(frozen=True, slots=True)
class IndexNeed:
    """A value of an index that a review cannot do without from a day on: its row, or term where the contract has it."""

    row: str
    index: str
    point: str
    since: date
    clause: Clause


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A member that occurs in the measures and has no price (or other figure), and the list that lacks it."""

    member: str
    dimension: str
    line: str
    at: Position
    what: str = "price"


class Draft:
    """Collects what the stages yield. Rows may refer to any row that is already here, and to any row of earlier periods."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.stage = ""
        self.terms: dict[str, Term] = {}
        self.rows: dict[str, Row] = {}
        self.lines: list[Line] = []
        self.outcomes: list[Outcome] = []
        self.proofs: list[str] = []
        self.required: list[Required] = []
        self.wholes: list[Whole] = []
        self.nonnegative: list[tuple[str, Clause]] = []
        self.bases: list[tuple[str, str, Clause]] = []
        self.facts: dict[str, Fact] = {}
        self.index_needs: list[IndexNeed] = []
        self.unpriced: list[Unpriced] = []
        self.unvalued: list[Unpriced] = []
        self.names = Names()
        self.decimals = self.term(
            "rounding.decimals", message("Decimals of an amount"), contract.rounding.to, Clause("rounding"),
            unit=Unit.NUMBER,
        )  # fmt: skip
        decimals = self.terms[self.decimals.id]
        self.terms[self.decimals.id] = replace(decimals, value=type(decimals.value)(contract.rounding.decimals))

    def term(self, name: str, label: Message, quantity: Quantity, clause: Clause, *, unit: Unit | None = None) -> Ref:
        """Declare a figure of the contract; the same name is declared once, or again by a version that looks back on it."""
        ident = f"v{self.contract.version}:{name}"
        at = quantity.at if quantity.at != NOWHERE else clause.at
        term = Term(id=ident, label=label, value=quantity.value, unit=unit or quantity.unit, clause=clause.text, at=at,
                    text=quantity.text)  # fmt: skip
        known = self.terms.setdefault(ident, term)
        assert (known.value, known.unit) == (term.value, term.unit), f"{ident} is declared twice"
        return Ref(ident)

    def row(self, ident: str, label: Message, unit: Unit, formula: Node | None, clause: Clause) -> Ref:
        """Add a row; without a formula it is an input."""
        assert ident not in self.rows, f"{ident} is computed twice"
        self.rows[ident] = Row(
            id=ident, label=label, unit=unit, stage=self.stage, formula=formula, clause=clause.text, at=clause.at
        )
        return Ref(ident)

    def fill(self, ident: str, formula: Node) -> None:
        """Put the formula into a row that was promised."""
        self.rows[ident] = replace(self.rows[ident], formula=formula)

    def unit_of(self, ident: str) -> Unit | None:
        """What a row or term counts, also of a row that is being made."""
        noun = self.rows.get(ident) or self.terms.get(ident)
        return noun.unit if noun else self.names.pending.get(ident)

    def label_of(self, ident: str) -> Message:
        """How a row is called."""
        return self.rows[ident].label if ident in self.rows else message("{name}", name=ident)

    def summed(self, ident: str, label: Message, items: Sequence[Node], clause: Clause, *, unit: Unit = Unit.MONEY) -> Node:
        """The sum of the items; where there are more than one cell's formula should hold, over rows of partial sums."""
        if len(items) <= MOST_IN_A_SUM:
            return plus(*items)
        parts = [items[start : start + MOST_IN_A_SUM] for start in range(0, len(items), MOST_IN_A_SUM)]
        rows = [
            self.row(f"{ident}.part_{number}", message("{what}, part {number}", what=label, number=number), unit,
                     plus(*part), clause)
            for number, part in enumerate(parts, 1)
        ]  # fmt: skip
        return self.summed(f"{ident}.parts", label, rows, clause, unit=unit)

    def closed(self, ident: str, label: Message, exact: Node, clause: Clause, *, steady: bool = False) -> Ref:
        """Add an unrounded amount and, below it, the amount it is closed with: the only rows that round money.

        ``steady`` where the amount comes from a difference of nearly equal values: what cancels there leaves more noise in a
        spreadsheet than its ROUND forgives.
        """
        unrounded = self.row(f"{ident}.exact", message("{line}, unrounded", line=label), Unit.MONEY, exact, clause)
        amount = Rounded(Steady(unrounded) if steady else unrounded, self.decimals, self.contract.rounding.mode)
        return self.row(ident, label, Unit.MONEY, amount, clause)

    def not_above(self, amount: Node, most: Node) -> Node:
        """Whether an amount of closed lines is at most another: to the coin, so that binary noise decides nothing."""
        return Compare("<=", self.to_the_coin(minus(amount, most)), ZERO)

    def to_the_coin(self, amount: Node) -> Node:
        """A sum of closed amounts, which is exact already; in a spreadsheet, freed from binary noise."""
        return Rounded(amount, self.decimals, self.contract.rounding.mode)

    def line(self, line: Line) -> None:
        """Add a line to the settlement."""
        self.lines.append(line)

    def proof(self, ident: str, label: Message, condition: Node, clause: Clause) -> None:
        """Add a condition that must hold in every settlement; it stands on the Checks sheet."""
        self.row(ident, label, Unit.TRUTH, condition, clause)
        self.proofs.append(ident)

    def compiled(self) -> Compiled:
        """Close the draft."""
        plan = Plan(self.contract.version, self.terms, in_order(self.rows))
        return Compiled(
            self.contract, plan, tuple(self.lines), tuple(self.outcomes), tuple(self.proofs), tuple(self.required),
            tuple(replace(whole, fields=fields_of(self.contract, whole.fields, together=True)) for whole in self.wholes),
            self.facts, tuple(self.index_needs), tuple(self.unpriced), tuple(self.unvalued), nonnegative=tuple(self.nonnegative),
            bases=tuple(self.bases),
            remake=self.names.remake,
        )  # fmt: skip


def labelled(text: str, scope: Argument, /, **arguments: Argument) -> Message:
    """A label, with the scope in brackets where there is one."""
    inner = message(text, **arguments)
    return message("{what} ({scope})", what=inner, scope=scope) if scope else inner
