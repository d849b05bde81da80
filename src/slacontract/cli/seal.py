"""``slacontract seal``: close the chain of versions by writing into a version which text it replaces."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write into a version which text it replaces.")
@click.argument("path", type=click.Path(path_type=Path, readable=False), metavar="FILE")
@click.option("--check", is_flag=True, help="Write nothing; say whether the chain is closed.")
def seal(path: Path, *, check: bool) -> None:
    """Seal FILE, a version of a contract: write 'replaces:' with the number and fingerprint of the version before it.

    Nothing else of the file changes. With a contract folder, its last version is sealed. Exit code 0: it is sealed; 1: findings.
    """
    from slacontract.cli.report import print_findings, refuse  # noqa: PLC0415
    from slacontract.workflow.chains import seal as close  # noqa: PLC0415

    done, findings = close(path, check=check)
    if done is None:
        refuse(findings)
    print_findings(findings)
    name = f"{done.contract.place.file}: version {done.contract.version}"
    if done.before is None:
        click.echo(f"{name} is the first and replaces none.")
    elif done.written:
        click.echo(f"{name} now replaces version {done.before.version}, fingerprint {done.before.fingerprint}.")
    else:
        click.echo(f"{name} is sealed: it replaces version {done.before.version} as that stands.")
