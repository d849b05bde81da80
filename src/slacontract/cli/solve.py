"""``slacontract solve``: the value that gives a wanted amount, or how far each result was from paying another way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language


@click.command(short_help="Find the value for a wanted amount, or the distance to the next band.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--want", metavar="AMOUNT=VALUE", help="What the periods shall sum up to: net=1100000, adjustments=0, kpi.aht=0.")
@click.option("--by", metavar="PLACE={A..B by C}", help="What is varied for it: 'billing.care.rate={0.40..0.46 by 0.0001}'.")
@click.option("--set", "changes", multiple=True, metavar="PLACE=VALUE", help="Another change. May be repeated.")
@click.option("--period", metavar="PERIOD", help="2026-05, or a range 2026-01..2026-06. Without it: all that was measured.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="For people, or for programs.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the answer.")
def solve(  # noqa: PLR0913  # one for each option
    *,
    path: Path,
    want: str | None,
    by: str | None,
    changes: tuple[str, ...],
    period: str | None,
    files: tuple[Path, ...],
    form: str,
    language: Language,
) -> None:
    """Find what it takes in CONTRACT.

    With --want and --by: at which value the periods sum up to the wanted amount. Without them: how many contacts, seconds or
    hours each result of the last period was away from paying another way, and what that was worth after limits and gates.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.codes import Severity  # noqa: PLC0415
    from slacontract.render.simulation import solved as shown  # noqa: PLC0415
    from slacontract.render.terminal import draw  # noqa: PLC0415
    from slacontract.workflow.simulating import Asked  # noqa: PLC0415
    from slacontract.workflow.solving import apart, solved  # noqa: PLC0415

    if bool(want) != bool(by):
        raise click.UsageError("--want and --by go together: the amount that is wanted, and what is varied for it.")
    asked = Asked(path, changes, period, files)
    if want and by:
        answer, findings = solved(asked, want, by)
        text = answer and (shown.answer_json(answer) if form == "json" else shown.answer_text(answer, language))
    else:
        found, findings = apart(asked)
        text = None
        if found:
            settlement, steps = found
            title = f"{settlement.agreement.name} · {settlement.asked[-1].id} · {settlement.agreement.latest.currency}"
            heads, rows = shown.distance_table(settlement, steps, language)
            text = shown.distance_json(steps) if form == "json" else draw(title, heads, rows, left=5, rich=False)
    if text is None:
        refuse(findings)
    print_findings([found for found in findings if found.weight is not Severity.NOTE])
    click.echo(text)
