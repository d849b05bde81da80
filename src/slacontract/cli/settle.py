"""``slacontract settle``: a month, a range or all, for one contract or a folder of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.settlement.settlement import Settlement


@click.command(short_help="Settle periods and write the workbook.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--period", metavar="PERIOD", help="2026-05, or a range 2026-01..2026-06. Without it: all that were measured.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, readable=False), default=Path("settlements"), show_default=True,
              metavar="FOLDER", help="Where workbooks are written.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the labels.")
def settle(path: Path, period: str | None, files: tuple[Path, ...], output: Path, language: Language) -> None:
    """Settle CONTRACT: a contract folder, or a folder of contracts.

    Writes one workbook for each contract and prints the result. A file that is there with other content is not overwritten.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.codes import Severity  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts, unwritable, write_outputs  # noqa: PLC0415
    from slacontract.workflow.runs import settle_folder, workbook_of  # noqa: PLC0415

    folders, findings = find_contracts(path)
    if len(folders) > 1 and files:
        raise click.UsageError("--measures goes with one contract; there are several here.")
    findings += unwritable(output)
    settled: list[Settlement] = []
    outputs = []
    for folder in folders:
        settlement, found = settle_folder(folder, period, files or None)
        findings += found
        if settlement is None:
            continue
        workbook, found = workbook_of(settlement, output, language)
        findings += found
        if workbook:
            settled.append(settlement)
            outputs.append(workbook)
    if any_stops(findings):
        refuse(findings)
    there = {o.path for o in outputs if o.path.exists()}
    unwritten = write_outputs(outputs)
    if unwritten:
        refuse(findings + unwritten)
    print_findings([f for f in findings if f.weight is not Severity.NOTE])  # `check` shows what the contract accepts
    for settlement, workbook in zip(settled, outputs, strict=True):
        _print(settlement, language)
        click.echo(f"{'Unchanged' if workbook.path in there else 'Written'}: {workbook.path}\n")


def _print(settlement: Settlement, language: Language) -> None:
    from slacontract.render.terminal import draw, line_rows, result_rows  # noqa: PLC0415

    rich = sys.stdout.isatty()
    contract = settlement.contract(settlement.asked[-1])
    title = f"{contract.contract} · {contract.title} · {contract.currency}"
    if len(settlement.asked) == 1:
        heads, rows = line_rows(settlement, language)
        click.echo(draw(title, heads, rows, left=3, rich=rich))
        title = ""
    heads, rows = result_rows(settlement, language)
    click.echo(draw(title, heads, rows, left=1, rich=rich))
