"""What a measure counts stands in the end of its name, also where it may have decimals."""

from __future__ import annotations

import pytest

from slacontract.catalogue.kpis import field_unit, in_parts
from slacontract.quantities.units import Unit


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        ("fuel_price", Unit.RATE), ("uptime_pct", Unit.RATIO), ("labour_index", Unit.NUMBER), ("outage_h", Unit.HOURS),
        ("energy_kwh", Unit.COUNT), ("trips", Unit.COUNT),
    ],
)  # fmt: skip
def test_the_ending_says_the_unit(field: str, unit: Unit) -> None:
    assert field_unit(field) is unit


@pytest.mark.parametrize("field", ["energy_kwh", "peak_kw", "waste_t", "water_m3", "down_min", "seats_qty", "data_gb"])
def test_what_is_measured_has_decimals(field: str) -> None:
    assert in_parts(field)


@pytest.mark.parametrize("field", ["answered", "test_kwh_runs", "kwh", "orders", "visits_market"])
def test_things_are_whole(field: str) -> None:
    assert not in_parts(field)
