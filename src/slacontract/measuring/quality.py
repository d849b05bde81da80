"""The data-quality report: what was read, what of it does not count and why, what is missing or open, and what was taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gmpy2 import mpq

from slacontract.catalogue.counted import counted
from slacontract.catalogue.fields import field_name, field_unit
from slacontract.formula.figures import write_about, write_value
from slacontract.languages import Argument, Language, Message, message
from slacontract.measuring.counting.slots import midnight
from slacontract.measuring.counting.views import views
from slacontract.model.report import Report, Section
from slacontract.quantities.numbers import SECONDS_PER_HOUR
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.measuring.run import Part, Run
    from slacontract.measuring.sources.intake import Intake, TableIntake
    from slacontract.model.contract import Contract

MOST_LISTED: Final = 50
"""How many single records a section lists; it says how many there are."""


def quality_report(run: Run, language: Language) -> Report:
    """The report on one run. Instants are told in the zone of the contract."""
    said = _Said(language, ZoneInfo(str(run.agreement.latest.periods.timezone)))
    title = message("Data quality: {contract}, {periods}", contract=str(run.agreement.latest.title), periods=_span(run.parts))
    facts: tuple[tuple[Message, Argument], ...] = (
        (message("Contract"), run.agreement.name),
        (message("Time zone"), said.zone.key),
        (message("Counted by"), run.engine),
        *((message("Rule of the contract"), f"{key}: {rule}") for key, rule in counting_said(run.agreement.latest)),
    )
    tables = [table for table in run.intake.tables.values() if table.read]
    sections = [
        _files(run.intake, said), _elsewhere(run, said), _tables(tables, said), _left_out(tables, said), _outside(run, said),
        _stuck(tables, said), _gaps(run, tables), _members(run), _open_windows(run, said), _unknown(tables, said),
        _columns(tables), _exclusions(run, said), _doubt(run.parts, said), _not_there(run.parts), _totals(run, said),
    ]  # fmt: skip
    return Report(title, facts, tuple(section for section in sections if section.rows))


@dataclass(frozen=True, slots=True)
class _Said:
    """How figures and instants are written."""

    language: Language
    zone: ZoneInfo

    def count(self, number: int) -> str:
        return write_value(mpq(number), Unit.COUNT, self.language)

    def of_field(self, total: Fraction, name: str) -> str:
        return write_value(mpq(total), field_unit(name), self.language)

    def local(self, moment: datetime | None) -> str:
        return moment.replace(tzinfo=UTC).astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def counting_said(contract: Contract) -> list[tuple[str, str]]:
    """What the contract says under ``counting``, as it is written."""
    said = contract.counting
    if said is None:
        return []
    found = []
    for key in type(said).model_fields:
        value = getattr(said, key)
        if value is not None and key != "place":
            found.append((key, value if isinstance(value, str) else f"{value.over.text}, {value.treat}"))
    return found


def _span(parts: Sequence[Part]) -> str:
    periods = [period.id for _, mine, _ in parts for period in mine]
    return periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"


def _files(intake: Intake, said: _Said) -> Section:
    rows = tuple((file.name, file.table, file.sha256, said.count(file.rows)) for file in intake.files)
    heads = (message("File"), message("Table"), message("SHA-256"), message("Rows"))
    return Section(message("What was read"), message("Every file, with the hash of its bytes."), heads, rows, 3)


def _elsewhere(run: Run, said: _Said) -> Section:
    """Tables of an engine, and what was not looked at because nothing was read."""
    names = ("Table", "Name there", "First", "Last", "SHA-256 of its control figures", "Rows")
    heads = tuple(message(name) for name in names)
    rows = tuple(
        (one.table, one.source, said.local(one.first), said.local(one.last), one.figures, said.count(one.rows))
        for one in run.elsewhere
    )
    says = message(
        "These tables were counted where they lie. Looked at were columns and their types, rows with the same key, words that no "
        "measure counts, and durations below zero. Not looked at were rows that were left out when the tables were loaded, days "
        "without records, times in an order that cannot be, durations in another unit, and which single records last too long. "
        "The control figures are the number of rows, and of each column how many rows fill it, its least and greatest value and "
        "its sum; the same records give the same hash on every engine."
    )
    return Section(message("Tables on the engine"), says, heads, rows, 5)


def _tables(tables: Sequence[TableIntake], said: _Said) -> Section:
    heads = tuple(message(name) for name in ("Table", "First", "Last", "Rows read", "Rows kept"))
    rows = tuple(
        (t.table, said.local(t.first), said.local(t.last), said.count(t.read), said.count(t.kept)) for t in tables
    )  # fmt: skip
    says = message("Rows kept are those that can be counted; the next sections say what became of the others.")
    return Section(message("Tables"), says, heads, rows, 3)


def _left_out(tables: Sequence[TableIntake], said: _Said) -> Section:
    heads = (message("Table"), message("Why"), message("Such as"), message("Rows"))
    rows = tuple(
        (table.table, drop.reason, ", ".join(str(place) for place in drop.examples), said.count(drop.rows))
        for table in tables
        for drop in table.dropped
    )
    says = message("Rows that were read and do not count, by the rule that says so.")
    return Section(message("Left out"), says, heads, rows, 3, attention=True)


def _outside(run: Run, said: _Said) -> Section:
    heads = (message("Table"), message("Before the first period"), message("After the last period"))
    rows = tuple((one.table, said.count(one.before), said.count(one.after)) for one in run.outside)
    says = message(
        "Rows that were read and begin outside of the periods counted here. They count when their own period is measured."
    )
    return Section(message("Of other periods"), says, heads, rows, 1)


def _stuck(tables: Sequence[TableIntake], said: _Said) -> Section:
    heads = (message("Table"), message("Record"), message("Began"), message("Hours"))
    rows = tuple(
        (table.table, one.id, said.local(one.start), write_about(mpq(one.seconds) / SECONDS_PER_HOUR, Unit.HOURS, said.language))
        for table in tables
        for one in table.stuck[:MOST_LISTED]
    )
    says = message("Contacts and states that last longer than the contract believes; both parties look at them.")
    return Section(message("Too long to be true"), says, heads, rows, 3, attention=True)


def _gaps(run: Run, tables: Sequence[TableIntake]) -> Section:
    """The days of each period, and of none where they lie between two that are measured."""
    periods = run.agreement.schedule.periods()
    rows = tuple(
        (table.table, next((p.id for p in periods if p.start <= day < p.end), ""), day.isoformat())
        for table in tables
        for day in table.days_without[:MOST_LISTED]
    )
    says = message("Days between the first and the last record on which there is none.")
    heads = (message("Table"), message("Period"), message("Day"))
    return Section(message("Days without records"), says, heads, rows, 3, attention=True)


def _members(run: Run) -> Section:
    """Queues, sites and others that have records in some of the periods only."""
    periods = [period.id for period in run.periods]
    there: dict[tuple[str, str, str], set[str]] = {}
    for _, _, done in run.parts:
        for table in done.tables:
            for period, _, _, members in table.rows:
                for dimension, member in zip(table.dimensions, members, strict=True):
                    if member is not None:
                        there.setdefault((table.view, dimension, member), set()).add(period)
    rows = tuple(
        (view, dimension, member, ", ".join(p for p in periods if p not in found))
        for (view, dimension, member), found in sorted(there.items())
        if len(found) < len(periods)
    )
    says = message("Members that have records in some of these periods and none in others.")
    heads = (message("Table"), message("Dimension"), message("Member"), message("Periods without it"))
    return Section(message("Members that come and go"), says, heads, rows[:MOST_LISTED], 4, attention=True)


def _open_windows(run: Run, said: _Said) -> Section:
    """Figures that wait some hours after a contact: the last ones are not counted before the records go on that long."""
    found: dict[str, tuple[str, str, str]] = {}
    for _, periods, done in run.parts:
        for table in done.tables:
            look = done.looks.get(views()[table.view].of)
            for name in table.fields if look and look.last else ():
                hours = _window(name)
                if hours is None or look is None or look.last is None:
                    continue
                since, end = look.last - timedelta(hours=hours), midnight(periods[-1].end, said.zone.key)
                if since < end:
                    found[name] = (said.count(hours), said.local(since), said.local(end + timedelta(hours=hours)))
    rows = tuple((field_name(name), name, *told) for name, told in sorted(found.items()))
    says = message("What came last is not counted yet, for its window reaches beyond the records: measure again when they go on.")
    heads = tuple(message(name) for name in ("Figure", "Field", "Hours", "Open since", "Closed when records reach"))
    return Section(message("Open windows"), says, heads, rows, 3)


def _window(name: str) -> int | None:
    """The hours that must have passed before a contact counts for a field; None where it counts at once."""
    told = counted(name)
    hours = re.search(r"_([0-9]+)h$", name)
    return int(hours[1]) if told and hours and "open_for_s" in told.when else None


def _unknown(tables: Sequence[TableIntake], said: _Said) -> Section:
    heads = (message("Table"), message("Column"), message("Rows"), message("Share"))
    rows = tuple(
        (table.table, column, said.count(number), write_about(mpq(number, table.kept), Unit.RATIO, said.language))
        for table in tables
        for column, number in table.unknown.items()
        if number
    )
    says = message("Rows that do not say to whom or what they belong.")
    return Section(message("Unknown"), says, heads, rows, 2)


def _columns(tables: Sequence[TableIntake]) -> Section:
    heads = (message("Table"), message("Column"), message("What"))
    rows = tuple(
        (table.table, column, told)
        for table in tables
        for columns, told in (
            (table.empty, message("no row fills it")),
            (table.absent, message("no file has this heading")),
            (table.unused, message("nothing reads it")),
        )
        for column in columns
    )
    return Section(message("Columns"), message("Columns that are empty, absent or not read."), heads, rows, 3)


def _exclusions(run: Run, said: _Said) -> Section:
    heads = tuple(message(name) for name in ("Event", "Reason", "Of", "Rows taken out", "Taken out before by another"))
    reasons = {one.id: one.reason for one in run.exclusions}
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for _, _, done in run.parts:
        for one in done.removed:
            rows, before = sums.get((one.exclusion, one.view), (0, 0))
            sums[one.exclusion, one.view] = (max(rows, one.rows), max(before, one.before))
    rows_of = tuple(
        (ident, reasons.get(ident, ""), view, said.count(rows), said.count(before))
        for (ident, view), (rows, before) in sums.items()
    )
    says = message("What both parties take out of the records: accepted events, and how many rows each removes.")
    return Section(message("Excused events"), says, heads, rows_of, 3)


def _doubt(parts: Sequence[Part], said: _Said) -> Section:
    rows = tuple(
        (field_name(name), name, said.count(number)) for _, _, done in parts for name, number in sorted(done.doubt.items())
    )
    says = message("Rows of which nobody can say whether they count for a figure, or with what.")
    heads = (message("Figure"), message("Field"), message("Rows"))
    return Section(message("In doubt"), says, heads, rows, 2, attention=True)


def _not_there(parts: Sequence[Part]) -> Section:
    lacking = {one.field: one.of for _, _, done in parts for one in done.unmeasured}
    rows = tuple((field_name(name), name, of) for name, of in sorted(lacking.items()))
    says = message("Figures that the contract reads and these records do not hold.")
    heads = (message("Figure"), message("Field"), message("Table that would hold it"))
    return Section(message("Not in the records"), says, heads, rows, 3, attention=True)


def _totals(run: Run, said: _Said) -> Section:
    heads = (message("Figure"), message("Field"), message("Period"), message("Total"))
    rows = tuple(
        (field_name(name), name, period, said.of_field(total, name))
        for name, by_period in sorted(run.totals().items())
        for period, total in sorted(by_period.items())
    )
    return Section(message("Control totals"), message("Each figure over all members."), heads, rows, 3)
