"""The way from a folder to a settlement and its workbook: read, check, measure, settle, draw."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, any_stops, finding, nearest
from slacontract.settlement.settlement import Settlement
from slacontract.settlement.settlement import settle as settle_periods
from slacontract.settlement.wanted import never_measured, ready_made_faults, wanted_by
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder, Output, no_measures, read_bytes

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.model.contract import Agreement
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Compiled


def read_folder_measures(
    folder: Folder, agreement: Agreement, files: Sequence[Path] | None = None
) -> tuple[Measures, list[Finding]]:
    """Read the measures of a contract: the files named, or those that stand beside it."""
    from slacontract.parse.feed import read_feeds  # noqa: PLC0415
    from slacontract.parse.measures import read_measures  # noqa: PLC0415

    findings: list[Finding] = []
    feeds = None
    if folder.feed is not None:
        data, unread = read_bytes(folder.feed)
        feeds, found = (None, []) if unread else read_feeds(data, str(folder.feed))
        findings += unread + found
    contents = []
    for path in folder.measures if files is None else dict.fromkeys(files):
        data, unread = read_bytes(path)
        findings += unread
        contents.append((str(path), data))
    if not contents:
        findings.append(no_measures(folder))
    measures, found = read_measures(contents if not any_stops(findings) else (), feeds, wanted_by(agreement))
    if any_stops(findings):
        return measures, findings
    return _with_origin(folder, measures, findings + found)


def _with_origin(folder: Folder, measures: Measures, findings: list[Finding]) -> tuple[Measures, list[Finding]]:
    """The measures with the records that they were counted from, where manifests beside them say it."""
    from slacontract.parse.manifest import records_behind  # noqa: PLC0415

    read = [(path, *read_bytes(path)) for path in folder.manifests]
    unread = [fault for _, _, faults in read for fault in faults]
    records, found = records_behind([(str(path), data) for path, data, faults in read if not faults], measures.sources)
    return replace(measures, records=records), [*findings, *unread, *found]


_MONTH: Final = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})|([0-9]{1,2})[-/. ]([0-9]{4})")


def asked_periods(agreement: Agreement, measures: Measures, text: str | None) -> tuple[tuple[Period, ...], list[Finding]]:
    """The periods that ``2026-05``, ``2026-01..2026-06`` or nothing (all that were measured) ask for."""
    return asked_among(agreement, measures.periods(), text, "The measures have no period of this contract's term.")


def asked_among(
    agreement: Agreement, there: Collection[str], text: str | None, nothing: str
) -> tuple[tuple[Period, ...], list[Finding]]:
    """The periods that a text asks for; without one, all from the first to the last that is there, or else ``nothing``."""
    known = {p.id: p for p in agreement.schedule.periods()}
    at = agreement.latest.term.place
    if text is None:
        measured = sorted(known[name] for name in there if name in known)
        if not measured:
            return (), [finding("E504", at, nothing, "Add their rows.")]
        return tuple(p for p in known.values() if measured[0] <= p <= measured[-1]), []
    first, dots, last = text.partition("..")
    if dots and not (first and last):
        return (), [finding("E504", at, f"'{text}' has one end only.", f"Write both, such as {min(known)}..{max(known)}.")]
    last = last if dots else first
    first, last = _whole_or_part(first, known, 0), _whole_or_part(last, known, -1)
    unknown = next((name for name in (first, last) if name not in known), None)
    if unknown is not None:
        return (), [finding("E504", at, f"'{unknown}' is no period of this contract: they run from {min(known)} to "
                            f"{max(known)}.", _period_meant(unknown, list(known)))]  # fmt: skip
    chosen = tuple(p for p in known.values() if known[first] <= p <= known[last])
    if not chosen:
        return (), [finding("E504", at, f"'{text}' ends before it begins.", f"Write {last}..{first}.")]
    return chosen, []


def _whole_or_part(name: str, known: Mapping[str, Period], which: int) -> str:
    """The first or last part of a period that an amendment cuts, where the whole is asked for; the name itself otherwise."""
    parts = [period.id for period in known.values() if period.is_cut and period.id[:-1] == name]
    return parts[which] if parts else name


def _period_meant(text: str, known: Sequence[str]) -> str:
    """How to ask for what was probably meant: ``2026-5``, ``05/2026`` and ``2026`` have a proper spelling."""
    month = _MONTH.fullmatch(text.strip())
    if month:
        name = f"{month[1] or month[4]}-{int(month[2] or month[3]):02}"
        return f"Did you mean '{name}'?" if name in known else f"Ask for one of them, such as {known[0]}."
    year = [name for name in known if name.startswith(f"{text}-") and len(text) == 4]
    if year:
        return f"For the whole year write {year[0]}..{year[-1]}."
    close = nearest(text, known) if len(text) > 4 else ""
    example = f"{known[0]}..{known[min(2, len(known) - 1)]}"
    return close if close.startswith("Did") else f"Write one as {known[0]}, or several as {example}."


def settle_folder(
    folder: Folder, period: str | None = None, files: Sequence[Path] | None = None
) -> tuple[Settlement | None, list[Finding]]:
    """Settle one contract: read, check, measure, compute."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    measures, found = read_folder_measures(folder, agreement, files)
    if not any_stops(found):
        measures, more = with_folder_events(folder, agreement, measures)
        found += more
    findings += found
    if any_stops(findings):
        return None, findings
    return settle_measures(agreement, measures, period, findings)


def settle_measures(
    agreement: Agreement, measures: Measures, period: str | None, findings: list[Finding],
    versions: Mapping[int, Compiled] | None = None,
) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    """Settle a contract with measures that were read; ``findings`` are those of the way so far, none of which stops.

    ``versions`` are the contract's versions as they were compiled before, for measures of the same cells.
    """
    asked, found = asked_periods(agreement, measures, period)
    found += ready_made_faults(agreement, measures)
    if any_stops(found):
        return None, findings + found
    settlement, told = settle_periods(agreement, measures, asked, versions=versions)
    told = [*findings, *found, *told, *(never_measured(agreement, measures) if settlement else ())]
    return (replace(settlement, findings=tuple(told)) if settlement else None), told


def workbook_of(settlement: Settlement, folder: Path, language: Language) -> tuple[Output | None, list[Finding]]:
    """The workbook of a settlement, and where it goes: named after the contract and its periods."""
    from slacontract.render.workbook import write_workbook  # noqa: PLC0415  # XlsxWriter costs 70 ms
    from slacontract.render.workbook.book import WorkbookLimitError  # noqa: PLC0415

    first, last = settlement.asked[0], settlement.asked[-1]
    span = first.id if first == last else f"{first.id}_{last.id}"
    try:
        data = write_workbook(settlement, language)
    except WorkbookLimitError as fault:
        return None, [finding("W402", settlement.agreement.latest.place, f"The workbook cannot hold {fault}.",
                              "Settle fewer periods at a time, or split the contract.")]  # fmt: skip
    suffix = "" if language == "en" else f"_{language}"
    return Output(folder / f"{settlement.agreement.name}_{span}{suffix}.xlsx", data), []
