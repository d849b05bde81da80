"""``slacontract diff``: what changed between two versions in meaning, for whom it is better, and what it is worth."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language

_DIFFERENT = 1
_TROUBLE = 2


@click.command(short_help="Say what changed between two versions, and what it is worth.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option(
    "--rev", metavar="REVISION", help="Compare OLD as it was at a revision of git (HEAD~1, or A..B) with how it is now."
)
@click.option("--periods", "most", type=click.IntRange(min=1), default=12, show_default=True, metavar="N",
              help="Replay both on the last N periods that were measured.")  # fmt: skip
@click.option("--period", "asked", metavar="PERIOD", help="Replay on 2026-05, or on a range 2026-01..2026-06, instead.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--terms-only", is_flag=True, help="Compare the terms, and replay nothing.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "html", "json"]), default="text", show_default=True,
              help="How the comparison is printed.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the comparison.")
def diff(  # noqa: PLR0913  # one for each option
    *,
    old: str,
    new: str | None,
    rev: str | None,
    most: int,
    asked: str | None,
    files: tuple[Path, ...],
    terms_only: bool,
    form: str,
    language: Language,
) -> None:
    """Compare two versions of a contract by what they mean, and by what each would have paid over the same periods.

    OLD and NEW are version files, contracts with the number of a version (contracts/acme@1), or either at a revision of git
    (HEAD~3:contracts/acme/v2.yaml). With OLD alone, its last version is compared with the one before.

    Exit code 0: both mean the same; 1: they differ; 2: they could not be compared.
    """
    if rev is not None and new is not None:
        raise click.UsageError("--rev compares one file or contract with itself; name no second one.")
    from slacontract.cli.report import print_findings  # noqa: PLC0415
    from slacontract.workflow.comparison import Over, compare_versions  # noqa: PLC0415

    comparison, findings = compare_versions(old, new, rev, Over(most, asked, files, terms_only))
    print_findings(findings)
    if comparison is None:
        click.echo("The versions could not be compared.", err=True)
        sys.exit(_TROUBLE)
    if form == "json":
        from slacontract.render.comparison.data import write_json  # noqa: PLC0415

        click.echo(write_json(comparison, language))
    elif form == "markdown":
        from slacontract.render.comparison.markdown import write_markdown  # noqa: PLC0415
        from slacontract.render.comparison.report import report_of  # noqa: PLC0415

        click.echo(write_markdown(report_of(comparison, language), language))
    elif form == "html":
        from slacontract.render.comparison.page import write_page  # noqa: PLC0415

        click.echo(write_page(comparison, language))
    else:
        from slacontract.render.comparison.text import write_text  # noqa: PLC0415

        click.echo(write_text(comparison, language, rich=sys.stdout.isatty()))
    sys.exit(0 if comparison.equal else _DIFFERENT)
