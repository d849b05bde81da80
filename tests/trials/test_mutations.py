"""A changed figure of a contract is noticed: a test fails, `check` refuses the contract, or coverage had named the figure.

Every figure of the clauses of acme-inbound is raised by one in its last digit. Where the same figure ends one band and begins the
next, changing one of them leaves a hole that `check` finds; there both are changed together as well.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from slacontract.settlement.wanted import wanted_by
from slacontract.trials.coverage import coverage
from slacontract.trials.preparing import Ground
from slacontract.trials.running import run
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.trials import find_tests, read_file_of_tests, run_tests
from support.commands import CONTRACTS

ACME = CONTRACTS / "acme-inbound"
FIGURE = re.compile(r"(?<![A-Za-z0-9_.\"-])[+-]?[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_\"-])")
NO_TERM = re.compile(r"\s+(?:account|cost_centre|title|clause|model|#)")


@dataclass(frozen=True)
class Change:
    """A figure of a version and what it becomes: at one place, or at all places of its KPI."""

    version: int
    line: int
    start: int
    old: str
    everywhere: bool = False

    @property
    def new(self) -> str:
        digits = self.old.lstrip("+-")
        sign = self.old[: len(self.old) - len(digits)]
        whole = str(int(digits.replace(".", "")) + 1).zfill(len(digits.replace(".", "")))
        point = len(digits.partition(".")[2])
        return f"{sign}{whole[:-point]}.{whole[-point:]}" if point else f"{sign}{whole}"

    def __str__(self) -> str:
        return f"v{self.version}:{self.line}:{self.old}{'-everywhere' if self.everywhere else ''}"


def lines_of(version: int) -> list[str]:
    return (ACME / f"v{version}.yaml").read_text(encoding="utf-8").split("\n")


def changes(version: int) -> Iterator[Change]:
    lines = lines_of(version)
    first = next(number for number, text in enumerate(lines) if text.startswith("billing:"))
    for number in range(first, len(lines)):
        text = lines[number].partition(" #")[0]
        if NO_TERM.match(text):
            continue
        text = re.sub(r"clause: [^,}]*", lambda match: " " * len(match[0]), text)
        for match in FIGURE.finditer(text):
            yield Change(version, number + 1, match.start(), match[0])
            if "when:" in text and match.start() < text.find("pay:"):
                yield Change(version, number + 1, match.start(), match[0], everywhere=True)


def changed(change: Change) -> str:
    lines = lines_of(change.version)
    for number, text in enumerate(lines):
        if number == change.line - 1 and not change.everywhere:
            lines[number] = text[: change.start] + change.new + text[change.start + len(change.old) :]
        elif change.everywhere and abs(number - change.line + 1) < 4 and "when:" in text:
            head, pay, tail = text.partition("pay:")
            lines[number] = re.sub(rf"(?<![0-9.]){re.escape(change.old)}(?![0-9.])", change.new, head) + pay + tail
    return "\n".join(lines)


@cache
def untouched_lines(version: int) -> frozenset[int]:
    """The lines of a version with a part that no test touches."""
    ((folder, files),), _ = find_tests(ACME)
    result = run_tests(folder, files)
    assert result.agreement is not None
    return frozenset(part.at.line for part in coverage(result.agreement, result.verdicts).untouched if part.version == version)


def is_noticed(folder: Path, version: int) -> bool:
    """Whether the contract is refused, or one of the tests of its version fails."""
    (found,), _ = find_contracts(folder)
    agreement, _ = read_agreement(found)
    if agreement is None:
        return True
    file, findings = read_file_of_tests(folder / "tests" / f"version-{version}.yaml")
    assert file is not None, findings
    ground = Ground(agreement, wanted_by(agreement), lambda _name: (None, []))
    return any(not verdict.passed for name, trial in file.trials() for verdict in run(ground, name, trial))


@pytest.mark.parametrize("version", [1, 2])
def test_every_figure_is_raised(version: int) -> None:
    """The walk finds the figures: rates, caps, bands, curve, units, gate, limits, tax."""
    found = {change.old for change in changes(version)}
    wanted = {1: {"0.42", "390", "3.10", "360", "+2", "-5", "78", "-500", "75", "6000", "24000", "21", "20", "5"},
              2: {"0.44", "380", "3.20", "2.75", "2000", "350", "+2.5", "-6", "84", "-0.5", "28000", "11000", "21"}}  # fmt: skip
    assert wanted[version] <= found
    assert len(list(changes(version))) > 40


@pytest.mark.parametrize("change", [*changes(1), *changes(2)], ids=str)
def test_a_changed_figure_is_noticed(change: Change, tmp_path: Path) -> None:
    shutil.copytree(ACME, tmp_path / "acme")
    if change.version == 1:
        (tmp_path / "acme" / "v2.yaml").unlink()  # it names the fingerprint of the version before it
    (tmp_path / "acme" / f"v{change.version}.yaml").write_text(changed(change), encoding="utf-8")
    assert changed(change) != "\n".join(lines_of(change.version))
    assert is_noticed(tmp_path / "acme", change.version) or change.line in untouched_lines(change.version)
