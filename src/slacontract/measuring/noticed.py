"""What counting noticed: fields that no records hold, rows in doubt, members that are not said, periods that are not whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding
from slacontract.measuring.counting.slots import Slot, by_period, local_day
from slacontract.measuring.counting.table import says_something
from slacontract.measuring.counting.views import views
from slacontract.settlement.of_intervals import added_up

if TYPE_CHECKING:
    from slacontract.measuring.counting.exclusions import Exclusion
    from slacontract.measuring.run import Part
    from slacontract.model.contract import Agreement

_A_DAY: Final = timedelta(days=1)
"""How much of a period's beginning or end may be without records before somebody asks whether all of them are there."""
_SELDOM: Final = timedelta(days=7)
"""The same for records that do not come every day."""
_DAILY: Final = frozenset({"interactions", "agent_states", "interval_stats"})
_BY_START: Final = frozenset({"interval_stats"})
"""Tables whose rows reach further than their moment says: a month of sums stands on its first day."""


def is_whole(name: str, slot: Slot, first: datetime, last: datetime) -> bool:
    """Whether the records of a table reach over a period."""
    return not _begins_late(name, slot, first) and not _ends_early(name, slot, last)


def _begins_late(name: str, slot: Slot, first: datetime) -> bool:
    return first - slot.start >= (_A_DAY if name in _DAILY else _SELDOM)


def _ends_early(name: str, slot: Slot, last: datetime) -> bool:
    if name in _BY_START:
        return last < slot.start
    return slot.end - last >= (_A_DAY if name in _DAILY else _SELDOM)


def noticed(
    agreement: Agreement, parts: Sequence[Part], fields: frozenset[str], exclusions: Sequence[Exclusion] = ()
) -> list[Finding]:  # fmt: skip
    """Everything that both parties should look at before they settle; none of it stops."""
    found = [told for part in parts for told in (*_not_whole(agreement, part), *_in_doubt(part), *_unknown(part))]
    return [
        *_not_there(agreement, parts, fields),
        *_without_effect(agreement, parts, exclusions),
        *_intervals_of_several(agreement, parts),
        *found,
    ]


def _intervals_of_several(agreement: Agreement, parts: Sequence[Part]) -> Iterator[Finding]:
    """KPIs that add up intervals of several members, as far as there are several."""
    members: dict[str, set[str | None]] = {}
    for table in (table for _, _, done in parts for table in done.tables if table.view == "intervals"):
        for number, name in enumerate(table.dimensions):
            members.setdefault(name, set()).update(key[3][number] for key, counts in table.rows.items() if any(counts))
    for kpi, dimensions in added_up(agreement):
        several = [name for name in dimensions if len(members.get(name, ())) > 1]
        if several:
            what = f"'{kpi}' counts the intervals of each {' and '.join(several)} for itself, and adds them up."
            remedy = "Nothing, if that is meant; else name one member under where:, or write each: in its place."
            yield finding("R639", kpi.at, what, remedy)


def _without_effect(agreement: Agreement, parts: Sequence[Part], exclusions: Sequence[Exclusion]) -> Iterator[Finding]:
    """Excused events of the periods that are measured, and no row that they take out: a member or a time is misspelt."""
    zone = str(agreement.latest.periods.timezone)
    slots = [slot for _, periods, _ in parts for slot in by_period(periods, zone)]
    took = {one.exclusion for _, _, done in parts for one in done.removed if one.rows or one.before}
    for one in exclusions:
        here = any((not one.to_at or slot.start < one.to_at) and (not one.from_at or one.from_at < slot.end) for slot in slots)
        if here and one.id not in took:
            where = ", ".join(f"{name}={';'.join(members)}" for name, members in one.where)
            what = f"The excused event '{one.id}' takes nothing out{f' ({where})' if where else ''}."
            remedy = "Check its table, its times (UTC, or with their offset), its ids and the names under 'where'."
            yield finding("R618", agreement.latest.contract.at, what, remedy)


def _not_there(agreement: Agreement, parts: Sequence[Part], fields: frozenset[str]) -> Iterator[Finding]:
    """Fields that no version's count has; a field of one version alone may be missing in the other's periods."""
    counted = {name for _, _, done in parts for table in done.tables for name in table.fields}
    lacking = sorted(fields - counted)
    if lacking:
        needs = {one.field: one.of for _, _, done in parts for one in done.unmeasured if one.of}
        listed = ", ".join(f"{name} ({needs[name]})" if name in needs else name for name in lacking)
        yield finding("R631", agreement.latest.contract.at, f"The records do not hold {listed}.",
                      "Give the records that hold them, or the figures in a measures file of their own.")  # fmt: skip


def _in_doubt(part: Part) -> Iterator[Finding]:
    version, _, done = part
    doubts = {name: number for name, number in done.doubt.items() if number}
    if doubts:
        listed = ", ".join(f"{name} {number:,}" for name, number in sorted(doubts.items()))
        yield finding("R632", version.contract.at, f"Rows that leave open whether they count, or with what: {listed}.",
                      "Mend the source, or say in records.yaml what an empty cell of it means.")  # fmt: skip


def _unknown(part: Part) -> Iterator[Finding]:
    version, _, done = part
    for table in done.tables:
        for number, dimension in enumerate(table.dimensions):
            if any(key[3][number] is None and says_something(key, counts) for key, counts in table.rows.items()):
                what = f"'{table.view}' has rows that name no {dimension}; they stand under 'unknown'."
                remedy = f"Say in records.yaml what an empty {dimension} means, with 'otherwise'."
                yield finding("R634", version.contract.at, what, remedy)


def _not_whole(agreement: Agreement, part: Part) -> Iterator[Finding]:
    """Tables whose records begin after the period did, or end before its last day."""
    version, periods, done = part
    zone = str(agreement.latest.periods.timezone)
    slots = by_period(periods, zone)
    used = {views()[table.view].of for table in done.tables}
    for name, look in done.looks.items():
        if name not in used or look.first is None or look.last is None or not slots:
            continue
        first, last = slots[0], slots[-1]
        if _begins_late(name, first, look.first):
            what = f"The records of {name} begin on {local_day(look.first, zone)}, and the period {first.period} begins before."
            remedy = "Add the records of its first days, or ask for later periods."
            yield finding("R633", version.contract.at, what, remedy)
        if _ends_early(name, last, look.last):
            what = f"The records of {name} end on {local_day(look.last, zone)}, and the period {last.period} ends later."
            yield finding("R633", version.contract.at, what, "Measure it again when it is whole.")
