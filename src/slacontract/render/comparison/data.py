"""A comparison as JSON, for programs: every difference, its direction and worth, and every line in every period."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from slacontract.languages import Language, say
from slacontract.quantities.numbers import as_decimal
from slacontract.render.comparison.report import notes, term
from slacontract.render.comparison.words import clause, places, sides

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.comparison.compare import Change, Comparison, Settled
    from slacontract.comparison.differences import Difference
    from slacontract.model.contract import Contract
    from slacontract.scenarios.twice import Twice


def write_json(comparison: Comparison, language: Language) -> str:
    """The comparison as one JSON object; amounts are text, so that no reader makes binary numbers of them."""
    settled = comparison.settled
    record = {
        "contract": str(comparison.new.contract),
        "currency": str(comparison.new.currency),
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "equal": comparison.equal,
        "changes": [_change(comparison, item, language) for item in comparison.changes],
        "renames": [{"kind": r.kind, "old": r.old, "new": r.new, "old_at": r.old_at.short, "new_at": r.new_at.short}
                    for r in comparison.renames],
        "words": [_difference(comparison, difference, language) for difference in comparison.words],
        "money": None if settled is None else _settled(comparison, settled, language),
        "notes": [say(note, language) for note in notes(comparison)],
    }  # fmt: skip
    return json.dumps(record, indent=2, ensure_ascii=False)


def _version(contract: Contract) -> dict[str, object]:
    return {"version": contract.version, "effective": contract.effective.isoformat(), "file": contract.place.file,
            "fingerprint": contract.fingerprint}  # fmt: skip


def _difference(comparison: Comparison, difference: Difference, language: Language) -> dict[str, object]:
    (old, new), (old_at, new_at) = sides(difference), places(difference)
    return {
        "path": ".".join(difference.path), "kind": difference.kind, "clause": clause(difference),
        "term": say(term(comparison, difference), language), "old": old, "new": new, "old_at": old_at, "new_at": new_at,
    }  # fmt: skip


def _change(comparison: Comparison, item: Change, language: Language) -> dict[str, object]:
    decimals = comparison.settled.decimals if comparison.settled else 2
    worth = None if item.worth is None or item.total is None else {
        "alone": _amount(item.total, decimals), "by_period": [_amount(amount, decimals) for amount in item.worth],
    }  # fmt: skip
    return {
        "differences": [_difference(comparison, difference, language) for difference in item.term.differences],
        "direction": item.verdict.direction.value,
        "always": item.verdict.always,
        "why": [say(why, language) for why in item.verdict.why],
        "worth": worth,
    }


def _settled(comparison: Comparison, settled: Settled, language: Language) -> dict[str, object]:
    return {
        "periods": list(settled.periods),
        "lines": [_money(line, settled.decimals, language) for line in settled.lines],
        "totals": [_money(total, settled.decimals, language) for total in settled.totals],
        "net": _amount(settled.net.difference, settled.decimals),
        "together": _amount(comparison.together, settled.decimals),
    }


def _money(money: Twice, decimals: int, language: Language) -> dict[str, object]:
    old, new = (sum(amounts[1:], amounts[0]) for amounts in (money.old, money.new))
    return {
        "id": money.id, "type": money.kind, "label": say(money.label, language), "clause": money.clause,
        "old": _amount(old, decimals), "new": _amount(new, decimals), "difference": _amount(money.difference, decimals),
        "old_by_period": [_amount(amount, decimals) for amount in money.old],
        "new_by_period": [_amount(amount, decimals) for amount in money.new],
    }  # fmt: skip


def _amount(value: mpq, decimals: int) -> str:
    return str(as_decimal(value, decimals))
