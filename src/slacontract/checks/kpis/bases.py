"""C211 and C213: what a percentage is of, and on which side of a line's own caps it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from slacontract.checks.billing.committed import commitments_in_base
from slacontract.checks.places import within
from slacontract.checks.terms import listed
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.lines import Line, Priced
from slacontract.model.billing.models import BaselineCharge, PassThrough, PerUnit
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import FIGURES, Base, PoolPart
from slacontract.model.texts import Word

TO_DATE: Final = "billing_to_date"
POOLS: Final = "pools."


def kpi_bases(contract: Contract) -> Iterator[Finding]:
    """The base of a KPI names billing lines that are there, each once and at one stage."""
    for kpi in contract.kpis.values():
        base = kpi.base
        if base is None or isinstance(base, PoolPart) or base.fixed is not None:
            continue
        if base.figure is not None:
            yield from amount_known(contract, base.figure, base.figure.at)
            continue
        for place, line in enumerate(base.lines):
            if line in base.lines[:place]:
                yield finding("C213", line.at, f"'{line}' stands twice in the base.", "Delete one.")
            yield from _unknown_line(contract, line, line.at)
        yield from stage_said(contract, base.lines, base.stage, base.at)
        yield from commitments_in_base(contract, base.lines, base.stage, base.at)
        if base.stage == "after commitments" and kpi.each:
            what = "Commitments are about whole lines, and the KPI judges members."
            yield finding("C213", base.at, what, "Write 'after caps'.", kpi.place_of("each"))


def amount_known(contract: Contract, name: Word, at: Position) -> Iterator[Finding]:
    """A figure of which a share is taken is there, and counts money."""
    figure = contract.figures.get(name)
    if figure is None:
        yield finding("C211", at, f"'{name}' is no figure of this contract.", nearest(name, listed(contract.figures)))
    elif figure.unit != "money":
        yield finding("C207", at, f"'{name}' counts {figure.unit}, and a share of it is no money.",
                      "Name a figure with 'unit: money'.", figure.place_of("unit"))  # fmt: skip


def charges_known(contract: Contract, charges: Base) -> Iterator[Finding]:
    """A clause on billing names lines that are there, each once, and says the stage where that makes a difference."""
    for place, line in enumerate(charges.lines):
        if line in charges.lines[:place]:
            yield finding("C213", line.at, f"'{line}' stands twice.", "Delete one.")
        yield from _unknown_line(contract, line, line.at)
    yield from stage_said(contract, charges.lines, charges.stage, charges.at)


def limit_bases(contract: Contract) -> Iterator[Finding]:
    """The share of a limit names billing, a billing line that is there, or the billing of the contract year to date."""
    for limit in contract.limits or ():
        share = limit.at_most
        if isinstance(share, Share) and share.of != TO_DATE and not share.of_figure:
            yield from share_base(contract, share, f"limit '{limit.clause}'")


def share_base(contract: Contract, share: Share, of: str) -> Iterator[Finding]:
    """What a share is of is billing, a billing line or a pool that is there, with its stage where that makes a difference."""
    name, _, stage = share.of.partition(" ")
    at = within(share.text, share.at, share.of)
    if name.startswith(POOLS) and name.removeprefix(POOLS) in contract.pools and not stage:
        return
    if name.startswith(FIGURES) and not stage:
        yield from amount_known(contract, Word(name.removeprefix(FIGURES)), at)
    elif name == "billing" or name.startswith("billing."):
        yield from share_of_billing(contract, share)
    else:
        known = ["billing", TO_DATE, *(f"billing.{line}" for line in contract.billing), *(f"{POOLS}{p}" for p in contract.pools)]
        yield finding("C211", at, f"'{share.of}' is no base of {of}.", nearest(name, known))


def share_of_billing(contract: Contract, share: Share) -> Iterator[Finding]:
    """A share of billing, or of a line that is there, at a stage that is said where it makes a difference."""
    name, _, stage = share.of.partition(" ")
    at = within(share.text, share.at, share.of)
    if name != "billing":
        yield from _unknown_line(contract, Word(name.removeprefix("billing.")), at)
    lines = () if name == "billing" else (Word(name.removeprefix("billing.")),)
    yield from stage_said(contract, lines, stage, at)
    yield from commitments_in_base(contract, lines, stage, at)


def _unknown_line(contract: Contract, line: Word, at: Position) -> Iterator[Finding]:
    if line not in contract.billing:
        yield finding("C211", at, f"'{line}' is no billing line of this contract.", nearest(line, listed(contract.billing)))


def stage_said(contract: Contract, lines: Iterable[Word], stage: str, at: Position, formula: str = "") -> Iterator[Finding]:
    """Where a line has a cap or guarantee of its own, before and after it are different amounts; in a formula by a name."""
    names = list(lines) or list(contract.billing)
    capped = [name for name in names if name in contract.billing and _adjusted(contract.billing[name])]
    if not stage and capped:
        line = contract.billing[capped[0]]
        what = f"'{capped[0]}' has {_adjusted(line)} of its own, and the base does not say which amount counts."
        remedy = "Choices: add 'before caps' (quantity x price) or 'after caps' (what is invoiced)."
        if formula:
            remedy = f"Choices: {formula}.before_caps (quantity x price), {formula}.after_caps (what is invoiced)."
        yield finding("C213", at, what, remedy, line.place)


def _adjusted(line: Line) -> str:
    if isinstance(line, PerFteHour) and line.guarantee is not None:
        return "a guarantee"
    if isinstance(line, PerUnit) and line.clawback is not None:
        return "a clawback"
    if isinstance(line, PassThrough) and (line.ceiling or line.handling):
        return "a ceiling" if line.ceiling else "handling"
    if isinstance(line, Priced) and line.forecast is not None:
        return "a forecast"
    if isinstance(line, BaselineCharge):
        return "a baseline"
    return "a billing cap" if line.billing_cap is not None else "a de minimis" if line.de_minimis is not None else ""
