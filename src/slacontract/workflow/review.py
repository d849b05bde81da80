"""From a folder to a review: the contract and its history, then one section after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.findings import Finding, any_stops
from slacontract.model.contract import Agreement
from slacontract.review.case import Case
from slacontract.review.smart.card import card
from slacontract.review.smart.card import findings as smart_findings
from slacontract.settlement.wanted import wanted_by
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import RECORDS, read_bytes
from slacontract.workflow.runs import read_folder_measures, settle_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from slacontract.languages import Language
    from slacontract.model.measures import Measures
    from slacontract.render.review.told import Told
    from slacontract.settlement.draft import Compiled
    from slacontract.settlement.settlement import Settlement
    from slacontract.workflow.files import Folder

Read: TypeAlias = "tuple[Measures, list[Finding]]"
"""The measures beside a contract, and what was found in them."""
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
    read = read_folder_measures(folder, agreement, files)
    history, found = _settled(folder, agreement, read)
    if history is None:
        return None, findings + found
    latest = _of_the_last(folder, agreement, read, history, files)
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


def _settled(
    folder: Folder, agreement: Agreement, read: Read, versions: Mapping[int, Compiled] | None = None
) -> tuple[Settlement | None, list[Finding]]:
    """All that was measured, settled; ``versions`` as they were compiled before, for measures without events."""
    measures, found = read
    if not any_stops(found):
        measures, more = with_folder_events(folder, agreement, measures)
        found = found + more
    if any_stops(found):
        return None, found
    return settle_measures(agreement, measures, None, found, versions)


def _of_the_last(
    folder: Folder, agreement: Agreement, read: Read, history: Settlement, files: Sequence[Path] | None = None
) -> Settlement | None:
    """The history under the last version alone. Measures are read again only if that version reads them in another way."""
    if len(agreement.versions) == 1:
        return history
    last = alone(agreement)
    if wanted_by(last) != wanted_by(agreement):
        read = read_folder_measures(folder, last, files)
    return _settled(folder, last, read)[0]


def review_findings(
    folder: Folder, agreement: Agreement, read: Read | None, versions: Mapping[int, Compiled] | None
) -> list[Finding]:
    """What ``check`` prints of a review, settled with the measures that were read, if they can be."""
    history = latest = None
    unmeasured: list[Finding] = []
    if read is not None:
        history, told = _settled(folder, agreement, read, versions)
        if history is not None:
            latest = _of_the_last(folder, agreement, read, history)
            unmeasured = [found for found in told if found.code.id == "M321"]
    return unmeasured + smart_findings(Case(agreement, history, latest or history))
