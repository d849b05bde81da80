"""``slacontract simulate``: what if. Other terms or figures over the history, value by value, or a year drawn at random."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.languages import Language
    from slacontract.workflow.simulating import Asked, Draw

    Shown = tuple[str | None, list[Finding]]


@click.command(short_help="Try changes on the history, or draw how a year may turn out.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="CONTRACT")
@click.option("--set", "changes", multiple=True, metavar="PLACE=VALUE", help="A change: billing.care.rate=0.45, "
              "kpis.aht.bands.1.pay=+3%, measures.talk_s[queue=care]=+5%. May be repeated.")  # fmt: skip
@click.option("--vary", metavar="PLACE={A..B by C}", help="Try each value: 'billing.care.rate={0.40..0.46 by 0.01}'.")
@click.option("--draws", type=click.IntRange(1, 1_000_000), metavar="N",
              help="Draw so many years at random from the months of the history.")  # fmt: skip
@click.option("--year", type=click.IntRange(1), metavar="N", help="Which contract year is drawn; the first is 1.")
@click.option("--from-here", is_flag=True, help="Measured periods of the year stay as they are; the others are drawn.")
@click.option("--in-a-row", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="So many months of the history are drawn together.")  # fmt: skip
@click.option("--season", type=click.Choice(["same", "near"]), help="Draw each period from those of the same time of the year, "
              "or within a month of it as well. Without it: any period for any, without season.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed draws the same years.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the years as a picture (SVG).")
@click.option("--period", metavar="PERIOD", help="The history: 2026-01..2026-06. Without it: all that was measured.")
@click.option("--measures", "files", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
              help="Measures to use instead of those beside the contract. May be repeated.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="For people, or for programs.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the tables.")
def simulate(  # noqa: PLR0913  # one for each option
    *,
    path: Path,
    changes: tuple[str, ...],
    vary: str | None,
    draws: int | None,
    year: int | None,
    from_here: bool,
    in_a_row: int,
    season: str | None,
    seed: int,
    plot: Path | None,
    period: str | None,
    files: tuple[Path, ...],
    form: str,
    language: Language,
) -> None:
    """Ask what CONTRACT would have paid, or may pay.

    With --set alone the measured periods are settled as they are and with the changes; with --vary, for each value. With --draws
    a contract year is drawn many times from the months of the history: how bonus, penalty and net are spread, and in how many
    years each limit acts. Nothing is written but the picture.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.codes import Severity  # noqa: PLC0415
    from slacontract.workflow.simulating import Asked, Draw  # noqa: PLC0415

    if (plot or year or from_here or season) and not draws:
        raise click.UsageError("--plot, --year, --from-here and --season go with --draws.")
    if vary and draws:
        raise click.UsageError("Choose one of --vary and --draws.")
    asked = Asked(path, changes, period, files)
    if draws:
        shown, findings = _draw(asked, Draw(draws, year, from_here, in_a_row, seed, season), plot, form, language)
    else:
        shown, findings = _vary(asked, vary, form, language) if vary else _replay(asked, form, language)
    if shown is None:
        refuse(findings)
    print_findings([found for found in findings if found.weight is not Severity.NOTE])
    click.echo(shown)


def _replay(asked: Asked, form: str, language: Language) -> Shown:
    from slacontract.render.simulation.replayed import line_table, period_table, replay_json  # noqa: PLC0415
    from slacontract.render.terminal import draw  # noqa: PLC0415
    from slacontract.workflow.simulating import replayed  # noqa: PLC0415

    found, findings = replayed(asked)
    if found is None:
        return None, findings
    if form == "json":
        return replay_json(*found), findings
    heads, rows = line_table(*found, language)
    periods, nets = period_table(*found, language)
    title = found[0].agreement.name
    return "\n\n".join([draw(title, heads, rows, left=3, rich=False), draw("", periods, nets, left=1, rich=False)]), findings


def _vary(asked: Asked, text: str, form: str, language: Language) -> Shown:
    from slacontract.render.simulation.replayed import variation_json, variation_table  # noqa: PLC0415
    from slacontract.render.terminal import draw  # noqa: PLC0415
    from slacontract.workflow.simulating import varied  # noqa: PLC0415

    found, findings = varied(asked, text)
    if found is None:
        return None, findings
    if form == "json":
        return variation_json(*found), findings
    heads, rows = variation_table(*found, language)
    return draw(f"{found[0].agreement.name}: {text}", heads, rows, left=0, rich=False), findings


def _draw(asked: Asked, how: Draw, plot: Path | None, form: str, language: Language) -> Shown:
    from slacontract.render.simulation.outlook import outlook_json, outlook_text  # noqa: PLC0415
    from slacontract.render.simulation.plot import outlook_picture  # noqa: PLC0415
    from slacontract.workflow.files import Output, write_outputs  # noqa: PLC0415
    from slacontract.workflow.simulating import drawn  # noqa: PLC0415

    found, findings = drawn(asked, how)
    if found is None:
        return None, findings
    settlement, outlook = found
    currency, name = str(settlement.agreement.latest.currency), settlement.agreement.name
    if plot is not None:
        findings += write_outputs([Output(plot, outlook_picture(outlook, name, currency, language))])
        if any(found.stops for found in findings):
            return None, findings
    if form == "json":
        return outlook_json(outlook), findings
    return outlook_text(outlook, f"{name} · {currency}", settlement.decimals, language), findings
