"""Charges: which billing lines a clause on billing is about, and what counts beside them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.findings import NOWHERE
from slacontract.model.clauses import Booked
from slacontract.model.fields import as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.kpis.bases import Base, read_base
from slacontract.quantities.numbers import TextFault


def read_charges(value: object) -> object:
    """Read ``billing``, ``billing.care``, ``billing.care before caps`` or a list of such lines: what is charged, no fixed sum."""
    base = read_base(value)
    if isinstance(base, Base) and base.fixed is None:
        return base
    what = f"'{base.fixed.text}' is" if isinstance(base, Base) and base.fixed else "This is"
    fault = TextFault("C213", f"{what} no charge of this contract.", "Write 'billing', or 'billing.' and the name of a line.")
    raise as_pydantic(fault, getattr(value, "at", NOWHERE))


Charges: TypeAlias = Annotated[InstanceOf[Base], BeforeValidator(read_charges)]
Counted: TypeAlias = Literal["fixed_fees", "commitments", "adjustments"]


class OnCharges(Booked):
    """A clause on what is charged."""

    on: Charges = Field(description="the charges it is about: billing, billing.care, or a list of lines")
    counts: tuple[Counted, ...] | None = Field(
        default=None, description="what counts beside the charges for quantities: fixed_fees (where on: billing), commitments "
                                  "(the "
        "lines of those that apply before), adjustments (bonus and penalties after all limits); [] where nothing else does"
    )  # fmt: skip
