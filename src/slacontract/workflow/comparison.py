"""From two arguments to a comparison: both sides read, the history beside them measured once, each version replayed on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.codes import Severity
from slacontract.comparison.compare import Comparison, History, compare, with_money
from slacontract.comparison.replay import comparable, in_force_alone
from slacontract.findings import Finding, any_stops
from slacontract.languages import Message, message
from slacontract.model.contract import Agreement
from slacontract.model.mixing import taking
from slacontract.settlement.wanted import never_measured, ready_made_faults
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder
from slacontract.workflow.runs import asked_among, read_folder_measures
from slacontract.workflow.sides import Side, two_sides

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.measures import Measures


@dataclass(frozen=True, slots=True)
class Over:
    """What the versions are replayed over: the last ``most`` periods or those asked for, of some files or those beside them."""

    most: int = 12
    asked: str | None = None
    files: tuple[Path, ...] = ()
    terms_only: bool = False


def compare_versions(old: str, new: str | None, rev: str | None, over: Over) -> tuple[Comparison | None, list[Finding]]:
    """Compare two versions, named as on the command line."""
    sides, findings = two_sides(old, new, rev)
    if sides is None:
        return None, findings
    before, after = sides
    comparison = compare(before.contract, after.contract)
    if not comparison.changes:
        return comparison, findings
    why = _without_money(before, after, over)
    if why is not None:
        return replace(comparison, told=(why,) if str(why) else ()), findings
    history, found = _history(before, after, over)
    if history is None:
        return None, [*findings, *found]
    return with_money(comparison, history), findings


def _without_money(old: Side, new: Side, over: Over) -> Message | None:
    """Why only the terms are compared; an empty message where that was asked for, None where there is a history."""
    if over.terms_only:
        return message("")
    if not comparable(old.contract, new.contract):
        return message("Periods, currency or coin differ, so the amounts of both versions cannot stand side by side.")
    if not over.files and old.contract.contract != new.contract.contract:
        return message("These are versions of two contracts; name the measures to replay both on with --measures.")
    if not over.files and not _folder(old, new).measures:
        return message("There are no measures beside the contract to replay the versions on; name some with --measures.")
    return None


def _folder(old: Side, new: Side) -> Folder:
    """Where the measures are: beside the new version, or beside the old where the new has none."""
    there = [side.folder for side in (new, old) if side.folder is not None]
    return next((folder for folder in there if folder.measures), there[0] if there else Folder(Path(), ()))


def _history(old: Side, new: Side, over: Over) -> tuple[History | None, list[Finding]]:
    """The periods and measures of both versions; each knows the columns that the other reads."""
    before, after = in_force_alone(old.contract, new.contract), in_force_alone(new.contract, old.contract)
    folder = _folder(old, new)
    others = (in_force_alone(other, after) for other in (*old.others, *new.others) if comparable(other, after))
    knowing = Agreement((*(taking(other, {"term": after.term}, other) for other in others), before, after))
    measures, findings = read_folder_measures(folder, knowing, over.files or None)
    if any_stops(findings):
        return None, findings
    periods, found = _periods(Agreement((after,)), measures, over)
    if any_stops(found):
        return None, [*findings, *found]
    findings += [*ready_made_faults(Agreement((before,)), measures), *ready_made_faults(Agreement((after,)), measures)]
    findings += never_measured(Agreement((after,)), measures)
    was, will, unfit = _with_events(folder, before, after, measures)
    told = tuple(f for f in (*findings, *unfit) if f.weight is not Severity.NOTE)
    return History(periods, was, will, told), []


def _periods(agreement: Agreement, measures: Measures, over: Over) -> tuple[tuple[str, ...], list[Finding]]:
    nothing = "The measures have no period of the term of either version."
    asked, findings = asked_among(agreement, measures.periods(), over.asked, nothing)
    chosen = tuple(period.id for period in asked)
    return (chosen if over.asked else chosen[-over.most :]), findings


def _with_events(
    folder: Folder, before: Contract, after: Contract, measures: Measures
) -> tuple[Measures, Measures, Sequence[Finding]]:  # fmt: skip
    """The measures of each version with the events beside them; with none, and that told, where they do not fit both."""
    was, misfits = with_folder_events(folder, Agreement((after, before)), measures)
    will, more = with_folder_events(folder, Agreement((before, after)), measures)
    unfit = tuple(dict.fromkeys((*misfits, *more)))
    if any_stops(unfit):
        left_out = [replace(f, what=f"{f.what} So events were left out of both versions.") for f in unfit if f.stops]
        return measures, measures, left_out[:1]
    return was, will, unfit
