"""Signs: which billing can come out below zero, so that a percentage of it would turn its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.catalogue.kpis import field_unit
from slacontract.formula.text import Share
from slacontract.model.agreed import figures_of
from slacontract.model.billing.baselines import BaselineCharge
from slacontract.model.billing.lines import Line, Priced
from slacontract.model.billing.models import Contingency, Fee, PassThrough, PerUnit
from slacontract.model.kpis.bases import AnyBase, Base, PoolPart, read_base
from slacontract.model.names import mentions
from slacontract.model.texts import Word
from slacontract.quantities.units import DURATIONS, Unit

if TYPE_CHECKING:
    from slacontract.model.contract import Contract

COUNTED: Final = frozenset({Unit.COUNT, Unit.FTE, Unit.POINTS, *DURATIONS})
"""What is counted is never below zero; amounts, kilowatt hours and tonnes can be corrected."""


def can_be_negative(contract: Contract, base: AnyBase | None) -> bool:
    """Whether what a percentage is of can be below zero; a fixed sum and quantities at prices cannot."""
    if base is None or (isinstance(base, Base) and base.fixed is not None):
        return False
    if isinstance(base, PoolPart):
        pool = contract.pools.get(base.pool)
        if pool is None or not isinstance(pool.at_risk, Share):
            return False
        read = read_base(Word.placed(pool.at_risk.of, pool.at_risk.at))
        return isinstance(read, Base) and can_be_negative(contract, read)
    if base.figure is not None or base.stage == "after commitments":
        return True
    lines = [line for name, line in contract.billing.items() if base.all_billing or name in base.lines]
    return any(_can(contract, line) for line in lines)


def _can(contract: Contract, line: Line) -> bool:
    """Whether a line can be: of money that can go back, with a credit of its own, a rebate, or a figure of the contract in it."""
    if isinstance(line, (Contingency, PassThrough, BaselineCharge)) or line.de_minimis is not None:
        return True
    if isinstance(line, PerUnit) and (line.clawback is not None or field_unit(str(line.count)) not in COUNTED):
        return True
    if reads_figures(contract, line):
        return True
    said = line.amount if isinstance(line, Fee) else line.rate if isinstance(line, Priced) else None
    return any(figure.value < 0 for figure in figures_of(said))


def reads_figures(contract: Contract, line: Line) -> bool:
    """Whether a quantity, price or cap of a line is a figure that the contract computes."""
    return any(name in contract.figures for name, _ in mentions(line))
