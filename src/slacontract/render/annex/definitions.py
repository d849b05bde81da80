"""The definitions of an annex: the measures that are counted, the KPIs, and the figures that the contract derives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from slacontract.catalogue.counted import counted
from slacontract.catalogue.definitions import catalogue
from slacontract.catalogue.fields import field_unit, is_base_field
from slacontract.catalogue.variants import READY_MADE
from slacontract.languages import message
from slacontract.model.contract import Agreement
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.units import Unit
from slacontract.render.annex.document import Block, Facts, Grid, Section, Text
from slacontract.render.annex.formulas import formula, rounding
from slacontract.render.annex.meanings import meaning
from slacontract.render.annex.phrases import scope
from slacontract.render.annex.reading import Reading
from slacontract.render.kpis.words import BETTER
from slacontract.settlement.reading.meaning import how_measured
from slacontract.settlement.wanted import fields_read

if TYPE_CHECKING:
    from slacontract.catalogue.definitions import KpiDefinition
    from slacontract.model.kpis.derived import Scorecard
    from slacontract.model.kpis.kpi import Kpi, ValueRounding
    from slacontract.model.tables import LookupTable
    from slacontract.render.annex.voice import Voice

_MEASURED_IN: Final = {
    Unit.COUNT: "a count", Unit.SECONDS: "seconds", Unit.HOURS: "hours", Unit.MONEY: "money", Unit.RATE: "a price",
    Unit.RATIO: "percent", Unit.NUMBER: "a plain number", Unit.DATE: "a day", Unit.MOMENT: "a time",
    Unit.FTE: "full-time equivalents", Unit.POINTS: "points", Unit.DAYS: "days", Unit.MINUTES: "minutes",
}  # fmt: skip

_IN: Final = {Unit.COUNT: "units that are counted", Unit.MONEY: "amounts of money"}


def definitions(voice: Voice) -> Section:
    """Everything that has a meaning of its own in the contract."""
    contract = voice.contract
    parts = [_measures(voice)]
    if contract.kpis:
        kpis = tuple(_kpi(voice, str(name), kpi) for name, kpi in contract.kpis.items())
        parts.append(Section("definitions.kpis", voice.say("KPIs"), "", (), kpis))
    if contract.figures:
        parts.append(Section("definitions.figures", voice.say("Figures that are derived"), "", (), tuple(_figures(voice))))
    if contract.tables:
        parts.append(Section("definitions.tables", voice.say("Tables"), "", (), tuple(_tables(voice))))
    parts += _calendars(voice)
    if contract.counting is not None:
        parts.append(Section("definitions.counting", voice.say("How records are counted"), "",
                             Reading(voice, contract.counting).rest()))  # fmt: skip
    return Section("definitions", voice.say("Definitions"), "", (), tuple(parts))


def _measures(voice: Voice) -> Section:
    """The measures that the contract reads: what each counts, in what, and its name in the files."""
    contract = voice.contract
    told = voice.say("What is measured in each period; sums of these, and nothing else, are what the contract computes with.")
    names = sorted(fields_read(Agreement((contract,))))
    from_records = contract.counting is not None
    heads = [voice.say("Measure"), voice.say("Unit"), voice.say("Name in the files")]
    rows = []
    for name in names:
        what = voice.field(name) if is_base_field(name) else voice.say("{name}, a measure of this contract", name=name)
        row = [what, voice.say(_MEASURED_IN.get(field_unit(name), "a count")), name]
        rows.append((*row, _from_records(name)) if from_records else tuple(row))
    if from_records:
        heads.append(voice.say("Counted from records"))
    blocks: list[Block] = [Text(told), Grid(tuple(heads), tuple(rows), texts=len(heads))]
    if contract.cases:
        blocks.append(
            Text(voice.say("Told apart case by case, by their ids: {cases}.", cases=voice.listed(map(str, contract.cases))))
        )
    if contract.attributes:
        blocks.append(_attributes(voice))
    return Section("definitions.measures", voice.say("Measures"), "", tuple(blocks))


def _from_records(name: str) -> str:
    how = counted(name)
    if how is None:
        return ""
    added = f"sum {how.sum}" if how.sum else f"distinct {how.distinct}" if how.distinct else ""
    return "; ".join(part for part in (how.view, how.when or how.snapshot, added) if part)


def _attributes(voice: Voice) -> Grid:
    rows = [(str(dimension), str(member), ", ".join(f"{key} {value}" for key, value in said.items()))
            for dimension, members in voice.contract.attributes.items() for member, said in members.items()]  # fmt: skip
    heads = (voice.say("Dimension"), voice.say("Member"), voice.say("Attributes"))
    return Grid(heads, tuple(rows), texts=3, caption=voice.say("Attributes of members"))


def _kpi(voice: Voice, name: str, kpi: Kpi) -> Section:
    definition = catalogue().get(kpi.kpi or "") if kpi.formula is None else None
    how = how_measured(kpi)
    blocks: list[Block] = [Text(_meaning(voice, kpi, definition))]
    if definition is not None and (rows := tuple(_variant(voice, kpi, definition))):
        blocks.append(Facts(rows))
    if kpi.derived:
        blocks += _derived(voice, kpi)
    elif READY_MADE in kpi.variant:
        blocks.append(Text(voice.say("It is delivered as a finished figure, in a column '{field}'.", field=str(kpi.kpi))))
    elif kpi.formula is not None:
        blocks.append(formula(voice, kpi.formula))
    else:
        blocks.append(formula(voice, how.node))
    told = [scope(voice, kpi), _rounding(voice, "It is rounded before it is compared: {how}.", kpi.rounded),
            _rounding(voice, "It is printed {how}; what is computed keeps all digits.", kpi.shown)]  # fmt: skip
    if kpi.rounded is None and not kpi.derived:
        told.insert(1, voice.say("Its exact value is compared, without rounding."))
    blocks.append(Text(" ".join(text for text in told if text)))
    if definition is not None and definition.use.least is not None and definition.use.cases is not None:
        advice = voice.say("The catalogue advises at least {least} {cases} for a judgement.", least=definition.use.least,
                           cases=definition.use.cases)  # fmt: skip
        blocks.append(Text(advice, note=True))
    return Section(f"definition.{name}", voice.kpi(name), str(kpi.clause), tuple(blocks))


def _meaning(voice: Voice, kpi: Kpi, definition: KpiDefinition | None) -> str:
    how = how_measured(kpi)
    means = definition.told.means if definition else message("A KPI of the contract's own.")
    unit = voice.say(_IN.get(how.unit, _MEASURED_IN[how.unit]))
    if definition is None and kpi.better is None:
        told = voice.say("{means} In {unit}.", means=means, unit=unit)
    else:
        told = voice.say("{means} In {unit}; {side}.", means=means, unit=unit, side=BETTER[how.better])
    if kpi.domain is not None:
        told += " " + voice.say("Values that it can have: {domain}.", domain=Reading(voice, kpi).told("domain"))
    return told


def _variant(voice: Voice, kpi: Kpi, definition: KpiDefinition) -> Iterator[tuple[str, str]]:
    """Each parameter that the contract chose, and what the choice means."""
    for name, said in kpi.variant.items():
        parameter = definition.variant.get(str(name))
        if parameter is None:
            continue
        choice = parameter.choices.get(str(said))
        means = _capital(voice.said(choice.means)) if choice else localised(voice, str(said))
        yield _capital(voice.said(parameter.means)), _with_figures(voice, kpi, means)


def _with_figures(voice: Voice, kpi: Kpi, text: str) -> str:
    """What a choice means, with the figures of the variant in place of the names of its parameters."""
    for name, said in kpi.variant.items():
        if "_" in name:
            text = text.replace(str(name), localised(voice, str(said)))
    return text


def localised(voice: Voice, text: str) -> str:
    """A figure of a variant; a word as it is."""
    try:
        return voice.figure(read_quantity(text))
    except TextFault:
        return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _derived(voice: Voice, kpi: Kpi) -> Iterator[Block]:
    if kpi.points_of:
        yield Text(
            voice.say("It is the sum of the points of {kpis}.", kpis=voice.listed(voice.kpi(name) for name in kpi.points_of))
        )
    if kpi.scorecard is not None:
        yield from _scorecard(voice, kpi.scorecard)


def _scorecard(voice: Voice, said: Scorecard) -> Iterator[Block]:
    reading = Reading(voice, said)
    yield Text(meaning(voice, said))
    rows = tuple((voice.kpi(name), voice.figure(weight)) for name, weight in reading.take("weights").items())
    yield Grid((voice.say("KPI"), voice.say("Weight")), rows)
    yield from reading.rest()


def _rounding(voice: Voice, text: str, rule: ValueRounding | None) -> str:
    if rule is None:
        return ""
    return voice.say(text, how=rounding(voice, rule.mode, rule.decimals))


def _figures(voice: Voice) -> Iterator[Section]:
    for name, noun in voice.contract.figures.items():
        reading = Reading(voice, noun, Unit(noun.unit))
        blocks: list[Block] = []
        title, clause = reading.take("title"), reading.take("clause")
        if said := reading.take("formula"):
            blocks.append(formula(voice, said))
        for key in ("members", "between", "rank", "during", "rounded"):
            part = reading.part(key)
            if part is not None and (means := meaning(voice, part.noun)):
                blocks.append(Text(means))
        blocks += reading.rest()
        yield Section(f"figure.{name}", f"{title} ({name})" if title else str(name), str(clause), tuple(blocks))


def _tables(voice: Voice) -> Iterator[Section]:
    for name, table in voice.contract.tables.items():
        reading = Reading(voice, table)
        title, clause = reading.take("title"), reading.take("clause")
        blocks = [*_lookup(voice, reading, table), *reading.rest()]
        yield Section(f"table.{name}", f"{title} ({name})" if title else str(name), str(clause), tuple(blocks))


def _lookup(voice: Voice, reading: Reading, table: LookupTable) -> Iterator[Grid]:
    of, unit = Unit(table.of), Unit(table.unit)
    heads = (voice.say("Value"), voice.say("Gives"))
    if steps := reading.take("steps"):
        yield Grid(heads, tuple((voice.interval(step.when, of), voice.figure(step.gives, unit)) for step in steps))
    if points := reading.take("points"):
        yield Grid(heads, tuple((voice.figure(point.at, of), voice.figure(point.gives, unit)) for point in points))
    if slabs := reading.take("slabs"):
        rows = tuple(
            (voice.figure(slab.up_to, of) if slab.up_to else voice.say("without end"), voice.figure(slab.rate)) for slab in slabs
        )
        yield Grid((voice.say("Up to"), voice.say("For each unit")), rows)


def _calendars(voice: Voice) -> Iterator[Section]:
    if not voice.contract.calendars:
        return
    parts = []
    for name, calendar in voice.contract.calendars.items():
        reading = Reading(voice, calendar)
        parts.append(Section(f"calendar.{name}", str(name), "", reading.rest()))
    yield Section("definitions.calendars", voice.say("Calendars"), "", (), tuple(parts))
