"""``slacontract check``: everything that is wrong with a contract, before any month is settled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.render.findings_forms import Form


@click.command(short_help="Find what is wrong with a contract.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="CONTRACT...")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]),
              help="How findings are printed.  [default: text]")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True,
              help="With sarif: language of the pages that explain the findings.")  # fmt: skip
def check(paths: tuple[Path, ...], form: Form | None, language: Language) -> None:
    """Check contracts: a version file, a contract folder, or a folder of contracts.

    Prints every finding with its line and column, and the remedy. Exit code 0: fine (there may be warnings); 1: findings.
    """
    from slacontract.cli.report import form_of_findings  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.render.findings_forms import write  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts  # noqa: PLC0415
    from slacontract.workflow.verdict import verdict  # noqa: PLC0415

    located = [find_contracts(path) for path in paths]
    findings = [found for _, missing in located for found in missing]
    sound = []
    for folder in dict.fromkeys(folder for folders, _ in located for folder in folders):  # two versions name one contract
        agreement, found = verdict(folder)
        findings += found
        if agreement:
            sound += [f"{v.place.file}: {v.contract} version {v.version}, in force from {v.effective.isoformat()}, "
                      f"fingerprint {v.fingerprint}" for v in agreement.versions]  # fmt: skip
    asked = form or form_of_findings()
    if text := write(findings, asked, language):
        click.echo(text, err=asked == "text")
    if asked in {"text", "github"}:
        for line in sound:
            click.echo(line)
    sys.exit(1 if any_stops(findings) else 0)
