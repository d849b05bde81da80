"""``slacontract test``: run the tests that stand beside a contract, and say what of it no test has touched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmpy2 import mpq

    from slacontract.findings import Finding
    from slacontract.languages import Language
    from slacontract.trials.coverage import Coverage
    from slacontract.workflow.trials import ContractTested


@click.command(short_help="Run the tests beside a contract; say what no test has touched.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar="CONTRACT...")
@click.option("--only", metavar="NAME", help="Run only tests of this name; * stands for any letters.")
@click.option("--coverage", is_flag=True, help="Also list what of the contract no test has touched, clause by clause.")
@click.option("--at-least", "least", metavar="PERCENT", help="Fail when less of the contract is tested, such as 80%.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True,
              help="How the results are printed.")  # fmt: skip
@click.option("--junit", type=click.Path(path_type=Path, readable=False), metavar="FILE", help="Write JUnit XML to a file too.")
@click.option("--write", is_flag=True, help="Write proposed tests from the history instead; a person must confirm them.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the results.")
def test(  # noqa: PLR0913, PLR0917  # one for each option
    paths: tuple[Path, ...], only: str | None, coverage: bool, least: str | None, form: str, junit: Path | None,  # noqa: FBT001
    write: bool, language: Language,  # noqa: FBT001
) -> None:  # fmt: skip
    """Run the tests of contracts: contract folders, a folder of them, or one file of tests.

    Tests stand in the folder 'tests' of a contract: measures in, and the amounts, bands and totals that are expected.
    Exit code 0: all passed; 1: a test failed or could not be run, or less is tested than --at-least asks for.
    """
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.workflow.trials import find_tests, run_tests  # noqa: PLC0415

    if write:
        _write(paths)
        return
    share = _share(least)
    found = [find_tests(path) for path in paths]
    missing = [f for _, findings in found for f in findings if f.stops]
    chosen = [contract for contracts, _ in found for contract in contracts]
    if not chosen:
        refuse(missing)
    several = len(chosen) > 1
    results = [run_tests(folder, files, only) for folder, files in chosen if files or not several]
    if only and not any(result.verdicts or result.findings for result in results):
        raise click.BadParameter(f"No test is called '{only}'.", param_hint="--only")
    covered = _covered(results) if coverage or share is not None else []
    _print(results, covered, form, language, listed=coverage)
    if form == "text" and several:
        _tell_untested([folder.path for folder, files in chosen if not files], missing)
    if junit is not None:
        _junit(junit, results, language)
    short = share is not None and any(part.share < share for part in covered)
    if short and form == "text":
        click.echo(f"Less is tested than --at-least {least} asks for.")
    failed = bool(missing) or any(result.failed for result in results) or not any(result.verdicts for result in results)
    sys.exit(1 if failed or short else 0)


def _share(text: str | None) -> mpq | None:
    """The share of --at-least; a percentage, as contracts write it."""
    if text is None:
        return None
    from slacontract.quantities.numbers import TextFault, read_quantity  # noqa: PLC0415
    from slacontract.quantities.units import Unit  # noqa: PLC0415

    try:
        found = read_quantity(text if text.endswith("%") else f"{text}%")
    except TextFault as fault:
        raise click.BadParameter(f"{fault.what} Write it as 80%.", param_hint="--at-least") from None
    if found.unit is not Unit.RATIO or not 0 <= found.value <= 1:
        raise click.BadParameter(f"'{text}' is not a share between 0% and 100%.", param_hint="--at-least")
    return found.value


def _covered(results: Sequence[ContractTested]) -> list[Coverage]:
    from slacontract.trials.coverage import coverage  # noqa: PLC0415

    return [coverage(result.agreement, result.verdicts) for result in results if result.agreement]


def _print(
    results: Sequence[ContractTested], covered: Sequence[Coverage], form: str, language: Language, *, listed: bool
) -> None:
    """Print the results: text for people, JSON or JUnit for programs."""
    from slacontract.render.trials import programs  # noqa: PLC0415
    from slacontract.render.trials.coverage import coverage_record  # noqa: PLC0415

    if form == "junit":
        click.echo(_as_junit(results, language), nl=False)
        return
    of = iter(covered)
    told = [(result, next(of, None) if result.agreement else None) for result in results]
    if form == "json":
        records = [programs.as_json(str(result.folder.path), result.verdicts, result.findings)
                   | ({"coverage": coverage_record(part)} if part else {}) for result, part in told]  # fmt: skip
        click.echo(programs.write_json(records))
        return
    for result, part in told:
        _print_text(result, part, language, listed=listed)
    if len(results) > 1:
        _print_total(results, language)


def _print_text(result: ContractTested, covered: Coverage | None, language: Language, *, listed: bool) -> None:
    from slacontract.render.findings_text import write_findings  # noqa: PLC0415
    from slacontract.render.trials import text  # noqa: PLC0415
    from slacontract.render.trials.coverage import share_told, untouched_told  # noqa: PLC0415

    if result.findings:
        click.echo(write_findings(result.findings) + "\n", err=True)
    blocks = [text.signs(result.verdicts), text.failures(result.verdicts, language)]
    blocks.append(text.unconfirmed(result.verdicts))
    if covered is not None:
        blocks += [untouched_told(covered, language) if listed else "", share_told(covered, language)]
    if result.verdicts:
        blocks.append(f"{result.folder.path}: {text.counted(result.verdicts, language)}")
    if any(blocks):
        click.echo("\n\n".join(block for block in blocks if block) + "\n")
    _annotate(result, language)


def _annotate(result: ContractTested, language: Language) -> None:
    """Beside what people read, the annotations that GitHub takes from it, where they were asked for."""
    from slacontract.cli.report import form_of_findings  # noqa: PLC0415
    from slacontract.render.trials.annotations import annotated  # noqa: PLC0415

    if form_of_findings() == "github" and (text := annotated(result.verdicts, result.findings, language)):
        click.echo(text)


def _print_total(results: Sequence[ContractTested], language: Language) -> None:
    from slacontract.languages import message, say  # noqa: PLC0415
    from slacontract.render.trials.text import counted  # noqa: PLC0415

    whole = counted([verdict for result in results for verdict in result.verdicts], language)
    click.echo(say(message("{number} contracts: {counted}", number=len(results), counted=whole), language))


def _tell_untested(paths: Sequence[Path], missing: Sequence[Finding]) -> None:
    """Contracts without tests, of a folder of several, and folders that cannot be read."""
    from slacontract.cli.report import print_findings  # noqa: PLC0415

    if paths:
        click.echo(f"Without tests: {', '.join(str(path) for path in paths)}\n", err=True)
    print_findings(missing)


def _as_junit(results: Sequence[ContractTested], language: Language) -> str:
    from slacontract.render.trials.programs import write_junit  # noqa: PLC0415

    return write_junit([(result.folder.path.name, result.verdicts, result.findings) for result in results], language)


def _junit(path: Path, results: Sequence[ContractTested], language: Language) -> None:
    """Write the JUnit file, in place of that of an earlier run."""
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.workflow.files import Output, replace_outputs  # noqa: PLC0415

    unwritten = replace_outputs([Output(path, _as_junit(results, language).encode())])
    if unwritten:
        refuse(unwritten)


def _write(paths: Sequence[Path]) -> None:
    """Write proposed tests for one or several contracts; nothing that is there is overwritten."""
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.workflow.files import find_contracts, write_outputs  # noqa: PLC0415
    from slacontract.workflow.new_trials import proposed  # noqa: PLC0415

    outputs, findings = [], []
    for path in paths:
        folders, found = find_contracts(path)
        findings += [f for f in found if f.stops]
        for folder in folders:
            written, told = proposed(folder)
            findings += told
            outputs += written
    findings = findings or write_outputs(outputs)
    if findings:
        refuse(findings)
    for output in outputs:
        click.echo(f"Written: {output.path}")
    click.echo("The figures are the engine's own. Work them out by hand, and delete 'confirmed: no' where they are right.")
