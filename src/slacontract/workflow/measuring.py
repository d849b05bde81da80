"""From records to measures: read, look, count, and say what was noticed on the way."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, any_stops, finding
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import count
from slacontract.measuring.counting.engines.embedded import Embedded, connect
from slacontract.measuring.counting.engines.engine import Refused
from slacontract.measuring.counting.exclusions import read_exclusions
from slacontract.measuring.counting.look import looks
from slacontract.measuring.counting.reads import read_of_contacts
from slacontract.measuring.counting.slots import by_period, local_day, within
from slacontract.measuring.counting.unsaid import unsaid
from slacontract.measuring.noticed import is_whole, noticed
from slacontract.measuring.outside import outside
from slacontract.measuring.run import Run
from slacontract.measuring.sources.intake import Intake
from slacontract.measuring.sources.load import Wish as Reading
from slacontract.measuring.sources.load import load
from slacontract.model.counting import Counting
from slacontract.model.measures import CONTACT, DAY, WEEK, Measures
from slacontract.parse.measures import read_measures
from slacontract.parse.records import read_records
from slacontract.render.measures import measures_bytes
from slacontract.settlement.of_intervals import dimensions_of_intervals
from slacontract.settlement.wanted import KnownFields, dimensions_read, fields_read, wanted_by
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.elsewhere import reached, refused
from slacontract.workflow.files import RECORDS, Folder, read_bytes
from slacontract.workflow.runs import asked_among
from slacontract.workflow.scorecards import add_evaluations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from slacontract.measuring.counting.engines.engine import Engine
    from slacontract.measuring.counting.look import Look
    from slacontract.model.contract import Agreement, Contract
    from slacontract.model.records import Records
    from slacontract.quantities.periods import Period

Progress = Callable[[str, float], None]
"""Takes what is being done, and how far it is, from 0 to 100."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: periods, files instead of those in the folder ``records``, and the engine where the tables lie."""

    period: str | None = None
    files: tuple[Path, ...] = ()
    engine: str | None = None
    fields: frozenset[str] | None = None
    """Other fields than those of the contract."""


