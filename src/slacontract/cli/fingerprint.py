"""``slacontract fingerprint``: the versions of a contract, when each is in force, and whether their chain holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language


@click.command(short_help="Print the versions of a contract and their fingerprints.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="CONTRACT...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How the chain is printed.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the table.")
def fingerprint(paths: tuple[Path, ...], form: str, language: Language) -> None:
    """Print the chain of each CONTRACT: number, days in force, the version that is replaced, fingerprint.

    The fingerprint is of what a version says: comments, layout and the order of keys do not count, every value does.
    Exit code 0: the chain is closed; 1: it is not, and the findings say where.
    """
    from slacontract.cli.report import print_findings  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.render.comparison.chain import write_chain, write_chain_json  # noqa: PLC0415
    from slacontract.workflow.chains import read_chain  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts  # noqa: PLC0415

    findings, chains = [], []
    for path in paths:
        folders, missing = find_contracts(path)
        findings += missing
        for folder in folders:
            links, found = read_chain(folder)
            findings += found
            chains += [links] if links else []
    print_findings(findings)
    if form == "json":
        click.echo(write_chain_json(chains))
    elif chains:
        click.echo("\n\n".join(write_chain(links, language) for links in chains))
    sys.exit(1 if any_stops(findings) else 0)
