"""Charges: which billing lines a clause on billing is about."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, InstanceOf

from slacontract.findings import NOWHERE
from slacontract.model.bases import Base, read_base
from slacontract.model.fields import as_pydantic
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
