"""Tax, totals and the proofs over them."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.formula.nodes import ZERO, Compare, Ref, minus, plus, times
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.settlement.adjustments.limiting import Bucket
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.draft import Clause, Draft, Line

NET, TAX, GROSS = "total.net", "total.tax", "total.gross"


def totals(draft: Draft, adjustments: Bucket, more: Sequence[Ref] = (), held: Sequence[Ref] = ()) -> None:
    """Yield tax as one line on the sum of its base, and the totals.

    ``more`` is what commitments and target costs change of the billing; ``held`` what is withheld, released and lost.
    """
    draft.stage = "totals"
    clause = Clause("total")
    billing = Ref(TOTAL)
    if more:
        label = message("Billing, with commitments and target costs")
        settled = draft.summed("billing.settled", label, [Ref(TOTAL), *more], clause)
        billing = draft.row("billing.settled", label, Unit.MONEY, settled, clause)
    net = draft.row(NET, message("Net"), Unit.MONEY, plus(billing, adjustments.net, *held), clause)
    tax = _tax(draft, billing, net)
    draft.row(TAX, message("Tax"), Unit.MONEY, tax, clause)
    draft.row(GROSS, message("Gross"), Unit.MONEY, plus(net, tax), clause)
    _proofs(draft, net)


def _tax(draft: Draft, billing: Ref, net: Ref) -> Ref:
    tax = draft.contract.tax
    clause = Clause(tax.clause or "tax", tax.place)
    rate = draft.term("tax.rate", message("Tax rate, category {category}", category=str(tax.category)), tax.rate, clause)
    taxed = net if tax.treatment == "reduces_base" else billing
    base = draft.row("tax.base", message("Taxable base"), Unit.MONEY, taxed, clause)
    label = message("Tax, category {category}", category=str(tax.category))
    amount = draft.closed("tax.amount", label, times(base, rate), clause, steady=True)
    draft.line(Line(id="tax", kind="tax", label=label, clause=clause, amount=amount.id, exact=f"{amount.id}.exact",
                    quantity=base.id, unit=Unit.MONEY, price=rate.id))  # fmt: skip
    return amount


def _proofs(draft: Draft, net: Ref) -> None:
    """The lines sum to the total, found by another way than the total was."""
    label, clause = message("The lines sum to the net total"), Clause("total")
    amounts = [Ref(line.amount) for line in draft.lines if line.kind != "tax"]
    difference = draft.to_the_coin(minus(draft.summed("proof.lines", label, amounts, clause), net))
    draft.proof("proof.lines", label, Compare("=", difference, ZERO), clause)
