"""Slabs: each step of the KPI beyond a knee pays what its slab says, the first few one amount and the next another."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, Blank, Greatest, If, Known, Node, Ref, Steps, minus, over, plus, times
from slacontract.model.kpis.scales import SlabScale, pay_unit
from slacontract.quantities.units import Unit
from slacontract.settlement.scales.payment import Payment, Scale
from slacontract.settlement.slabs import part_in


def pay(scale: Scale, said: SlabScale) -> Payment:
    """Yield the steps in each slab and what they pay; without a value there is no worst, so ``missing: worst`` is refused."""
    paid_in = pay_unit(part.pay for part in said.parts)
    steps = _steps(scale, said)
    amounts: list[Node] = []
    low: Ref | None = None
    for number, part in enumerate(said.parts, 1):
        high = _edge(scale, said, number) if part.to is not None else None
        each = scale.term(f"slabs.{number}.pay", "each step in slab {number} pays", part.pay,
                          Unit.RATE if paid_in is Unit.MONEY else paid_in, number=number)  # fmt: skip
        inside = scale.row(f"slabs.{number}.steps", "steps in slab {number}", Unit.NUMBER,
                           If(Known(steps), part_in(steps, low, high), ZERO), number=number)  # fmt: skip
        label = "amount of slab {number}"
        amounts.append(scale.row(f"slabs.{number}.amount", label, paid_in, times(inside, each), number=number))
        low = high
    return Payment(paid=plus(*amounts), worst=None, unit=paid_in)


def _knee(scale: Scale, said: SlabScale) -> Ref:
    return scale.term("slabs.knee", "value from which steps count", said.knee)


def _step(scale: Scale, said: SlabScale) -> Ref:
    return scale.term("slabs.step", "one step", said.step)


def _steps(scale: Scale, said: SlabScale) -> Ref:
    """The steps beyond the knee, all slabs together."""
    value, knee = scale.of.value, _knee(scale, said)
    excess = Greatest((minus(value, knee) if said.above else minus(knee, value), ZERO))
    beyond = scale.row("slabs.excess", "beyond the knee", scale.of.how.unit, If(Known(value), excess, Blank()))
    counted: Node = over(beyond, _step(scale, said))
    if said.count != "exact":
        counted = Steps(counted, said.count)
    return scale.row("slabs.steps", "steps beyond the knee", Unit.NUMBER, If(Known(beyond), counted, Blank()))


def _edge(scale: Scale, said: SlabScale, number: int) -> Ref:
    """How many steps lie between the knee and the end of a slab."""
    to = said.parts[number - 1].to
    assert to is not None, "the caller has seen it"
    end, knee = scale.term(f"slabs.{number}.to", "end of slab {number}", to, number=number), _knee(scale, said)
    width = minus(end, knee) if said.above else minus(knee, end)
    return scale.row(f"slabs.{number}.end", "steps to the end of slab {number}", Unit.NUMBER,
                     over(width, _step(scale, said)), number=number)  # fmt: skip
