"""Each sample checks clean, and each line of each month is what the README's words say, to the cent."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from samples import by_hand_acme, by_hand_nova, by_hand_orion, nova_measures
from slacontract.codes import Severity
from slacontract.settlement.settlement import Settlement
from slacontract.workflow.front import check, settle

CONTRACTS: Final = Path(__file__).parents[2] / "contracts"
BY_HAND: Final[dict[str, Callable[[Path], dict[str, dict[str, Fraction]]]]] = {
    "acme-inbound": by_hand_acme.months,
    "nova-backoffice": by_hand_nova.months,
    "orion-sales": by_hand_orion.months,
}
MONTHS: Final = {"acme-inbound": 12, "nova-backoffice": 9, "orion-sales": 6}

each_sample = pytest.mark.parametrize("name", sorted(BY_HAND))


def settled_lines(settlement: Settlement) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {period.id: {} for period in settlement.asked}
    for line in settlement.lines:
        found[line.period.id][line.id] = Fraction(int(line.amount.numerator), int(line.amount.denominator))
    return found


def test_every_sample_is_tested() -> None:
    deals = {path.parent.name for path in CONTRACTS.glob("*/v1.yaml")}
    deals -= {path.parent.name for path in CONTRACTS.glob("*/records.yaml")}  # tests/measuring counts their measures first
    assert deals == set(BY_HAND)


@each_sample
def test_checks_clean(name: str) -> None:
    findings = check(CONTRACTS / name)
    assert [str(f.code) for f in findings if f.weight is not Severity.NOTE] == []


@each_sample
def test_each_line_of_each_month_is_as_worked_out_by_hand(name: str) -> None:
    expected = BY_HAND[name](CONTRACTS / name)
    found = settled_lines(settle(CONTRACTS / name))
    assert len(expected) == MONTHS[name]
    assert list(found) == list(expected)
    for period, lines in expected.items():
        ours = {line: amount for line, amount in found[period].items() if amount}
        assert ours == {line: amount for line, amount in lines.items() if amount}, period


@each_sample
def test_net_and_gross_of_each_month(name: str) -> None:
    expected = BY_HAND[name](CONTRACTS / name)
    settlement = settle(CONTRACTS / name)
    for period in settlement.asked:
        lines = expected[period.id]
        gross = sum(lines.values())
        assert settlement.gross(period) == gross, period
        assert settlement.net(period) == gross - lines["tax"], period


@each_sample
def test_a_single_month_is_the_month_of_the_whole(name: str) -> None:
    whole = settle(CONTRACTS / name)
    for period in whole.asked[:: max(1, len(whole.asked) // 4)]:
        alone = settle(CONTRACTS / name, period=period.id)
        assert settled_lines(alone)[period.id] == settled_lines(whole)[period.id]


@each_sample
def test_the_months_of_the_readme_are_those_settled(name: str) -> None:
    text = (CONTRACTS / name / "README.md").read_text(encoding="utf-8")
    expected = BY_HAND[name](CONTRACTS / name)
    rows = re.findall(r"^\| (\d{4}-\d\d) \|.*\| ([^|]+) \|$", text, flags=re.MULTILINE)
    assert len(rows) >= 5
    for period, net in rows:
        lines = expected[period]
        assert Fraction(net.replace(",", "").replace("−", "-")) == sum(lines.values()) - lines["tax"], period


def test_the_workbook_of_nova_holds_the_rows_of_its_script(tmp_path: Path) -> None:
    nova_measures.write(tmp_path / "again.xlsx")
    again, kept = (
        list(openpyxl.load_workbook(path)["Datos"].iter_rows(values_only=True))
        for path in (tmp_path / "again.xlsx", CONTRACTS / "nova-backoffice" / "measures.xlsx")
    )
    assert again == kept
