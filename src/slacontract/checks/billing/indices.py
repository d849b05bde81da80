"""C202, C211, C214 and C227: indices that have their values, and clauses by which amounts follow them."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.billing.rates import begins_a_period
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.checks.terms import listed
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.billing.indices import Index, Indexation, first_day
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import Limit
from slacontract.model.kpis.scales import pay_unit
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit


def indices_known(contract: Contract) -> Iterator[Finding]:
    """An index has values or a measure, its values are above zero, and its successors end."""
    for name, index in contract.indices.items():
        if not index.values and index.field is None and index.successor is None:
            yield finding("C202", index.place, f"The index '{name}' has no value.", "Add 'values:', or 'field:' for a measure.")
        if index.field is not None:
            yield from field_name_fault(index.field, index.field.at)
        figures = [*index.values.values(), *([index.successor.link] if index.successor else [])]
        for figure in figures:
            if figure.value <= 0:
                yield finding("C214", figure.at, f"'{figure.text}' is no value of an index.", "Write a figure above zero.")
        if index.successor is not None:
            yield from _successor(contract, name, index)


def _successor(contract: Contract, name: Word, index: Index) -> Iterator[Finding]:
    following, seen = index.successor, {name}
    assert following is not None, "asked for only where there is one"
    if following.index not in contract.indices:
        yield _unknown(contract, following.index)
        return
    while following is not None and following.index in contract.indices:
        if following.index in seen:
            yield finding("C227", following.index.at, f"'{following.index}' is continued by itself.", "Name another index.")
            return
        seen.add(following.index)
        following = contract.indices[following.index].successor


def _unknown(contract: Contract, index: Word) -> Finding:
    return finding("C211", index.at, f"'{index}' is no index of this contract.", nearest(index, listed(contract.indices)))


def indexation_whole(contract: Contract) -> Iterator[Finding]:
    """A clause of indexation says what it follows, from where, and how often."""
    for name, rule in contract.indexation.items():
        if not rule.follows and rule.plus is None:
            yield finding("C202", rule.place, f"'{name}' follows no index.", "Add 'follows:', such as {cpi: 100%}, or 'plus:'.")
        for key in ("base", "lag", "against"):
            if rule.follows and getattr(rule, key) is None:
                yield finding("C202", rule.place, f"'{key}' is not said in '{name}', and the factor depends on it.",
                              f"Add '{key}:'. {_CHOICES[key]}")  # fmt: skip
        for day in (*(rule.reviews if isinstance(rule.reviews, tuple) else ()), *([rule.from_] if rule.from_ else [])):
            yield from begins_a_period(contract, day, f"'{name}'")
        yield from _follows(contract, str(name), rule)
        yield from _steps(str(name), rule)


_CHOICES = {
    "base": "The month (2025-12), quarter or year of the index at which the amounts stand.",
    "lag": "How long before a review the value that counts was measured, such as 2 months.",
    "against": "Choices: base, last_review, last_change.",
}


def _follows(contract: Contract, name: str, rule: Indexation) -> Iterator[Finding]:
    for index, share in rule.follows.items():
        if index not in contract.indices:
            yield _unknown(contract, index)
        elif rule.base is not None and not _has(contract, index, rule.base):
            yield finding("C227", rule.base.at, f"The index '{index}' has no value for {rule.base}, the base of '{name}'.",
                          f"Add '{rule.base}:' to its values.", contract.indices[index].place)  # fmt: skip
        if share.value <= 0:
            yield finding("C214", share.at, f"'{name}' follows '{index}' by {share.text}.", "Write a share above 0%.")
    if sum(share.value for share in rule.follows.values()) > 1:
        yield finding("C227", rule.place_of("follows"), f"The shares of '{name}' are more than the whole.",
                      "Write shares that are 100% together, or less where the rest is fixed.")  # fmt: skip


def _has(contract: Contract, index: Word, point: Word) -> bool:
    """Whether an index has a value at its base, by itself or by its successors; the base is before all that is measured."""
    found = contract.indices[index]
    seen = set[str]()
    while point not in found.values:
        following = found.successor
        if following is None or first_day(following.from_) > first_day(point) or following.index in seen:
            return False
        if following.index not in contract.indices:
            return True  # told by another check
        seen.add(following.index)
        found = contract.indices[following.index]
    return True


def _steps(name: str, rule: Indexation) -> Iterator[Finding]:
    """Limits on changes that contradict how changes are counted."""
    if rule.against == "base" and rule.plus is not None:
        what = f"'{name}' measures changes against its base, and adds {rule.plus.text} at each review."
        yield finding("C227", rule.plus.at, what, "Write 'against: last_review'.", rule.place_of("against"))
    if rule.against == "base" and rule.deadband is not None:
        what = f"'{name}' has a deadband, and measures changes against its base: a price that has moved would fall back."
        remedy = "Write 'against: last_change' or 'against: last_review'."
        yield finding("C227", rule.deadband.place, what, remedy, rule.place_of("against"))
    collar = rule.collar
    if collar is None:
        return
    if collar.at_least is None and collar.at_most is None:
        yield finding("C202", collar.place, f"The collar of '{name}' has no end.", "Add 'at_least:', 'at_most:' or both.")
    elif collar.at_least and collar.at_most and collar.at_least.value > collar.at_most.value:
        yield finding("C227", collar.at_most.at, f"The collar of '{name}' ends at {collar.at_most.text} and begins at "
                      f"{collar.at_least.text}.", "Exchange them.", collar.at_least.at)  # fmt: skip


def indexed_by_known(contract: Contract) -> Iterator[Finding]:
    """What follows an index names a clause of indexation, and has money that can follow it."""
    limits = [(Word(str(number)), limit) for number, limit in enumerate(contract.limits or (), 1)]
    users: list[tuple[Word, Noun]] = [*contract.billing.items(), *contract.kpis.items(), *limits]
    for name, noun in users:
        clause: Word | None = getattr(noun, "indexed_by", None)
        if clause is not None and clause not in contract.indexation:
            yield finding("C211", clause.at, f"'{clause}' is no clause of 'indexation'.",
                          nearest(clause, listed(contract.indexation)))  # fmt: skip
        elif clause is not None and isinstance(noun, Limit) and isinstance(noun.at_most, Share):
            what = f"'{noun.at_most.text}' follows no index: what it is taken of may."
            yield finding("C227", clause.at, what, "Delete 'indexed_by:', or write an amount.", noun.at_most.at)
        elif clause is not None and isinstance(noun, Kpi):
            if noun.pay is not None:
                what = f"'{name}' pays {noun.pay.text}, which follows no index: the figures of its formula may."
                yield finding("C227", clause.at, what, "Delete 'indexed_by:', or pay money.", noun.pay.at)
            pays = noun.payments
            if pays and pay_unit(pays) is not Unit.MONEY:
                what = f"'{name}' pays {pays[0].text}, which follows no index: what it is taken of may."
                yield finding("C227", clause.at, what, "Delete 'indexed_by:', or pay money.", pays[0].at)
