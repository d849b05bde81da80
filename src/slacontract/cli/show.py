"""``slacontract show``: one version of a contract as a readable annex."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.workflow.show import Form


@click.command(short_help="Print a contract as a readable annex.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--format", "form", type=click.Choice(["markdown", "html"]), default="markdown", show_default=True,
              help="Text for any editor, or one page for the screen and for A4.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the annex.")
@click.option("--version", "number", type=int, metavar="N", help="The version to show; without it, the latest.")
@click.option("--on", "day", metavar="DATE", help="The version in force on a day, such as 2026-05-31.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures for the worked examples instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--terms-only", is_flag=True, help="Without worked examples and exposure.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE",
              help="File to write; Markdown has its pictures beside it. Without it, standard output.")  # fmt: skip
def show(  # noqa: PLR0913  # one for each option
    path: Path, form: Form, language: Language, number: int | None, day: str | None, files: tuple[Path, ...], output: Path | None,
    *, terms_only: bool,
) -> None:  # fmt: skip
    """Print CONTRACT as an annex: definitions, what is billed, what each KPI pays with its curve, gates, limits, tax.

    With measures beside the contract it ends with worked examples and with what can be won and lost.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts, write_outputs  # noqa: PLC0415
    from slacontract.workflow.show import Asked, annex_of, outputs_of  # noqa: PLC0415

    if number is not None and day is not None:
        raise click.UsageError("Give --version or --on, not both.")
    folders, findings = find_contracts(path)
    if len(folders) > 1:
        raise click.UsageError("Name one contract; there are several here.")
    if not folders:
        refuse(findings)
    asked = Asked(language, number, day, files, terms_only=terms_only)
    shown, findings = annex_of(folders[0], asked)
    if shown is None:
        refuse(findings)
    print_findings(findings)
    if output is None:
        click.echo(outputs_of(shown, form, language, None)[0].data.decode(), nl=False)
        return
    outputs = outputs_of(shown, form, language, output)
    if faults := write_outputs(outputs):
        refuse(faults)
    for written in outputs:
        click.echo(str(written.path))
