"""Scored calls as rows of the canonical table ``evaluations``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeAlias

from gmpy2 import mpq

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.scorecards.scored import Scored
from slacontract.quantities.numbers import as_decimal

Row: TypeAlias = dict[str, str | int | bool | Decimal | datetime | None]
MOST_DECIMALS: Final = 4
"""What the table keeps of a score; a form whose scores do not end there has to say how they are rounded."""


def evaluation_rows(scored: Iterable[Scored]) -> Iterator[Row]:
    """One row for each call, its columns those of ``evaluations`` in tables.yaml; times are UTC without a zone."""
    for one in scored:
        card, form = one.card, one.card.form
        valid = card.valid
        yield {
            "evaluation_id": card.evaluation_id,
            "contact_id": card.contact_id or None,
            "kind": "calibration" if card.double_of else form.kind,
            "form": str(form.form),
            "form_version": str(form.version),
            "scenario": card.scenario or None,
            "evaluator_side": card.evaluator_side or None,
            "queue": card.queue or None,
            "site": card.site or None,
            "campaign": card.campaign or None,
            "team": card.team or None,
            "agent_key": card.agent_key or None,
            "at": card.when.replace(tzinfo=None),
            "earned": _exact(one.earned) if valid else None,
            "possible": _exact(one.possible) if valid else None,
            "passed": one.passed if valid else None,
            "fatal_user": one.fatal_of("user"),
            "fatal_business": one.fatal_of("business"),
            "fatal_compliance": one.fatal_of("compliance"),
            "checked_user": one.checked_of("user"),
            "checked_business": one.checked_of("business"),
            "checked_compliance": one.checked_of("compliance"),
            "items_met": one.met if valid else 0,
            "items_checked": one.checked if valid else 0,
            "status": card.status if valid else "void",
            "double_of": card.double_of or None,
            "gap": None if one.gap is None else _exact(one.gap),
            "void_reason": None if valid else card.status,
        }


def _exact(value: mpq) -> Decimal:
    return as_decimal(value, MOST_DECIMALS)


def _ends(value: mpq | None) -> bool:
    return value is None or (value * 10**MOST_DECIMALS).denominator == 1


def unrounded(scored: Iterable[Scored]) -> list[Finding]:
    """Scores that do not end within the decimals of the table, on forms that say no rounding: one finding for each form."""
    found: dict[Position, Finding] = {}
    for one in scored:
        form = one.card.form
        if not (_ends(one.earned) and _ends(one.possible) and _ends(one.gap)):
            what = f"The score of evaluation '{one.card.evaluation_id}' does not end within {MOST_DECIMALS} decimals."
            remedy = "Write 'rounding: {mode: half_up, to: 0.01}' in the form."
            found.setdefault(form.place, finding("R650", form.place_of("score"), what, remedy, one.card.at))
    return list(found.values())


def invalid_by_reason(scored: Iterable[Scored]) -> Mapping[str, int]:
    """How many calls did not count, by reason."""
    counts: dict[str, int] = {}
    for one in scored:
        if not one.card.valid:
            counts[one.card.status] = counts.get(one.card.status, 0) + 1
    return dict(sorted(counts.items()))
