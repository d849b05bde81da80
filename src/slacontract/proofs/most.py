"""The most and the least that the rows of one version can hold, once KPIs are anywhere in their domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.spans import DOMAINS
from slacontract.checks.terms import how_measured
from slacontract.proofs.bounds import Rows
from slacontract.proofs.forms import Bounds, Form, between, number
from slacontract.proofs.probe import bases_of, pins_of

if TYPE_CHECKING:
    from slacontract.proofs.asked import Asked


def rows_of(asked: Asked) -> Rows:
    """The bounds of a version: each KPI that is measured anywhere in its domain, each line billed at any amount from 0 on."""
    known: dict[str, Bounds] = {}
    for outcome in asked.compiled.outcomes:
        kpi = asked.kpi(outcome)
        how = how_measured(kpi)
        if how is None or kpi.derived:
            continue
        domain = DOMAINS[how.domain]
        known |= {pin: between(domain.low, domain.high) for pin in pins_of(asked.compiled, outcome)}
    for line in asked.compiled.lines:
        row = asked.compiled.plan.rows.get(line.amount)
        if line.kind == "billing" and row is not None and row.stage == "billing":
            known[line.amount] = Bounds((Form({line.amount: mpq(1)}),), (Form({line.amount: mpq(1)}),))
    rows = Rows(asked.compiled.plan, known, asked.is_first)
    bases = {row for outcome in asked.compiled.outcomes for row in bases_of(asked.compiled, outcome)}
    for base in asked.compiled.plan.rows:  # in their order, so that each is known before what it is read by
        if base in bases:
            found = rows.of(base)
            known[base] = found if found.least is not None and found.least >= 0 else Bounds((number(mpq(0)),), found.high)
    return Rows(asked.compiled.plan, known, asked.is_first)
