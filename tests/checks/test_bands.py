"""The proof that bands cover every value once, tried on partitions that are made, and then broken, by the machine."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.checks.kpis.bands import band_partition
from slacontract.findings import Finding
from support.desk import DESK, check, patched, read

OLD = DESK[DESK.index("    bands:") : DESK.index("    missing:")]


@dataclass(frozen=True)
class Cut:
    """A band as the test knows it: its ends in thousandths of a percent, and whether they belong to it."""

    low: int | None
    low_in: bool
    high: int | None
    high_in: bool

    def holds(self, value: mpq) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == mpq(self.low))
        return above and (self.high is None or value < self.high or (self.high_in and value == mpq(self.high)))

    @property
    def text(self) -> str:
        parts = []
        if self.low is not None:
            parts.append(f"{'>=' if self.low_in else '>'} {percent(self.low)}")
        if self.high is not None:
            parts.append(f"{'<=' if self.high_in else '<'} {percent(self.high)}")
        return " and ".join(parts)


def percent(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


@st.composite
def partitions(draw: st.DrawFn) -> list[Cut]:
    """Bands that cover 0% to 100% once, in any order of the text."""
    edges = sorted(draw(st.sets(st.integers(1, 99_999), min_size=1, max_size=6)))
    owned_below = [draw(st.booleans()) for _ in edges]
    lows = [None, *edges]
    highs = [*edges, None]
    low_in = [False, *(not below for below in owned_below)]
    high_in = [*owned_below, False]
    bands = [Cut(*cut) for cut in zip(lows, low_in, highs, high_in, strict=True)]
    return draw(st.permutations(bands))


def findings_of(bands: list[Cut]) -> list[Finding]:
    rows = "".join(f'      - {{when: "{band.text}", pay: 0%}}\n' for band in bands)
    contract = read(patched(DESK, (OLD, f"    bands:\n{rows}")))
    return list(band_partition(contract))


def witnesses(findings: list[Finding], code: str) -> list[mpq]:
    """The values that the findings name, in thousandths of a percent."""
    assert {found.code.id for found in findings} == {code}
    texts = [re.search(r"(?:example|exactly) ([0-9.]+)%|^([0-9.]+)% of", found.what) for found in findings]
    return [mpq(match[1] or match[2]) * 1000 for match in texts if match]


@given(partitions())
def test_a_partition_has_no_fault(bands: list[Cut]) -> None:
    assert findings_of(bands) == []


@given(partitions(), st.data())
def test_without_a_band_the_witness_lies_in_none(bands: list[Cut], data: st.DataObject) -> None:
    bands.remove(data.draw(st.sampled_from(bands)))
    findings = findings_of(bands)
    found = witnesses(findings, "C204")
    assert len(found) == len(findings) == 1
    assert 0 <= found[0] <= 100_000
    assert not any(band.holds(found[0]) for band in bands)


@given(partitions(), st.data())
def test_with_a_wider_band_the_witness_lies_in_two(bands: list[Cut], data: st.DataObject) -> None:
    place, band = data.draw(st.sampled_from([(p, b) for p, b in enumerate(bands) if b.low is not None]))
    assert band.low is not None
    bands[place] = replace(band, low=band.low - 1)
    findings = findings_of(bands)
    found = witnesses([f for f in findings if f.code.id == "C205"], "C205")
    assert found
    assert all(sum(band.holds(value) for band in bands) >= 2 for value in found)


@given(partitions().filter(lambda bands: any(band.low_in for band in bands)), st.data())
def test_an_edge_that_nobody_owns_is_its_own_witness(bands: list[Cut], data: st.DataObject) -> None:
    place, band = data.draw(st.sampled_from([(p, b) for p, b in enumerate(bands) if b.low_in]))
    bands[place] = replace(band, low_in=False)
    assert band.low is not None
    assert witnesses(findings_of(bands), "C204") == [mpq(band.low)]


@pytest.mark.parametrize(
    "changes",
    [
        [(">= 80% and < 90%", "> 80% and < 90%"), ('"< 80%"', '"<= 80%"')],
        [
            (">= 80% and < 90%", ">= 80% and <= 89.9%"),
            ("missing: worst", "missing: worst\n    rounded: {decimals: 1, mode: half_up}"),
        ],
        [('">= 90%"', '">= 90% and < 100%"'), ("    missing:", '      - {when: "= 100%", pay: +2%}\n    missing:')],
        [('">= 90%"', '">= 90% and <= 100%"')],
        [('"< 80%"', '">= 0 ratio and < 8000 bp"')],
    ],
    ids=["edge-below", "rounded", "point", "closed-domain", "other-units"],
)
def test_bands_that_are_whole(changes: list[tuple[str, str]]) -> None:
    assert check(*changes) == []


def test_a_hole_is_told_at_the_later_band_with_the_earlier_beside_it() -> None:
    (found,) = check((">= 80% and < 90%", ">= 80% and < 85%"))
    assert (found.at.line, [place.line for place in found.also]) == (26, [25])
    assert "'>= 85% and < 90%', for example 87.5%" in found.what


def test_bands_of_another_unit_are_not_cut_as_well() -> None:
    assert [found.code.id for found in check(('"< 80%"', '"< 0.8"'))] == ["C207"]
