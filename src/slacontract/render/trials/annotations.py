"""What failed as annotations of a change, beside the line that expects it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacontract.findings import Finding
from slacontract.languages import Language
from slacontract.render.findings_github import command, write_github
from slacontract.render.trials.text import title
from slacontract.render.trials.words import told
from slacontract.trials.running import Verdict


def annotated(verdicts: Sequence[Verdict], findings: Sequence[Finding], language: Language) -> str:
    """One annotation for each expectation that was not met, and one for each finding of tests that could not be run."""
    of_tests = [finding for verdict in verdicts if not verdict.passed for finding in verdict.findings if finding.stops]
    found = write_github([*findings, *of_tests])
    return "\n".join([*([found] if found else []), *(line for verdict in verdicts for line in _failures(verdict, language))])


def _failures(verdict: Verdict, language: Language) -> Iterator[str]:
    for failure in verdict.failures:
        assert verdict.settlement is not None  # what was compared was settled
        yield command("error", failure.at, title(verdict, language), "\n".join(told(failure, verdict.settlement, language)))
