"""C202, C207 and C232: windows over several periods, and figures that move."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from slacontract.catalogue.kpis import READY_MADE
from slacontract.checks.kpis.memory import contradiction
from slacontract.checks.terms import fits, how_measured, own_measured
from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.model.fields import unit_remedy
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.windows import Against, Earlier, Window
from slacontract.model.texts import Word
from slacontract.quantities.periods import MONTHS, SPAN_MONTHS
from slacontract.quantities.units import Unit

_LONGEST = 120
_EXAMPLES = {Unit.RATIO: "85%", Unit.SECONDS: "390 s"}


def windows(contract: Contract) -> Iterator[Finding]:
    """A window says over what it is judged, and what periods without a figure count as."""
    for name, kpi in contract.kpis.items():
        if kpi.window is None:
            continue
        yield from _length(kpi.window)
        yield from (_of_sums if kpi.window.how == "sums" else _of_mean)(name, kpi, kpi.window)


def _length(window: Window) -> Iterator[Finding]:
    at = window.place_of("periods")
    if isinstance(window.periods, int) and not 2 <= window.periods <= _LONGEST:
        yield contradiction(at, f"A window of {window.periods} periods is none.", f"Write 2 to {_LONGEST}, or delete the window.")
    if not isinstance(window.periods, int) and window.missing != "shorter":
        yield contradiction(window.place_of("missing"), f"'{window.periods}' so far has no number of periods to be missing.",
                            "Write 'missing: shorter', or a number of periods.", at)  # fmt: skip


def _of_sums(name: Word, kpi: Kpi, window: Window) -> Iterator[Finding]:
    at = window.place_of("how")
    if kpi.derived or READY_MADE in kpi.variant:
        what = "made of other KPIs" if kpi.derived else "measured ready-made"
        yield contradiction(at, f"'{name}' is {what}, and has no measures that could be added up.", "Write 'how: mean'.")
        return
    how = own_measured(kpi)
    fields = {str(field) for field in how.fields} if how else set()
    if window.value is not None:
        yield contradiction(
            window.value.at, "Sums are filled by figures of the measures.", "Write 'figures:' instead of 'value:'."
        )
    if window.missing == "filled" and fields:
        for field in sorted(fields - set(map(str, window.figures))):
            yield finding("C202", window.place, f"It is not said what '{field}' counts in a period that is filled.",
                          f"Add it to 'figures:', such as {{{field}: 0}}.")  # fmt: skip
    if window.figures and window.missing != "filled":
        yield contradiction(window.place_of("figures"), "Nothing is filled.", "Write 'missing: filled', or delete 'figures:'.")
    for field in (*window.figures, *window.used_once):
        if how is not None and str(field) not in fields:
            yield finding("C211", field.at, f"'{field}' is no measure of '{name}'.", nearest(str(field), fields))
    if window.used_once and (not kpi.pays or kpi.base_period == "next"):
        yield contradiction(window.place_of("used_once"), f"'{name}' costs no penalty in the period that could use them up.",
                            "Delete 'used_once:'.")  # fmt: skip


def _of_mean(name: Word, kpi: Kpi, window: Window) -> Iterator[Finding]:
    for key in ("figures", "used_once"):
        if window.says(key):
            yield contradiction(window.place_of(key), f"'{key}' is about measures, and the mean is of values.",
                                "Write 'how: sums', or delete it.")  # fmt: skip
    if window.missing == "filled" and window.value is None:
        yield finding(
            "C202", window.place, "It is not said which value a period has that is filled.", "Add 'value:', such as 99.9%."
        )
    elif window.missing != "filled" and window.value is not None:
        yield contradiction(window.value.at, "Nothing is filled.", "Write 'missing: filled', or delete 'value:'.")
    how = own_measured(kpi)
    if window.value is not None and how is not None and not fits(window.value.unit, how.unit):
        yield finding("C207", window.value.at, f"{name} is measured in {how.unit.value}, and '{window.value.text}' is not.",
                      unit_remedy(window.value, how.unit, "99.9%"))  # fmt: skip


def references(contract: Contract) -> Iterator[Finding]:
    """What a KPI is judged against is one figure, in its unit, and there in every period."""
    for name, kpi in contract.kpis.items():
        if kpi.against is not None:
            yield from _one_kind(name, kpi.against)
            yield from _figures(name, kpi, kpi.against)
            yield from _schedule(contract, kpi.against)
            yield from _other_kinds(contract, name, kpi, kpi.against)


def _one_kind(name: Word, against: Against) -> Iterator[Finding]:
    said = against.said
    if not said:
        yield finding("C202", against.place, f"It is not said what '{name}' is judged against.",
                      "Add one of value, schedule, glide, earlier, best.")  # fmt: skip
    for extra in said[1:]:
        yield contradiction(against.place_of(extra), f"'{name}' is judged against {said[0]} and {extra}.", "Keep one of them.",
                            against.place_of(said[0]))  # fmt: skip


def _figures(name: Word, kpi: Kpi, against: Against) -> Iterator[Finding]:
    how = own_measured(kpi)
    for figure in against.figures if how else ():
        assert how is not None
        if not fits(figure.unit, how.unit):
            yield finding("C207", figure.at, f"{name} is measured in {how.unit.value}, and '{figure.text}' is not.",
                          unit_remedy(figure, how.unit, _EXAMPLES.get(how.unit, "the bare number")))  # fmt: skip
        elif against.compared == "relative" and figure.value <= 0:
            yield contradiction(figure.at, f"Nothing is a percentage of {figure.text}.", "Write 'compared: difference'.",
                                against.place_of("compared"))  # fmt: skip


def _schedule(contract: Contract, against: Against) -> Iterator[Finding]:
    for before, after in pairwise(against.schedule):
        if after.from_ <= before.from_:
            yield contradiction(after.from_.at, f"{after.from_} does not come after {before.from_}.",
                                "Write the figures in the order of their days.", before.from_.at)  # fmt: skip
    first = max(contract.effective, contract.term.from_)
    if against.schedule and against.schedule[0].from_ > first:
        yield contradiction(against.schedule[0].from_.at, f"From {first} until then there is no figure.",
                            f"Begin the schedule on {first} or earlier.")  # fmt: skip


def _earlier_span(name: Word, kpi: Kpi, earlier: Earlier, contract: Contract) -> Iterator[Finding]:
    """What is judged at the end of a span has an earlier value as many periods before as whole spans have, and at no other."""
    length, months = MONTHS.get(contract.periods.every), SPAN_MONTHS.get(str(kpi.every))
    at, span = earlier.place_of("periods"), str(kpi.every).replace("_", " ")
    if length is None or months is None:
        yield contradiction(at, f"A {span} has no fixed number of periods, so nothing says how far back the one before lies.",
                            "Write another kind of figure, such as a schedule.", kpi.place_of("every"))  # fmt: skip
    elif earlier.periods % max(1, months // length):
        what = f"'{name}' has a value at the end of its {span} alone; 'periods: {earlier.periods}' points between two of them."
        remedy = f"Write {months // length} for the {span} before, or a multiple of it."
        yield contradiction(at, what, remedy, kpi.place_of("every"))


def _other_kinds(contract: Contract, name: Word, kpi: Kpi, against: Against) -> Iterator[Finding]:
    if against.glide and against.glide.periods < 1:
        yield contradiction(against.glide.place_of("periods"), "A glide over no period is a jump.", "Write 1 or more.")
    earlier, how = against.earlier, how_measured(kpi)
    if earlier and earlier.periods < 1:
        yield contradiction(earlier.place_of("periods"), "A value is not judged against itself.", "Write 1 or more.")
    if earlier and kpi.every is not None:
        yield from _earlier_span(name, kpi, earlier, contract)
    if earlier and (earlier.missing == "filled") != (earlier.value is not None):
        yield contradiction(earlier.place, "It is not said what holds where there is no earlier value.",
                            "Write 'missing: filled' with 'value:', or 'missing: not_judged' without.")  # fmt: skip
    if against.best and how is not None and how.better == "neither":
        yield contradiction(against.best.place, f"'{name}' has no better side, so that no value is the best.",
                            "Write 'better:', or another kind of figure.")  # fmt: skip
