"""A limit is said never to bind exactly when the worst month of all stays below it; the worst month is found by hand here.

KPIs pay by bands, in money or in percent of one of two lines; limits are on one KPI, then on all, of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.proofs.prove import prove
from support.settling import HEAD, agreed

LINES = ("desk", "calls")


@dataclass(frozen=True)
class Made:
    """A KPI that was made: what its worst and its best band pay, in money or percent, and of which line."""

    worst: int
    best: int
    line: str

    @property
    def suffix(self) -> str:
        return "%" if self.line else ""

    def text(self, name: str) -> str:
        base = f"    base: billing.{self.line}\n" if self.line else ""
        bands = f'[{{when: "< 80%", pay: {self.worst}{self.suffix}}}, {{when: ">= 80%", pay: {self.best}{self.suffix}}}]'
        return (
            f"  {name}:\n    clause: B\n    formula: {name}_met / {name}_asked\n    unit: percent\n    better: higher\n"
            f"    domain: proportion\n{base}    bands: {bands}\n    missing: neutral\n"
        )

    def least(self, billed: dict[str, Fraction]) -> Fraction:
        return Fraction(self.worst, 100) * billed[self.line] if self.line else Fraction(self.worst)


kpis = st.builds(Made, st.integers(-9, -1), st.integers(0, 3), st.sampled_from(["", *LINES]))
caps = st.tuples(st.integers(1, 20), st.sampled_from(["", "billing", "billing.desk", "billing.calls"]))


def cap_text(cap: tuple[int, str]) -> str:
    return f"{cap[0]}% of {cap[1]}" if cap[1] else str(cap[0])


def cap_of(cap: tuple[int, str], billed: dict[str, Fraction]) -> Fraction:
    most, of = cap
    if not of:
        return Fraction(most)
    return Fraction(most, 100) * (sum(billed.values()) if of == "billing" else billed[of.removeprefix("billing.")])


BILLS = [{"desk": Fraction(a), "calls": Fraction(b)} for a in (0, 1, 10**6) for b in (0, 1, 10**6)]
"""Corners of what may be billed: what holds there holds for all bills, for everything is linear in both lines."""


@settings(max_examples=60, deadline=None)
@given(st.lists(kpis, min_size=1, max_size=3), caps, caps, st.booleans())
def test_it_is_told_exactly_when_no_bill_and_no_result_reaches_it(
    made: list[Made],
    on_one: tuple[int, str],
    on_all: tuple[int, str],
    has_own: bool,  # noqa: FBT001
) -> None:
    names = [f"kpi_{number}" for number in range(len(made))]
    own = f"  - {{clause: C 1, on: penalty, kpi: kpi_0, at_most: {cap_text(on_one)}, every: period}}\n" if has_own else ""
    text = (
        HEAD
        + "billing:\n  desk: {model: per_contact, clause: A 1, count: answered, rate: 2}\n"
        + "  calls: {model: per_contact, clause: A 2, count: offered, rate: 1}\nkpis:\n"
        + "".join(kpi.text(name) for kpi, name in zip(made, names, strict=True))
        + f"limits:\n{own}  - {{clause: C 2, on: penalty, at_most: {cap_text(on_all)}, every: period}}\n"
        + "accept: [{code: C219, why: drawn}, {code: C245, why: drawn}]\n"
    )
    told = [f.what for f in prove(agreed(text)) if f.code.id == "C244"]

    def before(billed: dict[str, Fraction]) -> Fraction:
        first = -made[0].least(billed)
        first = min(first, cap_of(on_one, billed)) if has_own else first
        return first + sum((-kpi.least(billed) for kpi in made[1:]), Fraction(0))

    def never(pairs: list[tuple[Fraction, Fraction]]) -> bool:
        """Not even the same: a limit that is as large as the worst month is no oddity."""
        return all(due <= cap for due, cap in pairs) and pairs[-1][0] < pairs[-1][1]

    expected = [never([(before(b), cap_of(on_all, b)) for b in BILLS])]
    if has_own:
        expected.append(never([(-made[0].least(b), cap_of(on_one, b)) for b in BILLS]))
    mins_matter = has_own and bool(on_one[1])
    assert len(told) == sum(expected) or (mins_matter and len(told) < sum(expected))
