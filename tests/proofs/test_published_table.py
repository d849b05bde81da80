"""The published tables of San Diego MTS (TCRP synthesis, appendix E): who owns 80.99 %, 3.99 %, 4.0 % and 99.725 %.

The tables are printed with two and three decimals, so that is how values are compared; of the exact ratio every edge has a hole.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gmpy2 import mpq

from slacontract.checks.contract import check_versions
from slacontract.checks.kpis.bands import owned
from slacontract.checks.kpis.sums import values_in
from slacontract.checks.spans import meets
from slacontract.checks.terms import how_measured
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.parse.contract import read_contract

TEXT = (Path(__file__).parent / "published" / "v1.yaml").read_text(encoding="utf-8")


OVERLAP = (
    "C205:42 99.724% of trips lies in '>= 99.72% and <= 99.859%' (line 41, pays 0) and in '>= 99.65% and <= 99.729%' "
    "(line 42, pays -5000)."
)


def read(text: str) -> Contract:
    contract, findings = read_contract(text.encode(), "v1.yaml")
    assert contract is not None, findings
    return contract


def told(text: str) -> list[str]:
    return [f"{f.code.id}:{f.at.line} {f.what}" for f in check_versions([read(text)])[1]]


def test_the_holes_and_the_overlap_of_the_tables_as_they_are_printed() -> None:
    assert told(TEXT) == [
        "C204:29 No band of on_time takes exactly 80.99%.",
        "C204:40 No band of trips takes '> 99.95% and < 99.96%', for example 99.955%.",
        OVERLAP,
        "C204:62 No band of weak_drivers takes exactly 3.99%.",
    ]


def owners(kpi: str, percent: str) -> list[str]:
    """What the bands pay that take a value."""
    contract = read(TEXT)
    how = how_measured(contract.kpis[Word(kpi)])
    assert how is not None
    bands = contract.kpis[Word(kpi)].bands
    value = mpq(percent) / 100
    assert any(piece.span.holds(value) for piece in owned(bands, values_in(contract, contract.kpis[Word(kpi)], how)))
    return [band.pay.text for band in bands if meets(value, band.when)]


@pytest.mark.parametrize(("kpi", "percent", "paid"), [
    ("weak_drivers", "4", ["12500"]), ("weak_drivers", "3.99", []), ("weak_drivers", "3.98", ["15000"]),
    ("on_time", "80.99", []), ("on_time", "80.98", ["-10000"]), ("on_time", "81", ["-7500"]),
    ("trips", "99.725", ["0", "-5000"]), ("trips", "99.73", ["0"]), ("trips", "99.719", ["-5000"]), ("trips", "99.955", []),
])  # fmt: skip
def test_who_owns_a_value(kpi: str, percent: str, paid: list[str]) -> None:
    assert owners(kpi, percent) == paid


def test_of_exact_ratios_every_edge_has_a_hole() -> None:
    exact = told(re.sub(r"\n    rounded: .*", "", TEXT))
    holes = [what.partition("takes ")[2] for what in exact if what.startswith("C204") and "weak_drivers" in what]
    assert holes == [
        f"'> {low}% and < {high}%', for example {middle}%."
        for low, high, middle in [("9.99", "10", "9.995"), ("7.99", "8", "7.995"), ("6.99", "7", "6.995"), ("5.99", "6", "5.995"),
                                  ("4.99", "5", "4.995")]
    ] + ["'>= 3.99% and < 4%', for example 3.99%."]  # fmt: skip
