"""Time-bound: over which periods, until when, and when the target is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from slacontract.languages import Message, message
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.service import TargetReview
from slacontract.model.texts import Word
from slacontract.review.case import Case
from slacontract.review.smart.verdicts import Point, good, poor, weak

EVERY = {"quarter": "every quarter", "half_year": "every half year", "contract_year": "every contract year"}
NOT_THE_TARGET = frozenset({"clause", "title", "review", "shown", "account", "cost_centre", "place"})
"""What a KPI says that neither its target nor its payment depends on."""


def time_bound(case: Case, name: Word) -> Iterator[Point]:
    """What is said of the time of a KPI."""
    contract = case.contract
    kpi = contract.kpis[name]
    yield good(message("Judged {span}, until {end}.", span=_span(contract, kpi), end=contract.term.to.isoformat()))
    yield from _review(case, kpi)
    yield from _untouched(case, name, kpi)


def _span(contract: Contract, kpi: Kpi) -> Message:
    return message(_SPANS[kpi.every or contract.periods.every.value])


_SPANS = {
    "week": "every week", "four_weeks": "every four weeks", "month": "every month", "quarter": "every quarter",
    "half_year": "every half year",
    "year": "every year", "contract_year": "every contract year", "term": "over the whole term",
}  # fmt: skip


def _review(case: Case, kpi: Kpi) -> Iterator[Point]:
    said = _said(case, kpi)
    if said is None:
        if _years(case.contract.term.from_, case.contract.term.to) >= 1:
            yield weak(
                message("The term is longer than a year, and it is not said when the target is looked at again."),
                message("Add review: {by: a date} or {every: half_year}, to the KPI or to the contract."),
            )
    elif said.by is not None and said.by <= case.contract.effective:
        yield weak(
            message("Its target was to be looked at again by {day}, and this version is of {effective}: the next date is not "
                    "said.", day=said.by.isoformat(), effective=case.contract.effective.isoformat()),
            message("Write the next date."),
        )  # fmt: skip
    elif said.by is not None and said.by <= case.today:
        yield weak(
            message("The target was to be looked at again by {day}, and no version came after that.", day=said.by.isoformat()),
            message("Review it; write a new version with the next date, also where the target stays."),
        )
    else:
        yield good(_review_told(said))


def _said(case: Case, kpi: Kpi) -> TargetReview | None:
    return kpi.review or case.contract.review


def _review_told(said: TargetReview) -> Message:
    if said.by is not None:
        return message("Its target is looked at again by {day}.", day=said.by.isoformat())
    return message("Its target is looked at again {every}.", every=message(EVERY[said.every or "contract_year"]))


def _untouched(case: Case, name: Word, kpi: Kpi) -> Iterator[Point]:
    """C272 where an amendment passed a target by that was a year old; a weaker word where only the history is that long."""
    since = unchanged_since(case, name)
    last = case.contract.effective
    if _years(since, last) >= 1 and _said(case, kpi) is None:
        yield poor(
            "C272", name.at,
            message("Target and payments of '{kpi}' are unchanged since {since}, also by version {version} of {effective}.",
                    kpi=name, since=since.isoformat(), version=case.contract.version, effective=last.isoformat()),
            message("Look whether they still fit the service; say when they are looked at again ('review:')."),
        )  # fmt: skip
    elif _years(since, case.today) >= 1:
        yield weak(
            message("Target and payments are unchanged since {since}, over a year that was settled up to {until}.",
                    since=since.isoformat(), until=case.history.asked[-1].id if case.history else case.today.isoformat()),
            message("Look whether they still fit the service: targets follow it."),
        )  # fmt: skip


def unchanged_since(case: Case, name: Word) -> date:
    """The day since which a KPI measures, asks and pays the same, through how many versions ever."""
    since = case.contract.effective
    for version in reversed(case.agreement.versions):
        if name not in version.kpis or _terms(version.kpis[name]) != _terms(case.contract.kpis[name]):
            break
        since = version.effective
    return max(since, case.contract.term.from_)


def _terms(kpi: Kpi) -> list[object]:
    return [_plain(getattr(kpi, key)) for key in sorted(type(kpi).model_fields) if key not in NOT_THE_TARGET]


def _plain(value: object) -> object:
    """A value by what it says, and not by how or where it is written."""
    if isinstance(value, Noun):
        return [_plain(getattr(value, key)) for key in type(value).model_fields if key not in NOT_THE_TARGET]
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value) if field.name not in {"at", "text"}]
    if isinstance(value, Mapping):
        return [(str(key), _plain(item)) for key, item in sorted(value.items())]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def _years(start: date, end: date) -> int:
    """Whole years from one day to another."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
