"""C202 and C233: KPIs that are judged over a span of several periods, and the clauses that read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, cast

from slacontract.checks.whole.calendar import countable
from slacontract.findings import Finding, Position, finding
from slacontract.formula.nodes import references, walk
from slacontract.formula.text import Expression
from slacontract.formula.written import Previous, Window
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.figures import NamedFigure
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.gates import Gate
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.names import expressions, names_in
from slacontract.model.texts import Word
from slacontract.quantities.periods import MONTHS, SPAN_MONTHS, Schedule, SpanName

NAMES: Final = {
    "month": "month", "quarter": "quarter", "half_year": "half year", "contract_year": "contract year", "term": "term",
}  # fmt: skip
"""How spans are called in findings."""
_CHOICES: Final = "judged (over the periods that there are), not_judged"


def span_said(contract: Contract) -> Iterator[Finding]:
    """What is said of a span has a span; a KPI that is judged over one says what its percentages are of."""
    for name, kpi in contract.kpis.items():
        for key in ("base_over", "part_span"):
            if kpi.every is None and kpi.says(key):
                yield finding("C233", kpi.place_of(key), f"'{name}' says '{key}', and is judged in each period by itself.",
                              f"Delete '{key}', or add 'every:'.")  # fmt: skip
        fixed = isinstance(kpi.base, Base) and kpi.base.fixed is not None
        if kpi.every is not None and kpi.base is not None and not fixed and kpi.base_over is None:
            yield finding("C202", kpi.place, f"'{name}' is judged every {NAMES[kpi.every]}, and it is not said whether its "
                          "percentages are of the base of all of it.",
                          "Add 'base_over:'. Choices: span (all its periods), closing_period (its last period alone).",
                          kpi.place_of("every"))  # fmt: skip


def span_fits(contract: Contract) -> Iterator[Finding]:
    """A span is at least as long as a period, and one that the term cuts is judged or not as the contract says."""
    if not countable(contract):
        return
    for name, kpi in contract.kpis.items():
        if kpi.every is None:
            continue
        length = MONTHS.get(contract.periods.every, 0)
        if SPAN_MONTHS.get(kpi.every, 10_000) < length:
            yield finding("C233", kpi.place_of("every"), f"'{name}' is judged every {NAMES[kpi.every]}, and a period is a "
                          f"{contract.periods.every.value.replace('_', ' ')}.",
                          "Judge it over a span that is as long as a period or longer, or settle more often.",
                          contract.periods.place_of("every"))  # fmt: skip
        elif kpi.part_span is None and not _cutting(contract, kpi.every) and (part := _part(contract.schedule, kpi.every)):
            yield finding("C202", kpi.place, f"'{name}' is judged every {NAMES[kpi.every]}, and the term holds only the part "
                          f"from {part[0]} to {part[1]} of one.", f"Add 'part_span:'. Choices: {_CHOICES}.",
                          kpi.place_of("every"), contract.term.place)  # fmt: skip


def _part(schedule: Schedule, every: SpanName) -> tuple[date, date] | None:
    """The days of a span that the term holds a part of; None where it holds all of each."""
    for period in schedule.periods():
        if not schedule.is_whole(every, period):
            same = [p for p in schedule.periods() if p.span(every) == period.span(every)]
            return same[0].start, same[-1].last_day
    return None


def quarters_said(contract: Contract) -> Iterator[Finding]:
    """Where the quarters of the contract year are not those of the calendar, the contract says which it means."""
    if not countable(contract) or contract.periods.quarters is not None:
        return
    first = contract.periods.contract_year_from
    for noun, every in _with_spans(contract):
        months = SPAN_MONTHS.get(every, 12)
        if months < 12 and (first.day != 1 or (first.month - 1) % months):
            yield finding("C202", contract.periods.place, f"The {NAMES[every]} of the contract year, which begins on {first}, is "
                          "not that of the calendar, and it is not said which one is meant.",
                          "Add 'quarters:' under periods. Choices: calendar, contract_year.", noun.place_of("every"))  # fmt: skip
            return


def spans_cut_no_period(contract: Contract) -> Iterator[Finding]:
    """Where a period lies in two spans, the contract says to which it belongs."""
    if not countable(contract):
        return
    periods = contract.periods
    for noun, every in _with_spans(contract):
        asked_before = every == "contract_year" or SPAN_MONTHS[every] < MONTHS.get(periods.every, 0)
        if not asked_before and (day := _cutting(contract, every)):
            yield finding("C222", noun.place_of("every"), f"The {NAMES[every]} that begins on {day} cuts a period in two.",
                          "Say under periods by 'straddling:' to which such a period belongs: first_day, last_day, most_days.",
                          periods.place)  # fmt: skip
            return


def _cutting(contract: Contract, every: SpanName) -> date | None:
    """The first day of a span that begins within a period, where it is not said to which span such a period belongs."""
    schedule = contract.schedule
    if contract.periods.straddling is not None or every == "term":
        return None
    if contract.periods.quarters is None and schedule.contract_year_from.day != 1:
        return None  # which quarters are meant is asked first
    first, last = schedule.ordinal(every, contract.term.from_), schedule.ordinal(every, contract.term.to)
    days = (schedule.bounds(every, ordinal)[0] for ordinal in range(first + 1, last + 1))
    return next((day for day in days if not schedule.begins(day)), None)


def _with_spans(contract: Contract) -> Iterator[tuple[Noun, SpanName]]:
    """The clauses that count over a span of several periods."""
    nouns: list[Noun] = [*contract.kpis.values(), *(contract.limits or ()), *getattr(contract, "commitments", ())]
    nouns += [kpi.earn_back for kpi in contract.kpis.values() if kpi.earn_back is not None]
    for noun in nouns:
        every = getattr(noun, "every", None)
        if every in SPAN_MONTHS:
            yield noun, cast("SpanName", every)
    with_formulas: tuple[Kpi | NamedFigure, ...] = (*contract.kpis.values(), *contract.figures.values())
    for derived in with_formulas:
        if derived.formula is not None:
            windows = [node.since for node in walk(derived.formula.node) if isinstance(node, Window)]
            yield from ((derived, cast("SpanName", since)) for since in windows if since in SPAN_MONTHS)


def span_readers(contract: Contract) -> Iterator[Finding]:
    """What reads a KPI in each period cannot read one that has a value at the end of its span alone."""
    judged = {name: kpi for name, kpi in contract.kpis.items() if kpi.every is not None}
    for gate in contract.gates:
        held = [kpi for name, kpi in contract.kpis.items() if kpi.pays and (not gate.kpis or name in gate.kpis)]
        for name, at in _read_by(gate):
            read = judged.get(Word(name))
            if read is not None and any(kpi.every != read.every for kpi in held):
                yield _unread(f"The gate reads '{name}', which", at, read,
                              f"List under 'kpis:' only those that are judged every {NAMES[str(read.every)]}.")  # fmt: skip
    for name, line in contract.billing.items():
        guarantee = getattr(line, "guarantee", None)
        if guarantee is not None and guarantee.kpi in judged:
            yield _unread(f"The guarantee of '{name}' reads '{guarantee.kpi}', which", guarantee.kpi.at, judged[guarantee.kpi],
                          "Name a KPI that is judged in each period.")  # fmt: skip
    for name, kpi in contract.kpis.items():
        yield from _kpi_reads(name, kpi, judged)
        yield from _columns(contract, name, kpi)
        if kpi.every is not None and kpi.formula is not None:
            yield from _looks_back(contract, str(name), kpi, kpi.formula)
    yield from _reliefs(contract, judged)


def _columns(contract: Contract, name: Word, kpi: Kpi) -> Iterator[Finding]:
    """The two KPIs of a matrix are judged over the same time."""
    other = contract.kpis.get(kpi.matrix.columns_of) if kpi.matrix else None
    if kpi.matrix is None or other is None or other.every == kpi.every:
        return
    spans = [NAMES[str(k.every)] if k.every else "period" for k in (other, kpi)]
    yield finding("C233", kpi.matrix.columns_of.at, f"'{kpi.matrix.columns_of}' is judged every {spans[0]}, and '{name}' every "
                  f"{spans[1]}: their results do not meet.", "Write the same 'every:' in both.", other.place)  # fmt: skip


def _reliefs(contract: Contract, judged: dict[Word, Kpi]) -> Iterator[Finding]:
    """What a relief asks for has a value whenever what it relieves is judged."""
    relieved = [([kpi], relief) for kpi in contract.kpis.values() for relief in kpi.relief]
    relieved += [([kpi for name, kpi in contract.kpis.items() if kpi.pays and (not shared.kpis or name in shared.kpis)], shared)
                 for shared in contract.relief]  # fmt: skip
    for kpis, relief in relieved:
        for ref in references(relief.when.node) if relief.when else ():
            read = judged.get(Word(ref.id))
            if read is not None and relief.when is not None and any(kpi.every != read.every for kpi in kpis):
                yield _unread(f"The relief reads '{ref.id}', which", relief.when.at, read,
                              "Name a KPI that is judged as often as what is relieved.")  # fmt: skip


def _read_by(gate: Gate) -> Iterator[tuple[str, Position]]:
    """What a gate reads: the names of its condition, or the KPI of its table."""
    if gate.of is not None:
        yield str(gate.of), gate.of.at
    if gate.when is not None:
        yield from ((ref.id, gate.when.at) for ref in references(gate.when.node))


def _kpi_reads(name: Word, kpi: Kpi, judged: dict[Word, Kpi]) -> Iterator[Finding]:
    for source in kpi.sources:
        if source in judged:
            yield _unread(f"'{name}' is made of '{source}', which", getattr(source, "at", kpi.place), judged[source],
                          "Judge both in each period.")  # fmt: skip
    if kpi.every is None:
        return
    if kpi.sources:
        yield finding("C233", kpi.place_of("every"), f"'{name}' is made of other KPIs, and has no sums to be judged over.",
                      "Delete 'every'; a figure that reads its points can be the formula of a KPI with 'every'.")  # fmt: skip
    if kpi.window is not None:
        yield finding("C233", kpi.window.place, f"'{name}' is judged every {NAMES[kpi.every]}, and over a window of periods too.",
                      "Keep 'every' (judged once, at the end) or 'window' (judged in each period).",
                      kpi.place_of("every"))  # fmt: skip


def _looks_back(contract: Contract, name: str, kpi: Kpi, formula: Expression) -> Iterator[Finding]:
    """What is added up over a span is of one period at a time, and not of several already."""
    every = NAMES[str(kpi.every)]
    if any(isinstance(node, (Window, Previous)) for node in walk(formula.node)):
        yield finding("C233", kpi.place_of("every"), f"'{name}' is judged every {every}, and its formula looks back "
                      "by itself.", "Keep 'every', or the window in the formula.", formula.at)  # fmt: skip
    waiting, seen = [*names_in((formula,))], set[str]()
    while waiting:
        read = waiting.pop()
        figure = contract.figures.get(Word(read)) if read not in seen else None
        seen.add(read)
        said = tuple(expressions(figure)) if figure is not None else ()
        waiting += names_in(said)
        if figure is not None and any(isinstance(node, (Window, Previous)) for one in said for node in walk(one.node)):
            what = f"'{name}' adds up each {every}, and '{read}', which it reads, is of several periods already."
            yield finding("C233", kpi.place_of("every"), what,
                          f"Let it read what '{read}' is of in one period; or delete 'every'.", figure.place)  # fmt: skip


def _unread(what: str, at: object, kpi: Kpi, remedy: str) -> Finding:
    return finding("C233", at, f"{what} has a value only at the end of its {NAMES[str(kpi.every)]}.",  # type: ignore[arg-type]
                   remedy, kpi.place_of("every"))  # fmt: skip


def spans_of_versions(versions: Sequence[Contract]) -> Iterator[Finding]:
    """An amendment within a span does not change what is judged over it, unless the contract says what becomes of the part."""
    for before, after in pairwise(versions):
        if not countable(after):
            continue
        for version, other in ((after, before), (before, after)):
            for name, kpi in version.kpis.items():
                same = other.kpis.get(name)
                if kpi.every is None or (same is not None and same.every == kpi.every) or _between_spans(after, kpi.every):
                    continue
                if (kpi.part_span is None) if version is after else (kpi.part_span != "not_judged"):
                    yield _changed(name, kpi, after, ends=version is before)


def _between_spans(version: Contract, every: SpanName) -> bool:
    """Whether a span begins with a version."""
    schedule = version.schedule
    periods = schedule.periods()
    later = [p for p in periods if p.start >= version.effective]
    earlier = [p for p in periods if p.start < version.effective]
    return not later or not earlier or (later[0].span(every) != earlier[-1].span(every) and later[0].start == version.effective)


def _changed(name: Word, kpi: Kpi, after: Contract, *, ends: bool) -> Finding:
    span = NAMES[str(kpi.every)]
    if ends:
        return finding("C233", after.effective.at, f"From {after.effective} on '{name}' is no longer judged every {span}, and "
                       "that day lies within one, which nobody would judge.",
                       f"Let the version come into force with a {span}, or say 'part_span: not_judged' in the version before.",
                       kpi.place_of("every"))  # fmt: skip
    return finding("C202", kpi.place, f"'{name}' is judged every {span} from {after.effective} on, within one.",
                   f"Add 'part_span:'. Choices: {_CHOICES}.", kpi.place_of("every"))  # fmt: skip
