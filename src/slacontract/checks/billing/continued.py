"""C202, C216 and C229: commitments and retentions that go on over an amendment, so that nothing charged or held is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from slacontract.checks.spans_of_time import longer
from slacontract.findings import Finding, finding
from slacontract.model.billing.commitments import Commitment, Span
from slacontract.model.billing.retentions import Retention
from slacontract.model.contract import Contract

Lasting: TypeAlias = Commitment | Retention


def called(nouns: Sequence[Lasting]) -> dict[str, Lasting]:
    """Commitments or retentions of one version by what their lines are called: their names, or their numbers."""
    return {str(noun.name or number): noun for number, noun in enumerate(nouns, 1)}


def lasting_names_differ(contract: Contract) -> Iterator[Finding]:
    """No two commitments and no two retentions of one version are called alike, be it by name or by number."""
    lists: tuple[Sequence[Lasting], ...] = (contract.commitments, contract.retentions)
    for nouns in lists:
        seen: dict[str, Lasting] = {}
        for number, noun in enumerate(nouns, 1):
            name = str(noun.name or number)
            earlier = seen.setdefault(name, noun)
            if earlier is not noun:
                named, other = (noun, earlier) if noun.name else (earlier, noun)
                what = f"'{name}' is what another one is called too."
                yield finding("C216", named.place_of("name"), what, "Give each its own.", other.place)


def goes_on(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A commitment or retention that an amendment takes over in the middle of its span keeps the name or number that it had."""
    for before, after in pairwise(versions):
        yield from _taken_over(after, called(before.commitments), called(after.commitments))
        yield from _taken_over(after, called(before.retentions), called(after.retentions))
        yield from _held(before, after)


def _taken_over(after: Contract, old: dict[str, Lasting], new: dict[str, Lasting]) -> Iterator[Finding]:
    for name, noun in new.items():
        earlier = old.get(name)
        same = earlier is not None and (noun.name is not None or earlier.clause == noun.clause)
        if same or not _remembers(after, noun):
            continue
        was = next((key for key, other in old.items() if other.clause == noun.clause != _clause(new, key)), None)
        if was is not None:
            what = f"Clause {noun.clause} had the name or number {was} in the version before, and has {name} in this one: "
            yield finding("C202", noun.place, f"{what}what it has charged, cut or held would be forgotten.",
                          f"Write 'name: {was}'.", old[was].place)  # fmt: skip
        elif earlier is not None:
            what = f"Number {name} was clause {earlier.clause} in the version before, and is clause {noun.clause} in this one."
            remedy = "Give it a name; or write 'name:' with the number that it had."
            yield finding("C202", noun.place, what, remedy, earlier.place)


def _clause(nouns: dict[str, Lasting], name: str) -> str | None:
    return str(nouns[name].clause) if name in nouns else None


def _held(before: Contract, after: Contract) -> Iterator[Finding]:
    """What a retention holds is released or lost by the end of its span, whatever an amendment says."""
    kept = called(after.retentions)
    for name, noun in called(before.retentions).items():
        if _begins(after, noun.every):
            continue
        later = kept.get(name)
        if later is None and all(other.clause != noun.clause for other in kept.values()):
            what = f"Retention {name} holds a part of invoices, and is not in version {after.version}, in the middle of its span."
            yield finding("C229", after.place_of("retentions") if after.says("retentions") else after.place, what,
                          "Keep it with 'withheld: 0%' until its span closes.", noun.place)  # fmt: skip
        elif later is not None and (noun.name or noun.clause == later.clause) and longer(noun.every, later.every):
            span = noun.every.replace("_", " ")
            what = f"Retention {name} counted the {span}: what it holds of earlier periods would not be released."
            yield finding("C229", later.place_of("every"), what, "Keep the span; a shorter one can begin with the next.",
                          noun.place_of("every"))  # fmt: skip


def _remembers(contract: Contract, noun: Lasting) -> bool:
    """Whether something of earlier periods counts on the day on which a version comes into force."""
    spans: list[Span] = [noun.every, *([noun.within] if isinstance(noun, Commitment) and noun.within else [])]
    return any(not _begins(contract, span) for span in spans)


def _begins(contract: Contract, span: Span) -> bool:
    """Whether a version comes into force with the first day of a span."""
    if span == "period":
        return True
    schedule = contract.schedule
    first, _ = schedule.bounds(span, schedule.ordinal(span, contract.effective))
    return contract.effective <= max(first, schedule.first)
