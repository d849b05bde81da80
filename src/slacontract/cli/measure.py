"""``slacontract measure``: records to measures, under the contract's own definitions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from slacontract.languages import Language
    from slacontract.measuring.run import Run
    from slacontract.render.measures import Format


@click.command(short_help="Count records into the measures of a contract.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[RECORDS]...")
@click.option("--period", metavar="PERIOD", help="2026-05, or a range 2026-01..2026-06. Without it: all that the records reach.")
@click.option("--engine", metavar="URL", help="Count where the canonical tables already lie: spark:local[2], postgresql://…, "
              "snowflake://…")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "parquet"]), default="csv", show_default=True,
              help="Of the files of measures.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, readable=False), metavar="FOLDER",
              help="Where they are written; without it, the folder measures beside the contract.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Write in place of what was measured before, such as when records came late.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the report.")
def measure(  # noqa: PLR0913  # one for each option
    *,
    path: Path,
    files: tuple[Path, ...],
    period: str | None,
    engine: str | None,
    form: Format,
    output: Path | None,
    replace: bool,
    language: Language,
) -> None:
    """Count the records of CONTRACT, as its records.yaml declares them: those in its folder records, or RECORDS.

    Writes a file of measures for each period and kind of record, a data-quality report, and a manifest with the hash of every
    file, which a settlement then names as its origin.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.codes import Severity  # noqa: PLC0415
    from slacontract.findings import Position, any_stops, finding  # noqa: PLC0415
    from slacontract.workflow.counted_files import counted_files  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts, replace_outputs, unwritable, write_outputs  # noqa: PLC0415
    from slacontract.workflow.measuring import Wish, measure_folder  # noqa: PLC0415

    folders, findings = find_contracts(path)
    if len(folders) > 1:
        findings.append(finding("E501", Position(str(path)), "There are several contracts here.", "Name the folder of one."))
    if any_stops(findings):
        refuse(findings)
    folder = output or folders[0].path / "measures"
    findings += unwritable(folder)
    with _progress() as tell:
        run, found = measure_folder(folders[0], Wish(period, files, engine), tell)
    findings += found
    if run is None or any_stops(findings):
        refuse(findings)
    outputs = counted_files(run, folder, form, language)
    there = {o.path for o in outputs if o.path.exists()}
    unwritten = (replace_outputs if replace else write_outputs)(outputs)
    if unwritten:
        refuse(findings + unwritten)
    print_findings([f for f in findings if f.weight is not Severity.NOTE])
    _print(run, language)
    for one in outputs:
        click.echo(f"{'Replaced or unchanged' if one.path in there else 'Written'}: {one.path}")


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None] | None]:
    """A bar on a terminal; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn())
    with Progress(*columns, transient=True, console=_on_stderr()) as bar:
        task = bar.add_task("Measuring", total=100)

        def tell(what: str, percent: float) -> None:
            known = percent >= 0
            bar.update(task, description=what or "Measuring", total=100 if known else None, completed=percent if known else 0)

        yield tell


def _on_stderr() -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=True)


def _print(run: Run, language: Language) -> None:
    from slacontract.render.counted import counted_rows  # noqa: PLC0415
    from slacontract.render.terminal import draw  # noqa: PLC0415

    heads, rows = counted_rows(run, language)
    click.echo(draw(f"{run.agreement.name} · {run.agreement.latest.title}", heads, rows, left=2, rich=sys.stdout.isatty()))
