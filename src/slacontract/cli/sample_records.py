"""``slacontract sample-records``: invented records to try a contract with, and the truth they were made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.measuring.sample.plan import Form

FORMS = ("canonical", "genesys", "five9")


@click.command("sample-records", short_help="Invent realistic records for a contract.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--month", required=True, metavar="MONTH", help="The first month, such as 2026-03.")
@click.option("--months", type=click.IntRange(1, 24), default=1, show_default=True, help="How many months.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, other records; the same, the same."
)
@click.option("--per-day", type=click.IntRange(10, 200_000), default=300, show_default=True, metavar="CONTACTS",
              help="Contacts of the first queue on an average working day; the others have fewer.")  # fmt: skip
@click.option("--form", "forms", multiple=True, type=click.Choice(FORMS), default=("canonical",), show_default=True,
              help="How the calls are written. May be repeated.")  # fmt: skip
@click.option(
    "--flawed", is_flag=True, help="With duplicates, files that overlap, rows sent again, calls never hung up, exclusions."
)
@click.option("--chat", is_flag=True, help="With a desk of chats too, whose agents have several at once.")
@click.option("--outbound", is_flag=True, help="With a campaign too: a list of people, a dialler's calls, offers and sales.")
@click.option("--output", type=click.Path(path_type=Path, readable=False), required=True, metavar="FOLDER", help="A new folder.")
def sample_records(  # noqa: PLR0913  # one for each option
    *,
    path: Path,
    month: str,
    months: int,
    seed: int,
    per_day: int,
    forms: tuple[Form, ...],
    flawed: bool,
    chat: bool,
    outbound: bool,
    output: Path,
) -> None:
    """Invent records for the queues and sites of CONTRACT: contacts, agent states, schedules, surveys, scorecards, cases.

    truth.csv has the true counters they were made from. The same options give the same bytes on every machine.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.findings import any_stops  # noqa: PLC0415
    from slacontract.workflow.samples import Wish, sample_records  # noqa: PLC0415

    wish = Wish(month, months, seed, per_day, tuple(dict.fromkeys(forms)), flawed, chat, outbound)
    written, findings = sample_records(path, wish, output)
    if any_stops(findings):
        refuse(findings)
    print_findings(findings)
    for file in written:
        click.echo(f"Written: {file}")
