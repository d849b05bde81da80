"""C248 and C253: clauses on several periods that can come into play within the term, and KPIs that are judged at all.

Repeats and earn-backs are played through the whole term: a KPI that fails in every period, and one that fails once and is good
from then on. What does not happen then, never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.model.agreed import Dated
from slacontract.model.billing.lines import Priced
from slacontract.model.fields import Noun
from slacontract.model.kpis.windows import DatedFigure
from slacontract.model.texts import Word
from slacontract.proofs.probe import Probe
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Point, Shape, shapes

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.formula.exact import Column
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.model.kpis.memory import Repeat
    from slacontract.proofs.asked import Asked
    from slacontract.quantities.periods import Period, SpanName

_MOST_STARTS: Final = 40
"""From so many periods on a single failure is tried; longer spans than that have no earn-back that differs."""


def repeats_can_happen(asked: Asked) -> Iterator[Proof]:
    """A KPI that fails in every period of the term reaches each of its repeats."""
    for shape in shapes(asked):
        for number, repeat in enumerate(shape.kpi.repeat if shape.whole else (), 1):
            yield from _repeat(shape, repeat, str(repeat.name or number))


def _repeat(shape: Shape, repeat: Repeat, name: str) -> Iterator[Proof]:
    failing = _failing(shape, repeat)
    if not _counts_alone(shape):
        return
    if not failing:
        if repeat.failure == "penalty":
            what = f"No result of {shape.name} costs a penalty, so nothing counts towards '{repeat.after.text}'."
            remedy = f"Write 'failure: target_missed', delete the repeat, or {accept('C248')}"
            best = max(shape.points, key=lambda point: -point.paid)
            yield proved("C248", repeat.place_of("failure"), what, remedy, by=shape.witness(best))
        return  # a target that nothing misses is told as such
    rule = f"{shape.ident}.{'repeat' if name == '1' else f'repeat_{name}'}"
    played = _played(shape, (f"{rule}.reached", f"{rule}.count"), [failing[0]] * len(shape.asked.schedule.periods()))
    if played is None or any(column.get(f"{rule}.reached") for _, column in played):
        return
    counts = [mpq(count) for _, column in played if (count := column.get(f"{rule}.count")) is not None]
    periods, most = len(played), int(max(counts, default=mpq(0)))
    what = f"'{repeat.after.text}' is never reached: {shape.name} can fail in all {periods} periods of the term, and at most "
    what += f"{most} failure{'s' * (most != 1)} count{'s' * (most == 1)} together."
    remedy = f"Write fewer failures, let the count go on longer, or {accept('C248')}"
    shown_by = _witness(shape, played, (f"{rule}.reached", f"{rule}.count"))
    yield proved("C248", repeat.after.at, what, remedy, *_why(shape, repeat), by=(shown_by,))


def _counts_alone(shape: Shape) -> bool:
    """Whether no version before has the KPI in another way: its failures would count on."""
    asked, name = shape.asked, Word(shape.outcome.kpi)
    before = asked.versions[: [version.version for version in asked.versions].index(asked.contract.version)]
    same = [version.kpis[name] for version in before if name in version.kpis]
    return all((kpi.every, kpi.each, kpi.payments) == (shape.kpi.every, shape.kpi.each, shape.kpi.payments) for kpi in same)


def _why(shape: Shape, repeat: Repeat) -> tuple[Position, ...]:
    """The other place that keeps the count low."""
    if repeat.restart == "contract_year":
        return (repeat.place_of("restart"),)
    return (shape.kpi.place_of("every"),) if shape.kpi.every else ()


def _failing(shape: Shape, repeat: Repeat) -> list[Point]:
    if repeat.failure == "penalty":
        return sorted((point for point in shape.points if point.paid < 0), key=lambda point: point.paid)
    return sorted((p for p in shape.points if p.column.get(shape.outcome.met) is False), key=lambda point: point.paid)


def _played(shape: Shape, rows: tuple[str, ...], points: Sequence[Point]) -> list[tuple[dict[str, mpq], Column]] | None:
    """The periods of the term, in each of which the KPI has a value, where it is judged then; no relief holds."""
    asked = shape.asked
    given_rows = frozenset([*shape.given(mpq(0)), f"{shape.ident}.excused"])
    probe = Probe(asked.compiled, asked.schedule, rows, given_rows)
    values = set(shape.given(mpq(0))) - {row for row in given_rows if ".base" in row.removeprefix(shape.ident)}
    inputs = []
    for period, point in zip(asked.schedule.periods(), points, strict=True):
        unknown = () if _is_judged(asked, shape.kpi, period) else tuple(values)
        inputs.append(probe.given(period, shape.given(point.value), unknown=unknown))
    columns = probe.months(inputs)
    return None if columns is None else list(zip(inputs, columns, strict=True))


def _is_judged(asked: Asked, kpi: Kpi, period: Period) -> bool:
    """Whether a period closes the span that the KPI is judged over."""
    if kpi.every is None:
        return True
    periods = asked.schedule.periods()
    return period.number == len(periods) or periods[period.number].span(kpi.every) != period.span(kpi.every)


def _witness(shape: Shape, played: Sequence[tuple[dict[str, mpq], Column]], rows: tuple[str, ...]) -> Witness:
    found = tuple({row: column.get(row) for row in rows} for _, column in played)
    return Witness(shape.asked.contract.version, tuple(given for given, _ in played), found)


def earn_backs_can_happen(asked: Asked) -> Iterator[Proof]:
    """A KPI that fails once and is good from then on is given something back."""
    for shape in shapes(asked):
        says = shape.kpi.earn_back
        if says is None or shape.kpi.target is None or not shape.whole or not _counts_alone(shape):
            continue
        at = says.good.at if says.good is not None else says.place_of("how")
        lost = [point for point in reversed(shape.rising) if point.paid < 0]  # from the mildest on
        good = [p for p in reversed(shape.rising) if p.column.get(shape.outcome.met) is True and p.paid >= 0]
        if not lost:
            what = f"No result of {shape.name} costs a penalty that could be given back."
            remedy = f"Delete the earn-back, or {accept('C248')}"
            yield proved("C248", says.place, what, remedy, by=shape.witness(shape.points[0]))
        elif good and says.how == "sums":
            if _judged_once(asked, shape.kpi, says.every) and not any(p.column.get(shape.outcome.met) for p in lost):
                yield _one_result(shape, at, says.every, lost[0])
        elif good and not _is_given_back(shape, good, lost[0]):
            span = says.every.replace("_", " ")
            clause = f"'{says.good.text}'" if says.good is not None else "The earn-back"
            what = f"{clause} gives nothing back: whichever period of the {span} fails, too few good ones are left in it."
            if says.good is None:
                what = f"{clause} gives nothing back: one failure keeps the mean of the {span} from the target."
            yield proved("C248", at, what, f"Write fewer good periods or a longer span, or {accept('C248')}",
                         says.place_of("every"), by=shape.witness(lost[0], max(good, key=lambda p: p.paid)))  # fmt: skip


def _one_result(shape: Shape, at: Position, every: str, lost: Point) -> Proof:
    span = every.replace("_", " ")
    what = f"{shape.name} is judged once in a {span}, and the {span} meets the target only if that result does: then there is no "
    what += "penalty to give back."
    return proved("C248", at, what, f"Write a longer span, or {accept('C248')}", by=shape.witness(lost))


def _judged_once(asked: Asked, kpi: Kpi, span: SpanName) -> bool:
    judged = [p.span(span) for p in asked.schedule.periods() if _is_judged(asked, kpi, p)]
    return len(judged) == len(set(judged))


def _is_given_back(shape: Shape, good: Sequence[Point], lost: Point) -> bool:
    """Whether a failure in one of the periods, all others being good, gives something back; also where it cannot be played."""
    periods = len(shape.asked.schedule.periods())
    row = f"{shape.ident}.earn_back.due"
    for start in range(min(periods, _MOST_STARTS)):
        played = _played(shape, (row,), [lost if number == start else good[0] for number in range(periods)])
        if played is None or any(column.get(row) for _, column in played):
            return True
    return False


def clauses_fit_the_term(asked: Asked) -> Iterator[Proof]:
    """Windows, references, ramps and reliefs begin and end within the term."""
    periods = len(asked.schedule.periods())
    for name, kpi in asked.contract.kpis.items():
        yield from _window(name, kpi, periods)
        yield from _against(asked, name, kpi, periods)
    yield from _reliefs(asked, periods)
    yield from _dates(asked)
    yield from _ramps(asked)


def _dates(asked: Asked) -> Iterator[Proof]:
    """Figures by date that begin after the term, wherever the contract lists them."""
    last = asked.contract.term.to
    for dated in _dated(asked.contract):
        if dated.from_ > last:
            what = f"What is said from {dated.from_} on never holds: the term ends on {last}."
            yield proved("C248", dated.from_.at, what, f"Correct the day, delete it, or {accept('C248')}",
                         asked.contract.term.place_of("to"))  # fmt: skip


def _dated(value: object) -> Iterator[Dated[object] | DatedFigure]:
    match value:
        case Dated() | DatedFigure():
            yield value
        case Noun():
            for key in type(value).model_fields:
                yield from _dated(getattr(value, key))
        case dict() | tuple():
            for item in value.values() if isinstance(value, dict) else value:
                yield from _dated(item)


def _ramps(asked: Asked) -> Iterator[Proof]:
    """Steps of a ramp that begin after the term."""
    for name, line in asked.contract.billing.items():
        passed = 0
        ramp = line.ramp if isinstance(line, Priced) else None
        since = ramp.from_ if ramp is not None else None
        if ramp is None or since is None:
            continue
        left = sum(period.start >= since for period in asked.schedule.periods())
        for step in ramp.steps:
            if passed >= left:
                what = f"'{name}' never pays {step.pays.text} by its ramp: the steps before take {passed} periods, and from "
                what += f"{since} the term has {left}."
                yield proved("C248", step.place, what, f"Shorten the steps, or {accept('C248')}")
            passed += int(step.periods)


def _window(name: Word, kpi: Kpi, periods: int) -> Iterator[Proof]:
    window = kpi.window
    if window is None or not isinstance(window.periods, int) or window.periods <= periods:
        return
    at = window.place_of("periods")
    if window.missing == "not_judged":
        what = f"{name} is never judged: its window wants {window.periods} periods, and the term has {periods}."
        yield proved("C253", at, what, f"Shorten the window, write 'missing: shorter', or {accept('C253')}")
    else:
        what = f"The window of {window.periods} periods never fills: the term has {periods}."
        yield proved("C248", at, what, f"Shorten the window, write 'periods: term', or {accept('C248')}")


def _against(asked: Asked, name: Word, kpi: Kpi, periods: int) -> Iterator[Proof]:
    against = kpi.against
    if against is None:
        return
    if against.earlier and against.earlier.periods >= periods and asked.contract.kpis[name].every is None:
        at, lag = against.earlier.place_of("periods"), against.earlier.periods
        if against.earlier.missing == "not_judged":
            what = f"{name} is never judged: it is compared with {lag} periods before, and the term has {periods}."
            yield proved("C253", at, what, f"Write fewer periods, or 'missing: filled' with a value, or {accept('C253')}")
        else:
            what = f"{name} is compared with {lag} periods before, and the term has {periods}: only the filled value ever counts."
            yield proved("C248", at, what, f"Write fewer periods, or 'value:' for a fixed baseline, or {accept('C248')}")
    glide = against.glide
    if glide is not None:
        left = sum(period.start >= glide.first for period in asked.schedule.periods())
        if left < glide.periods:
            what = f"{name} never gets to {glide.to.text}: from {glide.first} the term has {left} periods, and the way takes "
            what += f"{glide.periods}."
            yield proved("C248", glide.place_of("periods"), what, f"Shorten the way, or {accept('C248')}")


def _reliefs(asked: Asked, periods: int) -> Iterator[Proof]:
    own = [(name, relief) for name, kpi in asked.contract.kpis.items() for relief in kpi.relief]
    shared = [("all KPIs" if not relief.kpis else ", ".join(relief.kpis), relief) for relief in asked.contract.relief]
    term = asked.contract.term
    for name, relief in (*own, *shared):
        if relief.first is not None and relief.first >= periods:
            what = f"The relief of {name} holds always: it is for the first {relief.first} periods, and the term has {periods}."
            yield proved("C253", relief.place_of("first"), what, f"Write fewer periods, or {accept('C253')}")
        if relief.until is not None and relief.until >= term.to:
            what = f"The relief of {name} holds always: it ends on {relief.until}, and the term on {term.to}."
            yield proved("C253", relief.until.at, what, f"Write an earlier day, or {accept('C253')}", term.place_of("to"))
        if relief.until is not None and relief.until < term.from_:
            what = f"The relief of {name} never holds: it ends on {relief.until}, before the term begins on {term.from_}."
            yield proved("C248", relief.until.at, what, f"Correct the day, delete the relief, or {accept('C248')}",
                         term.place_of("from_"))  # fmt: skip
