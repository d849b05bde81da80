"""``slacontract feedback``: what quality evaluations and mystery calls say of each agent, campaign or team."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.measuring.feedback.report import By


@click.command(short_help="Report quality evaluations and mystery calls, strengths first.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--by", type=click.Choice(["agent", "campaign", "team", "site", "queue"]), required=True, help="Whom it is about.")
@click.option("--period", required=True, metavar="PERIOD", help="2026-03, or another period of the contract.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the report.")
@click.option("--pseudonyms", is_flag=True,
              help="Show codes for people. Where records.yaml says 'pseudonyms: required', they are shown always.")  # fmt: skip
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["html", "xlsx"]),
    default=("html", "xlsx"),
    show_default=True,
    help="What to write. May be repeated.",
)
@click.option("--apart", is_flag=True, help="One file for each member, to hand out.")
@click.option("--no-comments", is_flag=True, help="Leave out what evaluators wrote.")
@click.option("--output", type=click.Path(path_type=Path, readable=False), default=Path("feedback"), show_default=True,
              metavar="FOLDER", help="Where reports are written.")  # fmt: skip
def feedback(  # noqa: PLR0913  # one for each option
    *,
    path: Path,
    by: By,
    period: str,
    language: Language,
    pseudonyms: bool,
    formats: tuple[str, ...],
    apart: bool,
    no_comments: bool,
    output: Path,
) -> None:
    """Report the scorecards of CONTRACT: a contract folder, or a folder with records.yaml.

    With codes, the key is made once as pseudonyms.key beside records.yaml; keep it away from those who read the reports.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.workflow.feedback import Wish  # noqa: PLC0415
    from slacontract.workflow.feedback import feedback as report_on  # noqa: PLC0415
    from slacontract.workflow.files import unwritable, write_outputs  # noqa: PLC0415

    findings = unwritable(output)
    wish = Wish(by, period, language, pseudonyms, tuple(dict.fromkeys(formats)), apart, not no_comments)
    outputs, report, found = report_on(path, wish, output)
    findings += found
    if report is None or any_stops(findings):
        refuse(findings)
    there = {o.path for o in outputs if o.path.exists()}
    unwritten = write_outputs(outputs)
    if unwritten:
        refuse(findings + unwritten)
    print_findings(findings)
    click.echo(f"{report.evaluations} scorecards, {len(report.members)} by {by}, {report.span.id}")
    for made in outputs:
        click.echo(f"{'Unchanged' if made.path in there else 'Written'}: {made.path}")
