"""``slacontract new``: a contract to begin with, every line of it commented."""

from __future__ import annotations

from pathlib import Path

import click

TEMPLATES = ("inbound-per-minute", "back-office-per-hour", "outbound-sales", "collections")


@click.command(short_help="Begin a contract from a commented template.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="FOLDER")
@click.option("--template", type=click.Choice(TEMPLATES), default=TEMPLATES[0], show_default=True, help="What it is about.")
@click.option("--client", default="Client S.A.", show_default=True, help="Who pays for the service.")
@click.option("--vendor", default="Vendor S.L.", show_default=True, help="Who runs it.")
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="ISO 4217 code.")
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="The contract's first calendar year.")
def new(path: Path, template: str, client: str, vendor: str, currency: str, year: int) -> None:
    """Write FOLDER with a contract (v1.yaml), measures to try it with (measures.csv) and a README.

    The name of the folder becomes the name of the contract. An existing file is never overwritten.
    """
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.workflow.beginnings import begin  # noqa: PLC0415

    values = {"client": client, "vendor": vendor, "currency": currency, "year": str(year)}
    outputs, findings = begin(path, template, values)
    if any_stops(findings):
        refuse(findings)
    for output in outputs:
        click.echo(f"Written: {output.path}")
    click.echo(f"\nNext: slacontract check {path}\n      slacontract settle {path}")
