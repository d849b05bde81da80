"""What a limit changes, told KPI by KPI: the shares add up to the one line, and none is more than a coin off its proportion."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from support.settling import Row, amounts, small

CONTRACT = """
billing:
  care: {model: per_contact, clause: A 1, count: answered, each: site, rate: 2}
kpis:
  a: {clause: B 1, formula: a_amount, unit: money, better: neither, each: site, pay: 100% of value, missing: neutral}
  b: {clause: B 2, formula: b_amount, unit: money, better: neither, each: site, pay: 100% of value, missing: neutral}
  c: {clause: B 3, formula: c_amount, unit: money, better: neither, each: site, pay: 100% of value, missing: neutral}
limits:
  - {clause: B 7, on: ON, at_most: 50, every: period, SHARED}
"""
cents = st.integers(-20_000, 20_000).map(lambda number: Fraction(number, 100))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(cents, cents, cents), min_size=2, max_size=2), st.sampled_from(["penalty", "bonus", "net"]),
       st.sampled_from(["", "kpi: [a, b, c], ", "each: site, "]))  # fmt: skip
def test_the_shares_add_up_to_the_line(found: list[tuple[Fraction, ...]], on: str, scope: str) -> None:
    rows: list[Row] = [
        {"period": "2026-01", "site": site, "answered": 100}
        | {f"{name}_amount": f"{float(value):.2f}" for name, value in zip("abc", row, strict=True)}
        for site, row in zip(("leon", "vigo"), found, strict=True)
    ]
    text = CONTRACT.replace("ON", on)
    plain, shared = (
        amounts(small(text.replace(", SHARED", said), rows))
        for said in (f", {scope}".rstrip(", "), f", {scope}shared_out: by_kpi")
    )
    assert sum(plain.values()) == sum(shared.values())
    for suffix in ("[site=leon]", "[site=vigo]") if "each" in scope else ("",):
        whole = plain["2026-01", f"limit.1{suffix}"]
        parts = {name: shared["2026-01", f"limit.1{suffix}.of.{name}"] for name in "abc"}
        assert sum(parts.values()) == whole
        side = max if whole < 0 else min
        sites = [row for site, row in zip(("leon", "vigo"), found, strict=True) if suffix in {"", f"[site={site}]"}]
        due = {name: sum(side(row[place], Fraction(0)) for row in sites) for place, name in enumerate("abc")}
        for name in parts if whole else ():
            assert abs(parts[name] - whole * due[name] / sum(due.values())) <= Fraction(1, 100)
