"""Perverse incentives: every folder of ``faults`` with a code of theirs is found with its money, and its repaired twin is silent.

``expected.txt`` is all of standard error of the command in ``arguments.txt``; the amounts are worked out
here.
"""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from gmpy2 import mpq

from cases.test_cases import EXAMPLES, Example
from scenarios.small import plain
from slacontract.codes import CODES, Severity
from slacontract.review.incentives.nouns import MATERIAL
from slacontract.review.incentives.search import incentives
from slacontract.scenarios.history import history
from slacontract.workflow.files import find_contracts
from slacontract.workflow.review import case_of
from support.commands import CONTRACTS, run

HERE = Path(__file__).parent / "faults"
OURS = frozenset(f"C{number}" for number in range(280, 290))
FOLDERS = sorted(path for path in HERE.iterdir() if path.name[:4] in OURS)
each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
COMMAND = ("review", ".", "--format", "findings", "--section", "incentives")

WORKED_OUT = {
    # 1,000 contacts of 375 s instead of 300 s are 1,250 minutes at 0.50 more, and 2 % of 3,125 is charged; six months
    "C280": 6 * (Fraction(1000 * 75, 60) / 2 - Fraction(3125) * 2 / 100),
    # 5,000 cases at 3.75 an hour instead of 5 are 26,666.67 at 20 an hour instead of 20,000; 1 % of it is charged
    "C281": Fraction(6 * 6400),
    # calls below 300 s bring 6 % of 3,000, unsolved ones cost 1 %
    "C282": Fraction(6 * 3000 * 5, 100),
    # two contacts of 1,000 decide over 5 % of 3,000
    "C283": Fraction(150),
    # four months after February, each of which could have cost 10 % of 3,000
    "C284": Fraction(4 * 300),
    # in three months two KPIs cost 4 % each, and a limit of 4 % gives half of it back
    "C285": Fraction(3 * 120),
    # a fall of more than 5 points costs 1 % of 3,000, the way back brings 3 %
    "C286": Fraction(60),
    # 40 s in February cost 5 % of 3,000
    "C287": Fraction(150),
    # two contacts of 28 s in each of six months are a minute at 0.60 each, once they are longer than 30 s
    "C289": Fraction(6 * 2 * 60, 100),
}


def laid_out(folder: Path, desk: Path, *, repaired: bool) -> Path:
    shutil.copytree(folder, desk, ignore=shutil.ignore_patterns("good", "expected.txt", "arguments.txt"))
    if repaired:
        shutil.copytree(folder / "good", desk, dirs_exist_ok=True)
    return desk


def codes(printed: str) -> list[str]:
    headings = [line for line in printed.splitlines() if line and line[0] != " " and ": " in line]
    return [line.partition(": ")[2][:4] for line in headings]


@each
def test_the_defect_is_found_and_nothing_else(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=False))
    result = run(*COMMAND)
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_text(result.stderr, encoding="utf-8")
    assert result.stderr == expected.read_text(encoding="utf-8")
    code = CODES[folder.name[:4]]
    assert codes(result.stderr) == [code.id]
    assert folder.name.startswith(f"{code.id}-{code.slug}-")
    assert result.exit_code == 0, "a warning stops nothing"


@each
def test_the_twin_has_nothing_to_tell(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=True))
    result = run(*COMMAND)
    assert result.stderr == ""
    assert "Nothing was found" in run("review", ".", "--section", "incentives").stdout


@each
def test_the_money_is_what_is_worked_out(folder: Path) -> None:
    (found,), _ = find_contracts(folder)
    case, _ = case_of(found)
    assert case is not None
    assert case.latest is not None
    (one,) = incentives(case.latest)
    if one.code in WORKED_OUT:
        assert abs(one.money - WORKED_OUT[one.code]) <= Fraction(1, 50)
    assert one.clauses[0].at.file.endswith("v1.yaml")
    assert set(one.periods) <= {period.id for period in case.latest.asked}


