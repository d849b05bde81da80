"""How verbs end: findings to standard error, and the exit code they mean."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.findings import Finding


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings to standard error, so that standard output holds results only."""
    if findings:
        from slacontract.render.findings_text import write_findings  # noqa: PLC0415

        click.echo(write_findings(findings) + "\n", err=True)


def refuse(findings: Sequence[Finding]) -> NoReturn:
    """Print the findings and leave with exit code 1; nothing was written."""
    from slacontract.findings import Severity  # noqa: PLC0415

    print_findings(findings)
    errors = sum(f.weight is Severity.ERROR for f in findings)
    click.echo(f"{errors} finding{'s' * (errors != 1)} to mend; nothing was written.", err=True)
    sys.exit(1)
