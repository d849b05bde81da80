"""A history under the latest version: all measured periods, or its own where the earlier ones lack what it bills."""

from __future__ import annotations

from pathlib import Path

from gmpy2 import mpq

from scenarios.small import CONTRACT, MEASURES, settled
from slacontract.parse.contract import read_contract
from slacontract.scenarios.exposure import exposure
from slacontract.scenarios.history import History, history


def amended(folder: Path, rate: str, measures: str = MEASURES) -> History:
    """The small contract with a second version from February on."""
    contract, _ = read_contract(CONTRACT.encode(), "v1.yaml")
    assert contract is not None
    text = CONTRACT.replace("version: 1\neffective: 2026-01-01", "version: 2\neffective: 2026-02-01")
    text = text.replace("title: Small desk", f"replaces: {{version: 1, fingerprint: {contract.fingerprint}}}\ntitle: Small desk")
    (folder / "v2.yaml").write_text(text.replace("  care: {model: per_contact, clause: A 1, count: answered, rate: 3.00}", rate),
                                    encoding="utf-8")  # fmt: skip
    return history(settled(folder, measures=measures))


def test_earlier_periods_are_priced_by_the_latest_version(tmp_path: Path) -> None:
    of = amended(tmp_path, "  care: {model: per_contact, clause: A 1, count: answered, rate: 4.00}")
    assert [of.periods[i].id for i in of.told] == ["2026-01", "2026-02", "2026-03"]
    assert [of.billed(of.base[i]) for i in of.told] == [mpq(4000), mpq(4800), mpq(3200)]
    assert of.settlement.net(of.periods[0]) == mpq(3000)


def test_periods_that_it_cannot_bill_are_left_out(tmp_path: Path) -> None:
    rows = [line.split(",") for line in MEASURES.split()]
    more = "\n".join(",".join([*row, last]) for row, last in zip(rows, ("cases", "", "500", "400"), strict=True)) + "\n"
    (tmp_path / "feed.yaml").write_text('feeds: {measures.csv: {missing: [""]}}\n', encoding="utf-8")
    of = amended(tmp_path, "  care: {model: per_contact, clause: A 1, count: answered, rate: 3.00}\n"
                 "  cases: {model: per_unit, clause: A 2, count: cases, rate: 2.00}", more)  # fmt: skip
    assert [of.periods[i].id for i in of.told] == ["2026-02", "2026-03"]
    assert of.billed(of.base[of.told[0]]) == mpq(3600 + 1000)


def test_the_last_periods_alone_are_told_and_all_are_remembered(tmp_path: Path) -> None:
    """The limit of the year remembers February, also where only March is told."""
    of = history(settled(tmp_path), last=1)
    assert [of.periods[i].id for i in of.told] == ["2026-03"]
    assert len(of.periods) == 3
    found = exposure(settled(tmp_path), last=1)
    assert found.year.lost.amount == mpq(-192), "of the year's 500 February took 288, so 212 are left and the month takes 192"
    assert found.period.lost.amount == mpq(-192)