def test_who_hangs_up_is_settled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five of 250 late callers hang up: 750 of 995 are in time. The curve pays half a percent for each point below 90 %."""
    folder = next(path for path in FOLDERS if path.name.startswith("C288"))
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=False))
    gain = (Fraction(750, 995) - Fraction(750, 1000)) / Fraction(20, 100) * Fraction(10, 100) * 30000
    assert f"{float(gain):.2f}" == "56.53"
    assert "EUR 56.53" in run(*COMMAND).stderr
    measures = Path("measures.csv")
    before = float(_net())
    measures.write_text(measures.read_text().replace("1000,750,50", "995,750,55"), encoding="utf-8")
    assert abs(float(_net()) - before - 6 * 56.53) < 0.01


def _net() -> Fraction:
    (found,), _ = find_contracts(Path())
    case, _ = case_of(found)
    assert case is not None
    assert case.latest is not None
    return sum((plain(case.latest.net(period)) for period in case.latest.asked), Fraction(0))


@each
def test_what_is_accepted_stays_visible_with_its_reason(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = laid_out(folder, tmp_path / "desk", repaired=False)
    monkeypatch.chdir(desk)
    code = folder.name[:4]
    contract = desk / "v1.yaml"
    contract.write_text(
        f"{contract.read_text(encoding='utf-8')}accept:\n  - {{code: {code}, why: Both parties mean it.}}\n", encoding="utf-8"
    )
    printed = run(*COMMAND).stderr
    assert codes(printed) == [code]
    assert "(note)" in printed
    assert "Accepted: Both parties mean it." in run("review", ".", "--section", "incentives").stdout


def test_every_code_has_a_fault() -> None:
    ours = {code for code in CODES if code in OURS}
    assert {folder.name[:4] for folder in FOLDERS} == ours
    assert all(CODES[code].acceptable and CODES[code].severity is Severity.WARNING for code in ours)


KNOWN = {
    "acme-inbound": {"C280", "C283", "C284", "C285", "C287"},
    # minutes are paid up to 380 s and the penalty is 2 %; AHT was 351.01 s in March; limits are reached; answer_speed is neutral
    "nova-backoffice": set(),
    "orion-sales": set(),
    "care-from-records": {"C280", "C281"},
    # the cap of 390 s lies above the target of 360 s; hours of case work have no cap
}
"""What is so in the samples, and why."""


@pytest.mark.parametrize("name", KNOWN)
def test_samples_raise_what_is_known_of_them(name: str) -> None:
    (folder,), _ = find_contracts(CONTRACTS / name)
    case, found = case_of(folder)
    assert case is not None, found
    assert case.latest is not None
    told = incentives(case.latest)
    assert {one.code for one in told} == KNOWN[name]
    looked_at = history(case.latest)
    billing = sum(looked_at.billed(looked_at.base[i]) for i in looked_at.told)
    assert all(one.money >= MATERIAL * billing for one in told)


EDGES = {"C283", "C284", "C287", "C289"}
"""Published cases are worked examples at edges of bands, of begun quarters of an hour, at limits and of neutral results."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_published_cases_raise_nothing_else(example: Example) -> None:
    assert {one.code for one in incentives(example.settlement())} <= EDGES


def test_the_year_of_acme_is_used_up_when_the_settlement_says_so() -> None:
    """Under version 2 the penalties of the months come to the limit of 28,000 in September: none is left for October."""
    (folder,), _ = find_contracts(CONTRACTS / "acme-inbound")
    case, _ = case_of(folder)
    assert case is not None
    assert case.latest is not None
    penalties = {period.id: case.latest.amount("adjustments.penalty", period) for period in case.latest.asked}
    assert sum(amount for period, amount in penalties.items() if period <= "2026-08") > -28000
    assert sum(amount for period, amount in penalties.items() if period <= "2026-09") == mpq(-28000)
    early = next(one for one in incentives(case.latest) if one.code == "C284")
    assert early.periods == ("2026-10", "2026-11", "2026-12")
