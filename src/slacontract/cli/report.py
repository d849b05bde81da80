"""How verbs end: findings to standard error, and the exit code they mean.

``slacontract --findings github settle …`` asks for another form of them, for every verb.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn, cast

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.findings import Finding
    from slacontract.render.findings_forms import Form


def form_of_findings() -> Form:
    """The form that was asked for before the verb, or text."""
    context = click.get_current_context(silent=True)
    return cast("Form", context.find_root().params.get("findings") or "text") if context else "text"


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings to standard error, so that standard output holds results only; programs get a log of none too."""
    from slacontract.render.findings_forms import write  # noqa: PLC0415

    form = form_of_findings()
    text = write(findings, form) if findings or form in {"json", "sarif"} else ""
    if text:
        click.echo(text + ("\n" if form == "text" else ""), err=True)


def refuse(findings: Sequence[Finding]) -> NoReturn:
    """Print the findings and leave with exit code 1; nothing was written."""
    from slacontract.codes import Severity  # noqa: PLC0415

    print_findings(findings)
    errors = sum(f.weight is Severity.ERROR for f in findings)
    if form_of_findings() in {"text", "github"}:  # the others are read by programs, which count for themselves
        click.echo(f"{errors} finding{'s' * (errors != 1)} to mend; nothing was written.", err=True)
    sys.exit(1)
