"""The comparison of two versions: names that changed, terms that changed with their direction, and the money between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.comparison.differences import Difference, differences
from slacontract.comparison.renames import Rename, renames_of, with_names
from slacontract.comparison.replay import (
    Replayed,
    in_force_alone,
    lines_of,
    replay,
    same_money,
    with_numbers,
)
from slacontract.comparison.terms import Term, is_words, terms_of, with_changes
from slacontract.comparison.verdicts import Verdict, verdict
from slacontract.findings import Finding
from slacontract.languages import Message
from slacontract.scenarios.twice import NONE, Twice, totals
from slacontract.settlement.totals import NET

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.measures import Measures
    from slacontract.settlement.settlement import Settlement

_OF_CLAIMS: Final = frozenset({"claims", "calendars"})
"""Clauses by which days of claims are counted, before anything is settled: the measures of the new version have them so."""


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
    lines: tuple[Twice, ...]
    totals: tuple[Twice, ...]
    decimals: int

    @property
    def net(self) -> Twice:
        """The net of both versions: what the parts of the attribution sum to."""
        return next(total for total in self.totals if total.id == NET)


@dataclass(frozen=True)
class Comparison:
    """Two versions compared. ``opened`` are those whose term was opened for it, ``told`` why there is no money."""

    old: Contract
    new: Contract
    renames: tuple[Rename, ...]
    changes: tuple[Change, ...]
    words: tuple[Difference, ...]
    settled: Settled | None = None
    unsettled: tuple[Finding, ...] = ()
    opened: tuple[Contract, ...] = ()
    told: tuple[Message, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether both mean the same, beside number and dates of the version."""
        return not (self.renames or self.changes or self.words)

    @property
    def together(self) -> mpq:
        """What the changes are worth together beyond what each is worth alone, so that all parts sum to the whole."""
        assert self.settled is not None, "the caller has seen that it was settled"
        return self.settled.net.difference - sum((change.total or NONE for change in self.changes), NONE)


@dataclass(frozen=True, slots=True)
class History:
    """Periods that were measured, as the old and as the new version see them; ``findings`` are to be told with the result."""

    periods: tuple[str, ...]
    old: Measures
    new: Measures
    findings: tuple[Finding, ...] = ()


def compare(old: Contract, new: Contract, told: Sequence[Message] = ()) -> Comparison:
    """Compare two sound versions by what they mean."""
    renames = renames_of(old, new)
    called = with_names(old, renames)
    words = tuple(difference for difference in differences(called, new) if is_words(difference))
    return Comparison(old, new, renames, tuple(_unpriced(term) for term in terms_of(called, new)), words, told=tuple(told))


def with_money(comparison: Comparison, history: History) -> Comparison:
    """The comparison with the amounts that each version gives over the periods of a history, and what each term is worth."""
    old, new = comparison.old, comparison.new
    before, after = in_force_alone(with_names(old, comparison.renames), new), in_force_alone(new, old)
    opened = tuple(one for one, alone in ((old, before), (new, after)) if one.term != alone.term)
    before, after = with_numbers(before, after)
    was, will = replay(before, history.old, history.periods), replay(after, history.new, history.periods)
    changes = tuple(_priced(item.term, (before, after), was, history) for item in comparison.changes)
    findings = tuple(dict.fromkeys((*history.findings, *was.findings, *will.findings)))
    settled = _settled(was.settlement, will.settlement, history.periods) if was.settlement and will.settlement else None
    return replace(comparison, changes=changes, settled=settled, unsettled=findings, opened=opened)


def _unpriced(term: Term) -> Change:
    return Change(term, verdict(term), None)


def _priced(term: Term, sides: tuple[Contract, Contract], was: Replayed, history: History) -> Change:
    """What a term is worth alone: the old version with nothing else changed, less the old version."""
    if was.settlement is None or not term.alone:
        return _unpriced(term)
    claimed = any(path[0] in _OF_CLAIMS for path in term.paths)
    alone = replay(with_changes(*sides, term.paths), history.new if claimed else history.old, history.periods)
    if alone.settlement is None:
        return _unpriced(term)
    worth = tuple(new - old for old, new in zip(was.net(), alone.net(), strict=True))
    unused = not any(worth) and same_money(was.settlement, alone.settlement)
    return Change(term, verdict(term, worth, unused=unused), worth)


def _settled(old: Settlement, new: Settlement, periods: Sequence[str]) -> Settled:
    return Settled(tuple(periods), lines_of(old, new), totals(old, new), max(old.decimals, new.decimals))