def measure_folder(folder: Folder, wish: Wish, progress: Progress | None = None) -> tuple[Run | None, list[Finding]]:
    """Count the records of a contract. Nothing is written; with a finding that stops nothing is counted."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    with ExitStack() as held:
        spill = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="slacontract-")))
        if wish.engine is not None:
            return _elsewhere(folder, agreement, wish, findings, (held, progress))
        connection = held.enter_context(connect(spill=spill))
        if progress is not None:
            held.enter_context(watched(connection, progress))
        intake, found = _read(connection, folder, agreement, wish)
        findings += found
        if any_stops(findings):
            return None, findings
        return _counted(Embedded(connection), "DuckDB", agreement, intake, wish, findings)


def _elsewhere(
    folder: Folder, agreement: Agreement, wish: Wish, findings: list[Finding], watching: tuple[ExitStack, Progress | None]
) -> tuple[Run | None, list[Finding]]:  # fmt: skip
    """Count the tables of an engine where they lie."""
    url, fields = str(wish.engine), wish.fields or fields_read(agreement)
    there, found = reached(folder, url, fields, *watching)
    findings += found
    if there is None or any_stops(findings):
        return None, findings
    try:
        run, told = _counted(there.engine, there.name, agreement, Intake(), wish, findings)
    except Refused as fault:
        return None, [*findings, refused(url, fault)]
    return (replace(run, elsewhere=there.tables) if run else None), told


def measure_fields(folder: Folder, fields: frozenset[str]) -> tuple[Measures, list[Finding]]:
    """Any fields of the records of a contract, as measures; a field that they do not hold is not there."""
    run, findings = measure_folder(folder, Wish(fields=fields))
    if run is None:
        return Measures({}), findings
    wanted = wanted_by(run.agreement)
    known = KnownFields(fields_read(run.agreement) | fields)
    tables = [(f"{table.view}.csv", measures_bytes(table, "csv")) for _, _, done in run.parts for table in done.tables]
    return read_measures(tables, None, replace(wanted, fields=known))


def _read(
    connection: DuckDBPyConnection, folder: Folder, agreement: Agreement, wish: Wish
) -> tuple[Intake, list[Finding]]:  # fmt: skip
    """The canonical tables from files, as ``records.yaml`` declares them; scorecards become evaluations."""
    declaration = folder.path / RECORDS
    if not declaration.is_file():
        return Intake(), [_undeclared(folder)]
    data, unread = read_bytes(declaration)
    declared, findings = (None, unread) if unread else read_records(data, str(declaration))
    if declared is None:
        return Intake(), findings
    cards = {path for said in declared.scorecards.values() for pattern in said.files for path in _there(folder, str(pattern))}
    files = [path for path in (wish.files or _there(folder, "**/*")) if path not in cards]
    intake, found = load(connection, declared, files, _reading(agreement, folder, declared, wish.fields))
    findings += found
    if not any_stops(findings):
        more, found = add_evaluations(connection, folder.path, declared)
        tables = {
            name: replace(table, look=None) if more and name == EVALUATIONS else table for name, table in intake.tables.items()
        }
        intake = replace(intake, files=(*intake.files, *more), tables=tables)
        findings += found
    return intake, findings


EVALUATIONS: Final = "evaluations"


def _reading(agreement: Agreement, folder: Folder, declared: Records, fields: frozenset[str] | None) -> Reading:
    """How files are read. Records are listed from the length that the contract does not believe.

    Of contacts only what counts is read, unless something is taken out by members that the contract does not tell apart.

    The salt of customers' keys is new in each run: only whether two are the same counts, and nobody can guess it.
    """
    said = agreement.latest.counting or Counting()
    contacts = read_of_contacts(fields or fields_read(agreement), _told_apart(agreement))
    excused = any(source.table == "exclusions" or source.export == "exclusions" for source in declared.records.values())
    columns = None if excused else {"interactions": contacts}
    plain = Reading(salt=secrets.token_hex(16), folder=folder.path, columns=columns)
    contact, state = said.longest_contact, said.longest_state
    return replace(
        plain,
        longest_contact=int(contact.over.value) if contact else plain.longest_contact,
        longest_state=int(state.over.value) if state else plain.longest_state,
    )


def _there(folder: Folder, pattern: str) -> list[Path]:
    found = (folder.path / "records").glob(pattern)
    return sorted(path for path in found if path.is_file() and not path.name.startswith((".", "~")))


def _undeclared(folder: Folder) -> Finding:
    return finding(
        "R635",
        Position(str(folder.path)),
        "There is no records.yaml, which says what the records of this contract are.",
        "Write one: 'records: {calls: {profile: generic, table: interactions, files: [\"calls*.csv\"]}}', "
        "and put the files into the folder records.",
    )


def _counted(  # all that was read before
    engine: Engine, name: str, agreement: Agreement, intake: Intake, wish: Wish, findings: list[Finding]
) -> tuple[Run | None, list[Finding]]:
    """Count each period under the version that is in force in it."""
    at_hand = looks(engine, seen=intake.looks())
    if not at_hand:
        remedy = "Check the files or tables, and records.yaml."
        return None, [*findings, finding("R635", agreement.latest.place, "The records have no rows.", remedy)]
    periods, found = _periods(agreement, at_hand, wish.period)
    fields = wish.fields or fields_read(agreement)
    for version in agreement.versions:
        found += unsaid(version, fields, at_hand)
    if any_stops(found):
        return None, findings + found
    exclusions = read_exclusions(engine)
    parts = tuple(
        (
            version,
            mine,
            count(engine, _asked(agreement, fields, mine, wish), version.counting or Counting(), exclusions, seen=at_hand),
        )
        for version, mine in _by_version(agreement, periods)
    )
    told = [*findings, *found, *noticed(agreement, parts, fields, exclusions)]
    beyond = outside(engine, at_hand, by_period(periods, str(agreement.latest.periods.timezone)))
    return Run(agreement, intake, parts, exclusions, name, tuple(told), beyond), told


def _asked(agreement: Agreement, fields: frozenset[str], periods: Sequence[Period], wish: Wish) -> Asked:
    """What is asked of the records; fields that are asked for beside the contract are of intervals of the whole service."""
    wanted, zone = wanted_by(agreement), str(agreement.latest.periods.timezone)
    of_intervals = dict.fromkeys(wish.fields, frozenset[str]()) if wish.fields else dimensions_of_intervals(agreement, fields)
    return Asked(tuple(sorted(fields)), _told_apart(agreement), tuple(periods), zone, wanted.apart, of_intervals)


def _told_apart(agreement: Agreement) -> frozenset[str]:
    return dimensions_read(agreement) - {DAY, CONTACT, WEEK}


def _by_version(agreement: Agreement, periods: Sequence[Period]) -> Iterator[tuple[Contract, tuple[Period, ...]]]:
    """Each version with the periods that begin under it; none is cut by a version, for the calendar is cut there too."""
    for number, version in enumerate(agreement.versions):
        later = agreement.versions[number + 1 :]
        mine = tuple(
            p for p in periods if (version.effective <= p.start or not number) and not any(v.effective <= p.start for v in later)
        )
        if mine:
            yield version, mine


def _periods(
    agreement: Agreement, at_hand: Mapping[str, Look], text: str | None
) -> tuple[tuple[Period, ...], list[Finding]]:  # fmt: skip
    """The periods that are asked for; else all that the records of some table reach over, or touch where none is whole."""
    zone = str(agreement.latest.periods.timezone)
    slots = by_period(agreement.schedule.periods(), zone)
    spans = [(name, look.first, look.last) for name, look in at_hand.items() if look.first and look.last]
    touched = [(name, slot, first, last) for name, first, last in spans for slot in within(slots, first, last)]
    whole = {slot.period for name, slot, *span in touched if is_whole(name, slot, *span)}
    there = whole or {slot.period for _, slot, *_ in touched}
    reach = [local_day(moment, zone) for _, first, last in spans for moment in (first, last)]
    span = f" They run from {min(reach)} to {max(reach)}." if reach else ""
    return asked_among(agreement, there, text, f"The records have no period of this contract's term.{span}")


def watched(connection: DuckDBPyConnection, progress: Progress) -> ExitStack:
    """Tell now and then how far the query is that runs on a connection."""
    import threading  # noqa: PLC0415  # only where somebody watches

    done = threading.Event()

    def watch() -> None:
        while not done.wait(_PAUSE):
            progress("", max(connection.query_progress(), 0.0))

    thread = threading.Thread(target=watch, daemon=True)
    held = ExitStack()
    thread.start()
    held.callback(thread.join)
    held.callback(done.set)
    return held


_PAUSE: Final = 0.2
