"""What a contract puts at stake, in plain figures: nothing here computes, all of it is to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.checks.spans import Span
    from slacontract.languages import Argument, Message
    from slacontract.quantities.units import Unit
    from slacontract.settlement.draft import Clause

Sureness: TypeAlias = Literal["proven", "found", "endless"]
"""Proven: it cannot be more. Found: the most that a search found. Endless: it grows on with the result, and no limit ends it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result of one KPI."""

    kpi: str
    label: Message
    member: Argument
    value: mpq
    unit: Unit


@dataclass(frozen=True, slots=True)
class Extreme:
    """The most that can be won or lost, the results that come to it, and how sure it is."""

    amount: mpq
    at: tuple[Result, ...]
    sure: Sureness


@dataclass(frozen=True, slots=True)
class Stake:
    """The most that can be won (0 or more) and lost (0 or less) over some periods at their measured billing."""

    periods: tuple[str, ...]
    billing: mpq
    won: Extreme
    lost: Extreme


@dataclass(frozen=True, slots=True)
class KpiStake:
    """What one KPI can win and lose in a period after its own limits, and what it came to on the history.

    ``through`` where it pays nothing itself: what is lost or won is that of others, through a gate or a pool.
    """

    kpi: str
    label: Message
    clause: Clause
    won: Extreme
    lost: Extreme
    mean: mpq
    through: bool = False


@dataclass(frozen=True, slots=True)
class OnHistory:
    """What the results of the measured periods pay under the latest version."""

    mean: mpq
    total: mpq
    best: tuple[str, mpq]
    worst: tuple[str, mpq]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step up and one step down from a value change: what results pay, and what is billed."""

    value: mpq
    up: tuple[mpq, mpq] | None
    down: tuple[mpq, mpq] | None


@dataclass(frozen=True, slots=True)
class Marginal:
    """The price of a second, a point or a contact, at the last result and at the target.

    ``contact`` is what one more of what is counted is worth at the last result, where contacts are counted.
    """

    kpi: str
    label: Message
    member: Argument
    unit: Unit
    step: mpq
    here: Step
    target: Step | None
    contact: mpq | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a KPI pays nothing, and the result at which all KPIs together came to nothing in the last period, if there is one."""

    kpi: str
    label: Message
    member: Argument
    unit: Unit
    nothing: tuple[Span, ...]
    together: mpq | None


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a contract's latest version puts at stake, on its own history. ``steady`` is the billing that all is compared with."""

    contract: str
    version: int
    currency: str
    decimals: int
    periods: tuple[str, ...]
    period: Stake
    year: Stake
    kpis: tuple[KpiStake, ...]
    history: OnHistory
    marginal: tuple[Marginal, ...]
    break_even: tuple[BreakEven, ...]
