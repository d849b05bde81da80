"""The results that are worth trying: every edge at which a contract pays another way, and a value between each two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.checks.spans import DOMAINS, Span, Values, pieces
from slacontract.formula.nodes import behind, references
from slacontract.quantities.units import Unit
from slacontract.scenarios.history import BILLED

if TYPE_CHECKING:
    from slacontract.formula.calculation import Plan
    from slacontract.scenarios.history import History
    from slacontract.settlement.draft import Outcome

FAR: Final = (mpq(2), mpq(8), mpq(32))
"""Where a scale has no last edge: so many times beyond it, to see whether it goes on paying."""
BESIDE: Final = {Unit.RATIO: mpq(1, 1000), Unit.NUMBER: mpq(1, 10)}
"""How far beside an edge a value is tried: a tenth of a point, a tenth; of all else one."""
_NO_EDGE: Final = (".step", ".pay")
ZERO: Final = mpq(0)
MOST_MEMBERS: Final = 6
"""Members of a KPI that are tried one by one; more are moved together."""


@dataclass(frozen=True)
class Coordinate:
    """What a search moves: a KPI, or one member of it, and the results that it tries, from the lowest."""

    kpi: str
    outcomes: tuple[Outcome, ...]
    values: tuple[mpq, ...]
    far: tuple[mpq, ...] = ()
    """Values far beyond the last edge, where the KPI can have them."""
    middle: mpq = ZERO
    """The usual: the target, or amid the edges."""

    @property
    def outcome(self) -> Outcome:
        """The first of what is moved: it says what a value counts."""
        return self.outcomes[0]


def coordinates(history: History) -> tuple[Coordinate, ...]:
    """What can be moved: the KPIs that are measured; those that are made of others follow."""
    kpis = history.latest.contract.kpis
    plan = history.calculation.plans[-1]
    groups: dict[str, list[Outcome]] = {}
    billing = _behind_billing(history)
    for outcome in history.latest.outcomes:
        prices = outcome.value in billing and not outcome.amount  # a guarantee asks for it: it is a part of what is billed
        if not kpis[outcome.kpi].derived and not prices:  # type: ignore[index]  # a name is a text
            groups.setdefault(outcome.kpi, []).append(outcome)
    found: list[Coordinate] = []
    for kpi, outcomes in groups.items():
        together = len(outcomes) > MOST_MEMBERS
        for part in [outcomes] if together else [[one] for one in outcomes]:
            looked_at = part[:1] if together else part
            values = sorted({v for one in looked_at for v in tried(history, one)})
            found.append(Coordinate(kpi, tuple(part), tuple(values), far(history, plan, part[0]), _middle(plan, part[0])))
    return tuple(found)


def _behind_billing(history: History) -> frozenset[str]:
    """The rows that the lines which price what was done are computed from."""
    rows = history.latest.plan.rows
    found: set[str] = set()
    waiting = [line.amount for line in history.latest.lines if line.kind in BILLED - {"tax"}]
    while waiting:
        row = rows.get(waiting.pop())
        if row is not None and row.id not in found:
            found.add(row.id)
            waiting += behind(row.formula) if row.formula is not None else ()
    return frozenset(found)


def _middle(plan: Plan, outcome: Outcome) -> mpq:
    """The target of a KPI, or where it has none or two the middle of its edges."""
    own = (f"kpi.{outcome.kpi}.target.", f"kpi.{outcome.kpi}[")
    targets = [t.value for t in plan.terms.values() if t.id.partition(":")[2].startswith(own) and ".target." in t.id]
    known = targets or list(edges(plan, outcome)) or [mpq(0)]
    return (min(known) + max(known)) / 2


def tried(history: History, outcome: Outcome) -> tuple[mpq, ...]:
    """The results of one KPI that are tried: every edge, and a value of every span between two."""
    return tuple(value for span in spans(history, outcome) if (value := witness(history, outcome, span)) is not None)


def spans(history: History, outcome: Outcome) -> list[Span]:
    """The values of a KPI cut at every figure that it is compared with."""
    return list(pieces(edges(history.latest.plan, outcome), domain_of(history, outcome)))


def domain_of(history: History, outcome: Outcome) -> Span:
    """The values that a KPI can have.

    A formula of the contract that says none is taken to stay where its results and edges are: not below zero, not above 100%.
    """
    if outcome.domain != "any" or history.latest.contract.kpis[outcome.kpi].against:  # type: ignore[index]  # a name is a text
        return DOMAINS[outcome.domain]
    seen = [mpq(v) for c in history.base if (v := c.get(outcome.value)) is not None]
    known = [*seen, *edges(history.latest.plan, outcome)]
    if not known or min(known) < 0:
        return DOMAINS["any"]
    return DOMAINS["proportion" if outcome.unit is Unit.RATIO and max(known) <= 1 else "nonnegative"]


def witness(history: History, outcome: Outcome, span: Span) -> mpq | None:
    """A value in a span that the KPI can have: beside the only edge of an outer one, amid two edges."""
    kpi = history.latest.contract.kpis[outcome.kpi]  # type: ignore[index]  # a name is a text
    scale = mpq(100) if outcome.unit is Unit.RATIO else mpq(1)
    grid = 1 / (scale * mpq(10) ** int(kpi.rounded.decimals)) if kpi.rounded and not kpi.against else None
    domain, beside = domain_of(history, outcome), grid or BESIDE.get(outcome.unit, mpq(1))
    if span.low in {None, domain.low} and span.high is not None and span.holds(span.high - beside):
        return span.high - beside
    if span.high in {None, domain.high} and span.low is not None and span.holds(span.low + beside):
        return span.low + beside
    return Values(domain, scale, grid).witness(span)


def edges(plan: Plan, outcome: Outcome) -> tuple[mpq, ...]:
    """Every figure of the contract that a result is compared with: of its target, its scale, gates and reliefs."""
    found: set[mpq] = set()
    for row in plan.rows.values():
        if row.formula is None:
            continue
        read = {ref.id for ref in references(row.formula)}
        if outcome.value in read:
            terms = (plan.terms[name] for name in read if name in plan.terms)
            found |= {t.value for t in terms if _compares(t.unit, outcome.unit) and not t.id.endswith(_NO_EDGE)}
    return tuple(sorted(edge for edge in found if DOMAINS[outcome.domain].holds(edge)))


def _compares(term: Unit, value: Unit) -> bool:
    return term is value or {term, value} <= {Unit.NUMBER, Unit.COUNT}


def far(history: History, plan: Plan, outcome: Outcome) -> tuple[mpq, ...]:
    """Values far beyond the last edge and the worst that was measured, where the KPI has no end on that side."""
    domain = domain_of(history, outcome)
    seen = [abs(mpq(v)) for c in history.base if (v := c.get(outcome.value)) is not None]
    reach = max([*map(abs, edges(plan, outcome)), *seen, mpq(0)]) or mpq(1)
    up = () if domain.high is not None else tuple(reach * times for times in FAR)
    down = () if domain.low is not None else tuple(-reach * times for times in FAR)
    return (*down, *up)
