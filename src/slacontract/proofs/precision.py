"""C252: figures of the contract itself that a spreadsheet, which computes in binary, may round another way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.model.billing.lines import Priced
from slacontract.proofs.proof import Proof, accept, proved
from slacontract.quantities.numbers import Quantity, Rounding, as_decimal
from slacontract.quantities.units import Unit
from slacontract.settlement.faults import MOST_DECIMALS

if TYPE_CHECKING:
    from slacontract.proofs.asked import Asked

_HALF_UP: Final = 13
"""Half-up agrees while an amount × 10^(decimals of its price) is at most 10 to this power, as was measured."""
_OTHERWISE: Final = mpq(10) ** 6
"""Other modes are spelled out with guard digits, which absorb the noise of amounts up to this."""


def figures_within_precision(asked: Asked) -> Iterator[Proof]:
    """The greatest amounts that the contract names are rounded alike by the engine and by a spreadsheet."""
    contract = asked.contract
    if contract.rounding.mode is not Rounding.HALF_UP:
        for term in asked.compiled.plan.terms.values():
            if term.unit is Unit.MONEY and abs(term.value) > _OTHERWISE:
                what = f"Amounts of {term.text or as_decimal(term.value)} are so large that a spreadsheet may round them another "
                what += f"way than '{contract.rounding.mode.value}' here."
                yield proved("C252", term.at, what, f"Round half up, split what is paid, or {accept('C252')}",
                             contract.rounding.place_of("mode"))  # fmt: skip
        return
    for name, line in contract.billing.items():
        cap = line.billing_cap
        rate = line.rate if isinstance(line, Priced) else None
        if cap is None or not isinstance(cap.amount, Quantity) or not isinstance(rate, Quantity):
            continue
        decimals = min(MOST_DECIMALS, max(0, -int(as_decimal(rate.value).as_tuple().exponent)))
        if cap.amount.value > mpq(10) ** (_HALF_UP - decimals):
            what = f"'{name}' can come to {cap.amount.text} at a price of {decimals} decimals, which a spreadsheet may round "
            what += "another way."
            remedy = f"Split the line, write the price with fewer decimals, or {accept('C252')}"
            yield proved("C252", cap.amount.at, what, remedy, rate.at)
