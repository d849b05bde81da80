"""``slacontract kpis``: the catalogue searched and explained, and the spread of a KPI's variants on one's own measures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.catalogue.definitions import KpiDefinition
    from slacontract.languages import Language
    from slacontract.workflow.spreads import MeasureFields


@click.command(short_help="Search and explain KPIs; compare their variants.")
@click.argument("word", required=False, metavar="[WORD]")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the texts.")
@click.option("--contract", "contract", type=click.Path(path_type=Path, readable=False), metavar="PATH",
              help="Explain the KPIs of this contract, as it defines them.")  # fmt: skip
@click.option("--records", "records", type=click.Path(path_type=Path, readable=False), metavar="PATH",
              help="Print the KPI in every variant on these records or measures: a contract's folder, or one file.")  # fmt: skip
@click.option("--period", metavar="PERIOD", help="With --records: one period, such as 2026-05, instead of all.")
@click.option("--with", "figures", multiple=True, metavar="NAME=FIGURE",
              help="With --records: a figure to try, such as within=30s. May be repeated.")  # fmt: skip
def kpis(
    word: str | None,
    language: Language,
    contract: Path | None,
    records: Path | None,
    period: str | None,
    figures: tuple[str, ...],
) -> None:
    """List the KPIs of the catalogue, or those that WORD is about; explain one where there is one.

    WORD is a KPI's id or part of what people call it, in English or Spanish: service_level, 'rellamadas', effort.
    """
    if contract is not None and records is not None:
        raise click.UsageError("Use either --contract or --records.")
    if records is None and (period is not None or figures):
        raise click.UsageError("--period and --with belong to --records.")
    if contract is not None:
        _of_contract(contract, word, language)
    elif records is not None:
        _spread(records, word, period, figures, language)
    else:
        _catalogue(word, language)


def _catalogue(word: str | None, language: Language) -> None:
    from slacontract.catalogue.definitions import catalogue  # noqa: PLC0415
    from slacontract.render.kpis.explained import explained  # noqa: PLC0415
    from slacontract.render.kpis.listed import listed  # noqa: PLC0415

    found = tuple(catalogue().values()) if word is None else _found(word, language)
    click.echo(explained(found[0], language) if len(found) == 1 else listed(found, language))


def _found(word: str, language: Language) -> tuple[KpiDefinition, ...]:
    """The KPIs that a word is about; leaves with what is near where there is none."""
    from slacontract.catalogue.definitions import aliases  # noqa: PLC0415
    from slacontract.languages import message, say  # noqa: PLC0415
    from slacontract.render.kpis.explained import alias_explained  # noqa: PLC0415
    from slacontract.render.kpis.search import is_alias, near, plain, search  # noqa: PLC0415

    if is_alias(word):
        click.echo(alias_explained(aliases()[plain(word)], language), err=True)
        sys.exit(1)
    found = search(word)
    if not found:
        close = near(word)
        hint = message("Near: {names}.", names=", ".join(close)) if close else message("'slacontract kpis' lists all.")
        click.echo(say(message("No KPI is called '{word}'. {hint}", word=word, hint=hint), language), err=True)
        sys.exit(1)
    return found


def _of_contract(path: Path, word: str | None, language: Language) -> None:
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.findings import any_stops, nearest  # noqa: PLC0415
    from slacontract.render.kpis.of_contract import of_contract  # noqa: PLC0415
    from slacontract.workflow.agreements import read_agreement  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts  # noqa: PLC0415

    folders, findings = find_contracts(path)
    if len(folders) > 1:
        raise click.UsageError("Name one contract; there are several here.")
    agreement, found = read_agreement(folders[0]) if folders else (None, [])
    if agreement is None or any_stops([*findings, *found]):
        refuse([*findings, *found])
    print_findings([*findings, *found])
    latest = agreement.latest
    if word is not None and word not in latest.kpis:
        hint = nearest(word, [str(name) for name in latest.kpis])
        raise click.BadParameter(f"The contract has no KPI '{word}'. {hint}", param_hint="WORD")
    click.echo(of_contract(latest, (word,) if word else (), language))


def _spread(path: Path, word: str | None, period: str | None, figures: tuple[str, ...], language: Language) -> None:
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.render.kpis.listed import spread_told  # noqa: PLC0415
    from slacontract.workflow.spreads import spread_on  # noqa: PLC0415

    if word is None:
        raise click.UsageError("Name the KPI whose variants are compared, such as: slacontract kpis service_level --records .")
    found = _found(word, language)
    if len(found) > 1:
        raise click.UsageError(f"'{word}' is about several KPIs: {', '.join(d.id for d in found)}.")
    definition = found[0]
    if definition.formula is None:
        raise click.UsageError(f"{definition.id} has no variants to compare: {definition.told.ready_made}")
    tried, counts, findings = spread_on(path, definition, _figures(definition, figures), period, _counting(path))
    if counts is None:
        refuse(findings)
    click.echo(spread_told(definition, tried, counts.periods, language))


def _counting(path: Path) -> MeasureFields | None:
    """Records are counted where they are declared beside the contract; else its ready measures are read."""
    from slacontract.workflow.files import RECORDS  # noqa: PLC0415
    from slacontract.workflow.measuring import measure_fields  # noqa: PLC0415

    return measure_fields if (path / RECORDS).is_file() else None


def _figures(definition: KpiDefinition, given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Figures by parameter, each read once, so that a slip is told before anything is measured."""
    from slacontract.catalogue.variants import figure  # noqa: PLC0415
    from slacontract.quantities.numbers import TextFault  # noqa: PLC0415

    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, _, value = text.partition("=")
        parameter = definition.variant.get(name.strip())
        if parameter is None or parameter.choices:
            known = ", ".join(p.id for p in definition.variant.values() if not p.choices) or "none"
            raise click.BadParameter(f"{definition.id} has no figure '{name}'. Its figures: {known}.", param_hint="--with")
        try:
            figure(definition, parameter, value.strip())
        except TextFault as fault:
            raise click.BadParameter(f"{fault.what} {fault.remedy}", param_hint="--with") from None
        found[parameter.id] = (*found.get(parameter.id, ()), value.strip())
    return found
