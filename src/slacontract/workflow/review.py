"""From a folder to a review: the contract and its history, then one section after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.findings import Finding, any_stops
from slacontract.model.contract import Agreement
from slacontract.review.case import Case
from slacontract.review.smart.card import card
from slacontract.review.smart.card import findings as smart_findings
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import RECORDS, read_bytes
from slacontract.workflow.runs import read_folder_measures, settle_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from slacontract.languages import Language
    from slacontract.render.review.told import Told
    from slacontract.settlement.settlement import Settlement
    from slacontract.workflow.files import Folder

QUICKLY_READ: Final = 4_000_000
"""Bytes of measures that `check` still settles; with more it looks at the contract alone, and only the review at the history."""

Section: TypeAlias = "Callable[[Case, Language], Told]"


def _smart(case: Case, language: Language) -> Told:
    from slacontract.render.review.smart import told_smart  # noqa: PLC0415  # jinja2 costs its time

    return told_smart(card(case), language)


def _exposure(case: Case, language: Language) -> Told:
    from slacontract.render.review.exposure import told_exposure  # noqa: PLC0415  # jinja2 costs its time
    from slacontract.scenarios.exposure import exposure  # noqa: PLC0415

    return told_exposure(exposure(case.latest, case.periods) if case.latest else None, language)


def _incentives(case: Case, language: Language) -> Told:
    from slacontract.render.review.incentives import told_incentives  # noqa: PLC0415  # jinja2 costs its time
    from slacontract.review.incentives.search import incentives  # noqa: PLC0415

    return told_incentives(incentives(case.latest, case.periods) if case.latest else None, language)


SECTIONS: Final[dict[str, Section]] = {"smart": _smart, "exposure": _exposure, "incentives": _incentives}
"""What a review has, in the order in which it is read, by the names of ``--section``."""


def coded(case: Case, wanted: Sequence[str]) -> list[Finding]:
    """What some sections found that has a code, with its place in the contract."""
    from slacontract.review.incentives.search import incentives  # noqa: PLC0415

    found = smart_findings(case) if "smart" in wanted else []
    if "incentives" in wanted and case.latest:
        found = [*found, *(one.finding for one in incentives(case.latest, case.periods))]
    return found


def drawn(case: Case, wanted: Sequence[str], form: str, language: Language) -> bytes:
    """Some sections of a review as text, HTML or JSON."""
    from slacontract.render.review.told import as_json, as_page, as_text  # noqa: PLC0415  # jinja2 costs its time

    told = [section(case, language) for name, section in SECTIONS.items() if name in wanted]
    if form == "html":
        return as_page(case, told, language)
    return (as_json(case, told) if form == "json" else as_text(case, told, language)).encode()


def case_of(folder: Folder, files: Sequence[Path] | None = None, periods: int = 12) -> tuple[Case | None, list[Finding]]:
    """A contract with its history, if measures stand beside it or are named; findings say what keeps it from being reviewed."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    if not (folder.measures if files is None else files):
        return Case(agreement, periods=periods, invalid_calls=_invalid_calls(folder)), findings
    history, found = _settled(folder, agreement, files)
    if history is None:
        return None, findings + found
    latest = history if len(agreement.versions) == 1 else _settled(folder, alone(agreement), files)[0]
    case = Case(agreement, history, latest or history, periods, _invalid_calls(folder))
    return case, findings + [f for f in found if f not in findings]


def _invalid_calls(folder: Folder) -> bool | None:
    """Whether the forms of mystery calls say which calls do not count; None without forms that can be read."""
    from slacontract.parse.records import read_records  # noqa: PLC0415  # only contracts with records have forms
    from slacontract.workflow.feedback import read_forms  # noqa: PLC0415

    path = folder.path / RECORDS
    if not path.is_file():
        return None
    data, unread = read_bytes(path)
    records = None if unread else read_records(data, str(path))[0]
    forms = [form for said in (records.scorecards.values() if records else ()) for form in read_forms(folder.path, said)[0]]
    mystery = [form for form in forms if form.kind == "mystery"]
    return all(form.invalid for form in mystery) if mystery else None


def alone(agreement: Agreement) -> Agreement:
    """The last version as if it had been in force from the first day."""
    last = agreement.latest
    return Agreement(
        (last.model_copy(update={"effective": type(last.effective)(*last.term.from_.timetuple()[:3]), "replaces": None}),)
    )


def _settled(folder: Folder, agreement: Agreement, files: Sequence[Path] | None) -> tuple[Settlement | None, list[Finding]]:
    measures, found = read_folder_measures(folder, agreement, files)
    if not any_stops(found):
        measures, more = with_folder_events(folder, agreement, measures)
        found += more
    if any_stops(found):
        return None, found
    settlement, told = settle_measures(agreement, measures, None, found)
    return settlement, told


def review_findings(folder: Folder, agreement: Agreement) -> list[Finding]:
    """What ``check`` prints of a review. Measures that cannot be settled are none: ``check`` is about the contract."""
    history = latest = None
    unmeasured: list[Finding] = []
    if folder.measures and sum(path.stat().st_size for path in folder.measures if path.is_file()) <= QUICKLY_READ:
        history, told = _settled(folder, agreement, None)
        if history is not None:
            latest = history if len(agreement.versions) == 1 else _settled(folder, alone(agreement), None)[0]
            unmeasured = [found for found in told if found.code.id == "M321"]
    return unmeasured + smart_findings(Case(agreement, history, latest or history))
