"""Parts of a contract that a test can touch: every branch, edge, limit and figure of its compiled calculation, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.findings import NOWHERE, Position
from slacontract.formula.interpreter import Place, value_of
from slacontract.formula.nodes import All, Any, Compare, If, Node, Not, Num, Ref, Steady, walk
from slacontract.languages import Argument, Message, message
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.kpis.kpi_values import kpi_name

if TYPE_CHECKING:
    from slacontract.formula.calculation import Plan, Row, Term
    from slacontract.settlement.draft import Compiled

Key: TypeAlias = tuple[int, str, str]
"""What makes a part: the version, the row without its member, and the English name of the part."""
Reached: TypeAlias = "Callable[[Place], bool]"

_OF_SCALE: Final = re.compile(r"\.(?:band|pay|met|excess)$")
_WITH_MEMBER: Final = re.compile(r"\{(\w+)\} \(\{(?:scope|where|member)\}\)")
_MEMBER: Final = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a test can touch: of which clause and line, what it is, and a value that would touch it."""

    key: Key
    clause: str
    at: Position
    subject: Message
    what: Message
    hint: Message | None = None

    @property
    def version(self) -> int:
        """The version it is of."""
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Probe:
    """A part, and whether a column reaches it when the node that it belongs to is computed."""

    part: Part
    reached: Reached


@dataclass
class Survey:
    """The parts of one compiled version, and where the calculation shows that they are reached."""

    compiled: Compiled
    parts: dict[Key, Part] = field(default_factory=dict)
    probes: dict[tuple[str, int], list[Probe]] = field(default_factory=dict)
    figures: dict[str, Part] = field(default_factory=dict)
    """Figures that decide nothing by themselves, such as rates, by the id of their term."""
    missing: dict[str, Part] = field(default_factory=dict)
    """What holds where a KPI has no figure, by the row of its value."""

    @property
    def contract(self) -> Contract:
        """The version."""
        return self.compiled.contract

    @property
    def plan(self) -> Plan:
        """What it compiles to."""
        return self.compiled.plan

    def add(self, row: Row, node: Node, what: Message, reached: Reached, *, at: Position = NOWHERE,
            hint: Message | None = None) -> None:  # fmt: skip
        """Put down a part of a row, which is reached when a node of its formula is computed and the test says so."""
        part = self.part(row, what, at=at, hint=hint)
        self.probes.setdefault((row.id, id(node)), []).append(Probe(self.parts.setdefault(part.key, part), reached))

    def part(self, row: Row, what: Message, *, at: Position = NOWHERE, hint: Message | None = None) -> Part:
        """A part of a row."""
        key = (self.contract.version, _MEMBER.sub("", row.id), str(what))
        place = at if at.line else row.at
        return Part(key=key, clause=row.clause, at=place, subject=self.subject(row), what=what, hint=hint)

    def subject(self, row: Row) -> Message:
        """What a part is said of: the KPI, or the name of the row."""
        kpi = self.kpi_of(row)
        if kpi and _OF_SCALE.search(row.id):
            return kpi_name(kpi, self.contract)
        line = next((line for line in self.compiled.lines if line.kind == "limit" and row.id.startswith(f"{line.id}.")), None)
        return without_member(line.label if line else row.label)

    def kpi_of(self, row: Row) -> str:
        """The KPI that a row belongs to, or nothing."""
        name = _MEMBER.sub("", row.id).removeprefix("kpi.").partition(".")[0]
        return name if row.id.startswith("kpi.") and Word(name) in self.contract.kpis else ""

    def place_of(self, term: Term) -> Position:
        """Where a figure stands; a bound of a band or target where its values stand."""
        return self._place_in_kpi(term.id) or term.at

    def _place_in_kpi(self, ident: str) -> Position | None:
        found = re.fullmatch(r"v\d+:kpi\.([^.\[]+)(?:\[[^\]]*\])?\.(?:bands\.(\d+)\.\d+|(target)\.\d+)", ident)
        kpi = self.contract.kpis.get(Word(found[1])) if found else None
        if found is None or kpi is None:
            return None
        if found[3]:
            return kpi.place_of("target")
        number = int(found[2])
        return kpi.bands[number - 1].place_of("when") if number <= len(kpi.bands) else None


def without_member(label: Argument) -> Message:
    """A label without the member that it is of: the same for all members."""
    if not isinstance(label, Message):
        return message("{name}", name=label)
    arguments = dict(label.arguments)
    inner = _WITH_MEMBER.fullmatch(label.text)
    if inner is not None:
        return without_member(arguments[inner[1]])
    if label.text == "{line}, unrounded":
        return without_member(arguments["line"])
    shorter = tuple((name, without_member(part) if isinstance(part, Message) else part) for name, part in label.arguments)
    return Message(label.text, shorter, label.spanish)


def bare(node: Node) -> Node:
    """A value without the guard that only spreadsheets need."""
    return bare(node.item) if isinstance(node, Steady) else node


def comparisons(condition: Node, plan: Plan) -> list[Compare]:
    """The comparisons of a condition that decide by a value: not whether there is one, nor which band was hit."""
    return [node for node in walk(condition) if isinstance(node, Compare) and _decides(node, plan)]


def _decides(node: Compare, plan: Plan) -> bool:
    left, right = bare(node.left), bare(node.right)
    if isinstance(right, Num) and (isinstance(left, Num) or node.relation == "<>"):
        return False
    row = plan.rows.get(left.id) if isinstance(left, Ref) else None
    if row is None:
        return True
    guards = isinstance(right, Num) and not right.value and row.id.startswith(("billing.", "calendar.", "in:"))
    return row.unit not in {Unit.BAND, Unit.DATE} and not guards


def term_of(node: Node, plan: Plan) -> Term | None:
    """The figure of the contract that a node is, if it is one."""
    inner = bare(node)
    return plan.terms.get(inner.id) if isinstance(inner, Ref) else None


def truth(node: Node, place: Place) -> bool:
    """Whether a condition holds; one that cannot be computed does not."""
    try:
        return bool(value_of(node, place))
    except (AssertionError, ZeroDivisionError, TypeError):
        return False


def figure(node: Node, place: Place) -> mpq | None:
    """The value of a node, or None where it has none."""
    try:
        value = value_of(node, place)
    except (AssertionError, ZeroDivisionError, TypeError, ValueError):
        return None
    return None if value is None else mpq(value)


_SIGNS: Final[Mapping[str, str]] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "<>": "<>"}


def said(node: Node, plan: Plan) -> Message:  # noqa: PLR0911  # one line for each kind of node
    """A node in words without figures: names of rows, and figures as the contract writes them."""
    inner = bare(node)
    match inner:
        case Ref():
            term = plan.terms.get(inner.id)
            if term is not None:
                return message("{name}", name=term.text) if term.text else term.label
            return without_member(plan.rows[inner.id].label) if inner.id in plan.rows else message("{name}", name=inner.id)
        case Num():
            return message("{name}", name=str(inner.value))
        case Compare():
            return message("{left} {relation} {right}", left=said(inner.left, plan), relation=_SIGNS[inner.relation],
                           right=said(inner.right, plan))  # fmt: skip
        case All() | Any():
            return _joined([said(item, plan) for item in inner.items], "{one} and {other}" if isinstance(inner, All) else
                           "{one} or {other}")  # fmt: skip
        case Not():
            return message("not ({condition})", condition=said(inner.item, plan))
        case If():
            return said(inner.then, plan)
        case _:
            return message("what is computed here")


def _joined(parts: list[Message], text: str) -> Message:
    found = parts[0]
    for part in parts[1:]:
        found = message(text, one=found, other=part)
    return found
