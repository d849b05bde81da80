"""The way from a folder to the annex of one version: read, check, choose, compute the examples, draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from slacontract.codes import Severity
from slacontract.findings import Finding, any_stops, finding
from slacontract.model.contract import Agreement
from slacontract.quantities.periods import read_date
from slacontract.render.annex.annex import annex
from slacontract.render.annex.at_stake import at_stake
from slacontract.render.annex.examples import worked
from slacontract.render.annex.voice import Voice
from slacontract.scenarios.exposure import exposure
from slacontract.scenarios.round_figures import round_figures
from slacontract.scenarios.worked_examples import worked_examples
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder, Output
from slacontract.workflow.runs import read_folder_measures, settle_measures

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.model.contract import Contract
    from slacontract.render.annex.document import Document, Section
    from slacontract.settlement.settlement import Settlement

Form: TypeAlias = Literal["markdown", "html"]
_ENDINGS: Final = {"markdown": ".md", "html": ".html"}


@dataclass(frozen=True, slots=True, kw_only=False)
class Asked:
    """Which annex is asked for: the language, one version by its number or by a day, the measures of its examples."""

    language: Language
    number: int | None = None
    day: str | None = None
    files: tuple[Path, ...] = ()
    terms_only: bool = False


def annex_of(folder: Folder, asked: Asked) -> tuple[Document | None, list[Finding]]:
    """The annex of one version of a contract; findings on the contract itself are those of ``check``.

    Measures beside the contract that cannot be settled leave it without examples, and their faults are warnings here.
    """
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    contract, found = _version(agreement, asked)
    if contract is None:
        return None, found
    until = Agreement(tuple(v for v in agreement.versions if v.version <= contract.version))
    if asked.terms_only:
        return annex(contract, asked.language), []
    if not asked.files and not folder.measures:
        return annex(contract, asked.language, _made_up(contract, asked.language)), []
    settlement, found = _settled(folder, until, asked.files)
    if asked.files and any_stops(found):
        return None, found
    told = [] if settlement is not None else [replace(f, severity=Severity.WARNING) for f in found if f.stops]
    return annex(contract, asked.language, _computed(contract, settlement, asked.language)), told


def _version(agreement: Agreement, asked: Asked) -> tuple[Contract | None, list[Finding]]:
    """The version asked for, or why there is none."""
    latest, versions = agreement.latest, agreement.versions
    if asked.number is not None:
        known = ", ".join(str(version.version) for version in versions)
        found = next((version for version in versions if version.version == asked.number), None)
        return found, [] if found else [
            finding("E501", latest.place, f"There is no version {asked.number} of this contract.", f"There are: {known}.")
        ]
    if asked.day is None:
        return latest, []
    day = read_date(asked.day)
    if day is None:
        return None, [finding("E504", latest.term.place, f"'{asked.day}' is no day.", "Write a day such as 2026-05-31.")]
    first, last = versions[0].effective, latest.term.to
    if not first <= day <= last:
        return None, [finding("E504", latest.term.place, f"No version is in force on {day}.",
                              f"Write a day from {first} to {last}.")]  # fmt: skip
    return agreement.in_force(day), []


def _settled(folder: Folder, agreement: Agreement, files: Sequence[Path]) -> tuple[Settlement | None, list[Finding]]:
    """The measured periods under the versions up to the one that is shown; none where the measures are not sound."""
    measures, findings = read_folder_measures(folder, agreement, files or None)
    if not any_stops(findings):
        measures, more = with_folder_events(folder, agreement, measures)
        findings += more
    if any_stops(findings):
        return None, findings
    return settle_measures(agreement, measures, None, findings)


def _computed(contract: Contract, settlement: Settlement | None, language: Language) -> list[Section]:
    """The sections that are computed from measures: worked examples, and the exposure."""
    if settlement is None or settlement.compiled[-1].contract.version != contract.version:
        return []
    voice = Voice(contract, language)
    sections = list(worked(voice, worked_examples(settlement)))
    if contract.kpis:
        sections.append(at_stake(voice, exposure(settlement)))
    return sections


def _made_up(contract: Contract, language: Language) -> list[Section]:
    """Worked examples of a contract that has no measures yet: on round figures of its first period, if that settles."""
    from slacontract.proofs.months import made_up  # noqa: PLC0415  # most contracts have measures

    alone = Agreement((contract.model_copy(update={"effective": contract.term.from_}),))
    measures = round_figures(made_up(alone), contract)
    settlement, _ = settle_measures(alone, measures, alone.schedule.periods()[0].id, [])
    if settlement is None:
        return []
    return list(worked(Voice(contract, language), worked_examples(settlement), made_up=True))


def outputs_of(document: Document, form: Form, language: Language, output: Path | None) -> list[Output]:
    """The files of an annex: the text, and for Markdown its pictures beside it; without a file, the text alone."""
    path = output or Path(f"annex{_ENDINGS[form]}")
    if form == "html":
        from slacontract.render.annex.html import html  # noqa: PLC0415  # jinja2 costs 60 ms

        return [Output(path, html(document, language).encode())]
    from slacontract.render.annex.markdown import markdown  # noqa: PLC0415
    from slacontract.render.annex.svg import svg  # noqa: PLC0415

    if output is None:
        return [Output(path, markdown(document).encode())]
    names = {drawn.name: f"{path.stem}-{drawn.name}.svg" for drawn in document.pictures}
    pictures = [Output(path.with_name(names[drawn.name]), svg(drawn.picture, alone=True).encode()) for drawn in document.pictures]
    return [Output(path, markdown(document, names).encode()), *pictures]
