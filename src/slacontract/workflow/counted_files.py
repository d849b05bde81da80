"""What one run of measuring leaves: files of measures by period and view, the data-quality report, and the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.measuring.counting.table import says_something
from slacontract.measuring.manifest import manifest_bytes
from slacontract.measuring.quality import counting_said, quality_report
from slacontract.model.manifest import LeftOut, Manifest, Records
from slacontract.model.measures import Source
from slacontract.render.measures import Format, measures_bytes
from slacontract.render.pages.report import report_page
from slacontract.workflow.files import MANIFEST, Output

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.measuring.run import Run
    from slacontract.measuring.sources.intake import Intake

QUALITY = ".data-quality.html"
INTERVALS = "intervals"
"""The view of which there may be several files: intervals of queues are others than those of sites."""


def counted_files(run: Run, folder: Path, form: Format, language: Language) -> list[Output]:
    """All files of a run; the same records under the same contract give the same bytes."""
    measures = list(_measures(run, folder, form))
    first, last = run.periods[0].id, run.periods[-1].id
    span = first if first == last else f"{first}_{last}"
    return [
        *measures,
        Output(folder / f"{span}{QUALITY}", report_page(quality_report(run, language), language)),
        Output(folder / f"{span}{MANIFEST}", manifest_bytes(_manifest(run, measures))),
    ]


def _measures(run: Run, folder: Path, form: Format) -> Iterator[Output]:
    for _, periods, done in run.parts:
        for period in periods:
            for table in done.tables:
                mine = {key: counts for key, counts in table.rows.items() if key[0] == period.id and says_something(key, counts)}
                grain = "" if table.grain == "period" else f"_by_{table.grain}"
                if mine:
                    apart = "".join(f"_by_{name}" for name in table.dimensions) if table.view == INTERVALS else ""
                    name = f"{period.id}_{table.view}{apart}{grain}.{form}"
                    yield Output(folder / name, measures_bytes(replace(table, rows=mine), form))


def _manifest(run: Run, measures: Sequence[Output]) -> Manifest:
    return Manifest(
        contract=run.agreement.name,
        versions=tuple((version.version, version.fingerprint) for version in run.agreement.versions),
        periods=tuple(period.id for period in run.periods),
        counting=tuple(counting_said(run.agreement.latest)),
        engine=run.engine,
        records=tuple(_records(run)),
        left_out=tuple(_left_out(run.intake)),
        measures=tuple(Source(output.path.name, hashlib.sha256(output.data).hexdigest()) for output in measures),
    )


def _records(run: Run) -> Iterator[Records]:
    """The files; or, on another engine, the tables that lie there."""
    for file in run.intake.files:
        yield Records(file.name, file.sha256, file.table, file.rows)
    for one in run.elsewhere:
        yield Records(f"{run.engine}: {one.source}", one.figures, one.table, one.rows)


def _left_out(intake: Intake) -> Iterator[LeftOut]:
    for table in intake.tables.values():
        for drop in table.dropped:
            yield LeftOut(table.table, drop.reason, drop.rows, str(drop.examples[0]) if drop.examples else "")
