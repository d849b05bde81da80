"""The library's front door: three lines of Python give what the command line gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import slacontract
from slacontract import Refused
from slacontract.quantities.numbers import as_decimal

ACME = Path("contracts") / "acme-inbound"
COLUMNS = [
    "contract", "version", "period", "line", "type", "description", "clause", "quantity", "unit", "unit_price", "unrounded",
    "amount", "currency",
]  # fmt: skip


def test_a_frame_with_exact_decimals(desk: Path) -> None:
    frame = slacontract.settle(str(ACME), period="2026-05").to_frame()
    assert list(frame.columns) == COLUMNS
    assert frame["amount"].dtype == object
    assert {type(value) for value in frame["amount"]} == {Decimal}
    assert {type(value) for value in frame["unrounded"]} == {Decimal}
    care = frame.set_index("line").loc["billing.care"]
    assert care["amount"] == Decimal("77899.07")
    assert -care["amount"].as_tuple().exponent == 2
    assert set(frame["period"]) == {"2026-05"}


def test_the_frame_adds_up_to_what_the_client_pays(desk: Path) -> None:
    settlement = slacontract.settle(ACME)
    frame = settlement.to_frame("es")
    for period in settlement.asked:
        lines = frame[frame["period"] == period.id]
        assert sum(lines["amount"]) == as_decimal(settlement.gross(period))
    assert "Tiempo medio operativo (TMO)" in set(frame["description"])


def test_a_range_and_several_files(desk: Path) -> None:
    text = (ACME / "measures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    for month in ("01", "02"):
        Path(f"{month}.csv").write_text("".join([text[0], *(s for s in text if s.startswith(f"2026-{month}"))]), encoding="utf-8")
    whole = slacontract.settle(ACME, period="2026-01..2026-02")
    parts = slacontract.settle(ACME, measures=["02.csv", Path("01.csv")])
    assert parts.records() == whole.records()


def test_a_frame_of_measures_is_a_file_of_measures(desk: Path) -> None:
    frame = pd.read_csv(ACME / "measures.csv")
    settled = slacontract.settle(ACME, period="2026-05", measures=frame)
    assert settled.records() == slacontract.settle(ACME, period="2026-05").records()


def test_refused_carries_every_finding(desk: Path) -> None:
    version = ACME / "v1.yaml"
    text = version.read_text(encoding="utf-8")
    version.write_text(text.replace("rate: 0.42", "rte: 0.42").replace("currency: EUR", "curency: EUR"), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        slacontract.settle(ACME)
    codes = [found.code.id for found in caught.value.findings]
    assert "C201" in codes
    assert len(codes) >= 2
    assert all(found.at.file == str(version) for found in caught.value.findings)
    assert "Did you mean 'rate'?" in str(caught.value)


def test_refused_measures(desk: Path) -> None:
    frame = pd.read_csv(ACME / "measures.csv").assign(remarks="fine")
    with pytest.raises(Refused) as caught:
        slacontract.settle(ACME, measures=frame)
    assert [found.code.id for found in caught.value.findings] == ["M301"]


def test_no_files_at_all_is_not_those_beside_the_contract(desk: Path) -> None:
    with pytest.raises(Refused, match="E501"):
        slacontract.settle(ACME, measures=[])


@pytest.mark.parametrize("path", ["contracts", "contracts/nobody", "contracts/acme-inbound/measures.csv"])
def test_one_contract_is_settled_at_a_time(desk: Path, path: str) -> None:
    with pytest.raises(Refused, match="E501"):
        slacontract.settle(path)


def test_load_and_check(desk: Path) -> None:
    agreement = slacontract.load(ACME)
    assert [version.version for version in agreement.versions] == [1, 2]
    assert slacontract.check(ACME) == []
    assert {found.weight.value for found in slacontract.check("contracts")} == {"note"}
