"""Records that lie on an engine: reached by a URL, found as ``records.yaml`` names them, and looked over before counting."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.measuring.counting.engines.engine import Refused
from slacontract.measuring.counting.engines.places import HERE
from slacontract.measuring.counting.engines.watched import Watched
from slacontract.measuring.counting.inspected import Inspected, inspected
from slacontract.measuring.counting.needed import tables_needed
from slacontract.parse.records import read_records
from slacontract.workflow.engines import Asked, opened, without_secrets
from slacontract.workflow.files import RECORDS, Folder, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from slacontract.findings import Position
    from slacontract.measuring.counting.engines.engine import Elsewhere


class Reached:
    """An engine with its tables: what it is called, and what a look at their contents gave."""

    def __init__(self, engine: Elsewhere, name: str, tables: tuple[Inspected, ...]) -> None:
        self.engine, self.name, self.tables = engine, name, tables


def reached(
    folder: Folder, url: str, fields: Iterable[str], held: ExitStack, progress: Callable[[str, float], None] | None
) -> tuple[Reached | None, list[Finding]]:
    """The engine behind a URL with the tables that these fields are counted from; None with what is wrong."""
    named, findings = _named(folder)
    if findings:
        return None, findings
    engine, name, findings = opened(Asked(url, tables_needed(fields), named, folder.path), held)
    if engine is None:
        return None, findings
    if not engine.sources:
        return None, [_no_tables(name, fields)]
    watched = Watched(engine, progress) if progress else engine
    try:
        tables, findings = inspected(watched, {table: at for table, (_, at) in named.items()})
    except Refused as fault:
        return None, [refused(url, fault)]
    return Reached(watched, name, tables), findings


def _named(folder: Folder) -> tuple[dict[str, tuple[str, Position]], list[Finding]]:
    """Where ``records.yaml`` says that tables lie; nothing where there is none."""
    declaration = folder.path / RECORDS
    if not declaration.is_file():
        return {}, []
    data, unread = read_bytes(declaration)
    declared, findings = (None, unread) if unread else read_records(data, str(declaration))
    return ({str(table): (str(name), name.at) for table, name in declared.tables.items()} if declared else {}), findings


def _no_tables(name: str, fields: Iterable[str]) -> Finding:
    needed = ", ".join(sorted(tables_needed(fields) - {"exclusions", "interval_stats"}))
    return finding("R636", HERE, f"{name} has none of the tables that this contract is counted from: {needed}.",
                   "Make them there as tables or views; or say under 'tables' in records.yaml what they are called, "
                   "and where they lie with ?schema= in the URL.")  # fmt: skip


def refused(url: str, fault: Refused) -> Finding:
    """A query that an engine did not answer."""
    remedy = "Check the rights of the user, limits of time and memory there, and that the tables do not change meanwhile."
    return finding("R636", HERE, f"The engine stopped at a query: {without_secrets(str(fault), url)}.", remedy)
