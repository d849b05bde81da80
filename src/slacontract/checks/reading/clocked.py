"""C234: figures of some hours only, which are of measures and of nothing that is computed."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import is_base_field
from slacontract.checks.hours import hours_sound
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.names import billing_name, fact_unit, names_of
from slacontract.model.texts import Word


def figures_in_hours(contract: Contract) -> Iterator[Finding]:
    """A figure of some hours counts measures in them; what is computed already has no hours."""
    for name, figure in contract.figures.items():
        if figure.during is None:
            continue
        if figure.formula is None and figure.members is None and figure.rank is None:
            yield finding("C234", figure.place_of("during"), f"'{name}' counts no measures by the hour.",
                          "Delete 'during:', or write a formula over measures.")  # fmt: skip
        for read in names_of(figure) if figure.between is None else ():
            if _computed(contract, read):
                what = f"'{read}' is computed, and '{name}' is of the hours of measures."
                remedy = "Name measures only, such as answered; what is made of them is a figure that names this one."
                yield finding("C234", figure.place_of("during"), what, remedy)
        yield from hours_sound(contract, str(name), figure.during, "counted", "C234")


def _computed(contract: Contract, name: str) -> bool:
    if Word(name) in contract.figures or billing_name(contract, name) is not None or fact_unit(name) is not None:
        return True
    return Word(name) in contract.kpis and not is_base_field(name)
