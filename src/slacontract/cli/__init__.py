"""Command line: click and nothing else at the top of each file, so that ``--help`` costs no more than click.

One file for each verb. Takes words, calls ``workflow``, prints; exit code 0 fine, 1 findings, 2 misuse.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

import click

from slacontract import __version__
from slacontract.cli.check import check
from slacontract.cli.codes import codes
from slacontract.cli.diff import diff
from slacontract.cli.explain import explain
from slacontract.cli.feedback import feedback
from slacontract.cli.fingerprint import fingerprint
from slacontract.cli.kpis import kpis
from slacontract.cli.measure import measure
from slacontract.cli.new import new
from slacontract.cli.review import review
from slacontract.cli.sample_records import sample_records
from slacontract.cli.schema import schema
from slacontract.cli.seal import seal
from slacontract.cli.settle import settle
from slacontract.cli.show import show
from slacontract.cli.simulate import simulate
from slacontract.cli.solve import solve
from slacontract.cli.test import test


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="slacontract")
@click.option("--findings", type=click.Choice(["text", "json", "sarif", "github"]), envvar="SLACONTRACT_FINDINGS",
              help="How every verb prints its findings.  [default: text]")  # fmt: skip
def main(findings: str | None) -> None:  # noqa: ARG001  # cli/report.py asks for it
    """Settle bonus-and-penalty contracts: a contract in YAML and measures in, an auditable workbook out.

    Begin with 'slacontract new', look it over with 'slacontract check', and settle each month with 'slacontract settle'.
    """
    # no plugin of another package takes part in reading a contract, and none is searched for
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(100_000)  # a verb builds what it needs, and ends: to look for garbage while it builds finds none
    atexit.register(_leave_garbage)


def _leave_garbage() -> None:
    """Nor is any looked for in what the interpreter takes down with itself; but DuckDB tells of all that is left of it."""
    if "duckdb" not in sys.modules:
        gc.freeze()


for verb in (
    new, check, measure, settle, explain, show, test, diff, fingerprint, seal, kpis, codes, schema, review, simulate, solve,
    sample_records, feedback,
):  # fmt: skip
    main.add_command(verb)
