"""``slacontract explain``: why a line has its amount, from the clause back to the measures, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language


@click.command(short_help="Say in words how a line was computed.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.argument("line", metavar="LINE")
@click.option("--period", required=True, metavar="PERIOD", help="The period, such as 2026-05.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the sentences.")
def explain(path: Path, line: str, period: str, files: tuple[Path, ...], language: Language) -> None:
    """Explain LINE of CONTRACT: clause, measures, band, base, unrounded and rounded amount.

    LINE is a name from the Invoice sheet, such as billing.care or kpi.aht, or any name from the Calculation sheet.
    """
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.render.explanation import explain as told  # noqa: PLC0415
    from slacontract.render.explanation import unknown_line  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts  # noqa: PLC0415
    from slacontract.workflow.runs import settle_folder  # noqa: PLC0415

    if ".." in period:
        raise click.BadParameter("A line is explained for one period, such as 2026-05.", param_hint="--period")
    folders, findings = find_contracts(path)
    if len(folders) > 1:
        raise click.UsageError("Name one contract; there are several here.")
    if not folders:
        refuse(findings)
    settlement, findings = settle_folder(folders[0], period, files or None)
    if settlement is None:
        refuse(findings)
    text = told(settlement, settlement.asked[-1], line, language)
    if text is None:
        hint = unknown_line(settlement, settlement.asked[-1], line)
        raise click.BadParameter(f"There is no line '{line}' in {period}. {hint}", param_hint="LINE")
    click.echo(text)
