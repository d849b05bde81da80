"""The comparison of two versions: names that changed, terms that changed with their direction, and the money between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.comparison.differences import Difference, differences
from slacontract.comparison.renames import Rename, renames_of, with_names
from slacontract.comparison.replay import (
    NONE,
    Money,
    Replayed,
    in_force_alone,
    lines_of,
    replay,
    same_money,
    total_of,
    with_numbers,
)
from slacontract.comparison.terms import Term, is_words, terms_of, with_changes
from slacontract.comparison.verdicts import Direction, Verdict, verdict
from slacontract.findings import Finding
from slacontract.languages import message
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.measures import Measures
    from slacontract.settlement.settlement import Settlement

_TOTALS: Final = (
    (TOTAL, message("Billing")), ("adjustments.bonus", message("Bonus")), ("adjustments.penalty", message("Penalty")),
    (NET, message("Net")), (TAX, message("Tax")), (GROSS, message("Gross")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A changed term, for whom it is better, and what it is worth alone in each period; None where it cannot be tried alone."""

    term: Term
    verdict: Verdict
    worth: tuple[mpq, ...] | None

    @property
    def total(self) -> mpq | None:
        """What it is worth alone over all periods."""
        return None if self.worth is None else sum(self.worth, NONE)


@dataclass(frozen=True)
class Settled:
    """Both versions over the same periods: line by line and in total."""

    periods: tuple[str, ...]
    lines: tuple[Money, ...]
    totals: tuple[Money, ...]
    decimals: int

    @property
    def net(self) -> Money:
        """The net of both versions: what the parts of the attribution sum to."""
        return next(total for total in self.totals if total.id == NET)


@dataclass(frozen=True)
class Comparison:
    """Two versions compared. ``opened`` are those whose term was opened over the periods of the other."""

    old: Contract
    new: Contract
    renames: tuple[Rename, ...]
    changes: tuple[Change, ...]
    words: tuple[Difference, ...]
    settled: Settled | None = None
    unsettled: tuple[Finding, ...] = ()
    opened: tuple[Contract, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether both mean the same, beside number and dates of the version."""
        return not (self.renames or self.changes or self.words)

    @property
    def together(self) -> mpq:
        """What the changes are worth together beyond what each is worth alone, so that all parts sum to the whole."""
        assert self.settled is not None, "the caller has seen that it was settled"
        return self.settled.net.difference - sum((change.total or NONE for change in self.changes), NONE)


def compare(old: Contract, new: Contract, measures: Measures | None = None, periods: Sequence[str] = ()) -> Comparison:
    """Compare two sound versions; with measures, also by the amounts that each gives over some periods of them."""
    renames = renames_of(old, new)
    before, after = in_force_alone(with_names(old, renames), new), in_force_alone(new, old)
    said = differences(with_names(old, renames), new)
    words = tuple(difference for difference in said if is_words(difference))
    terms = terms_of(with_names(old, renames), new)
    opened = tuple(one for one, alone in ((old, before), (new, after)) if one.term != alone.term)
    if measures is None or not periods:
        return Comparison(old, new, renames, tuple(_unpriced(term) for term in terms), words, opened=opened)
    before, after = with_numbers(before, after)
    was, will = replay(before, measures, periods), replay(after, measures, periods)
    changes = tuple(_priced(term, before, after, was, measures, periods) for term in terms)
    findings = tuple(dict.fromkeys((*was.findings, *will.findings)))
    settled = _settled(was.settlement, will.settlement, periods) if was.settlement and will.settlement else None
    return Comparison(old, new, renames, changes, words, settled, findings, opened)


def _unpriced(term: Term) -> Change:
    return Change(term, verdict(term, None, unused=False), None)


def _priced(
    term: Term, before: Contract, after: Contract, was: Replayed, measures: Measures, periods: Sequence[str]
) -> Change:  # fmt: skip
    """What a term is worth alone: the old version with nothing else changed, less the old version."""
    if was.settlement is None or not term.alone:
        return _unpriced(term)
    alone = replay(with_changes(before, after, term.paths), measures, periods)
    if alone.settlement is None:
        return _unpriced(term)
    worth = tuple(new - old for old, new in zip(was.net(), alone.net(), strict=True))
    unused = not any(worth) and same_money(was.settlement, alone.settlement)
    return Change(term, verdict(term, worth, unused=unused), worth)


def _settled(old: Settlement, new: Settlement, periods: Sequence[str]) -> Settled:
    totals = tuple(total_of(row, label, old, new) for row, label in _TOTALS)
    return Settled(tuple(periods), lines_of(old, new), totals, max(old.decimals, new.decimals))


__all__ = ["Change", "Comparison", "Direction", "Settled", "compare"]
