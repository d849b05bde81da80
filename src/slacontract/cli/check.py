"""``slacontract check``: everything that is wrong with a contract, before any month is settled."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(short_help="Find what is wrong with a contract.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="CONTRACT...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How findings are printed.")  # fmt: skip
def check(paths: tuple[Path, ...], form: str) -> None:
    """Check contracts: a version file, a contract folder, or a folder of contracts.

    Prints every finding with its line and column, and the remedy. Exit code 0: fine (there may be warnings); 1: findings.
    """
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.render.findings_text import write_findings, write_json  # noqa: PLC0415
    from slacontract.workflow.agreements import read_agreement  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts  # noqa: PLC0415

    findings = []
    sound = []
    for path in paths:
        folders, missing = find_contracts(path)
        findings += missing
        for folder in folders:
            agreement, found = read_agreement(folder)
            findings += found
            if agreement:
                sound += [f"{v.place.file}: {v.contract} version {v.version}, in force from {v.effective.isoformat()}, "
                          f"fingerprint {v.fingerprint}" for v in agreement.versions]  # fmt: skip
    if form == "json":
        click.echo(write_json(findings))
    else:
        if findings:
            click.echo(write_findings(findings), err=True)
        for line in sound:
            click.echo(line)
    sys.exit(1 if any_stops(findings) else 0)
