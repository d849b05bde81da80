"""``slacontract review``: the report card of a contract, KPI by KPI, held against its own history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language


@click.command(short_help="Judge the KPIs of a contract, with reasons and remedies.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--format", "form", type=click.Choice(["text", "html", "json", "findings"]), default="text",
              show_default=True, help="How it is told; findings: only what has a code, as 'check' prints it.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the review.")
@click.option("--section", "wanted", multiple=True, metavar="NAME", help="Only this section, such as smart. May be repeated.")
@click.option("--last", type=click.IntRange(min=1), default=12, show_default=True, metavar="PERIODS",
              help="How many of the last periods are looked at.")  # fmt: skip
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Write it to a file instead of printing it.")  # fmt: skip
def review(  # one for each option
    *, path: Path, form: str, language: Language, wanted: tuple[str, ...], last: int, files: tuple[Path, ...], output: Path | None
) -> None:
    """Review CONTRACT: a version file or a contract folder, with the measures beside it.

    The last version is held against every period that was measured. Exit code 0 whatever the verdicts are; what 'check' prints
    of them can be accepted in the contract.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.workflow.files import Output, find_contracts, write_outputs  # noqa: PLC0415
    from slacontract.workflow.review import SECTIONS, case_of, coded, drawn  # noqa: PLC0415

    unknown = next((name for name in wanted if name not in SECTIONS), None)
    if unknown is not None:
        raise click.BadParameter(f"'{unknown}' is no section. Choices: {', '.join(SECTIONS)}.", param_hint="--section")
    folders, findings = find_contracts(path)
    if len(folders) > 1:
        raise click.UsageError("Name one contract; there are several here.")
    if not folders:
        refuse(findings)
    case, found = case_of(folders[0], files or None, last)
    if case is None:
        refuse([*findings, *found])
    if form == "findings":
        print_findings([*findings, *found, *coded(case, wanted or tuple(SECTIONS))])
        return
    data = drawn(case, wanted or tuple(SECTIONS), form, language)
    print_findings([*findings, *found])
    if output is None:
        click.echo(data.decode())
        return
    unwritten = write_outputs([Output(output, data)])
    if unwritten:
        refuse(unwritten)
    click.echo(f"Written: {output}")
