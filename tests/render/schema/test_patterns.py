"""The spelling that a schema lets pass is the one that the reader takes: for texts put together at random from their pieces."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from slacontract.model import trials  # noqa: F401  # all models are read, so that all readers are known
from slacontract.model.between import read_grace
from slacontract.model.billing.charges import read_charges
from slacontract.model.contract import Contract  # noqa: F401
from slacontract.model.kpis.bases import read_base
from slacontract.model.kpis.memory import read_run
from slacontract.model.kpis.scales import read_days
from slacontract.model.kpis.windows import read_length
from slacontract.model.periods import read_starting_day
from slacontract.model.register import read_deadline
from slacontract.model.texts import Word
from slacontract.render.schema.forms import BESIDE, BY_NAME, named_readers

NUMBERS = [
    "0", "7", "80", "12.50", "0.42", "1234567890123", "123456789012", "1.123456789", "010", "1,5", "1_000", ".5", "5.", "1e3",
]  # fmt: skip
UNITS = [
    "",
    "%",
    " %",
    "bp",
    " ratio",
    " s",
    "s",
    "min",
    " h",
    "m",
    "m30s",
    "h",
    "h5m",
    " point",
    " points",
    " day",
    " days",
    "  s",
    " x",
    "%%",
]
NAMES = [
    "billing",
    "billing.care",
    "billing.care after caps",
    "billing before caps",
    "figures.own",
    "value",
    "care_2",
    "Care",
    "50000",
    "0",
    "",
]
COUNTED = [
    "day",
    "days",
    "working days",
    "periods",
    "hours",
    "minute",
    "consecutive",
    "of 6",
    "of contract_year",
    "of term",
    "months",
]
quantities = st.builds(
    "".join, st.tuples(st.sampled_from(["", "", "+", "-", " ", "--"]), st.sampled_from(NUMBERS), st.sampled_from(UNITS))
)
shares = st.builds("{} of {}".format, quantities, st.sampled_from(NAMES))
bounds = st.builds("{}{}".format, st.sampled_from(["< ", ">=", "<= ", "= ", "> ", "<> ", "", "=<"]), quantities)
intervals = st.builds("{}{}{}".format, bounds, st.sampled_from([" and ", " or ", "and", ""]), bounds) | bounds
SINGLE = [
    "monday", "calendar", "term", "contract_year", "a-b", "a--b", "a b", "2026-07-01", "12", "22:00", "24:00", "24:01", "7:00",
    "2025-Q4", "2025-13", "2025", "2025-12", "2 months", "1 month", "-1 months",
]  # fmt: skip
words = st.sampled_from([*NAMES, *SINGLE])
counted = st.builds(
    "{} {}".format, st.sampled_from(["0", "1", "2", "12", "999", "1000", "99999", "-1", "1.5"]), st.sampled_from(COUNTED)
)
formulas = st.sampled_from(["(talk_s + hold_s) / answered", "csat >= 75%", "a +* b", "2026-02-30", "min(a, 2) > 1", "not a > 1"])
every = quantities | shares | intervals | words | counted

OTHERS: dict[str, Callable[[Any], object]] = {
    "read_grace": read_grace, "read_charges": read_charges, "read_base": read_base, "read_run": read_run, "read_days": read_days,
    "read_length": read_length, "read_starting_day": read_starting_day, "read_deadline": read_deadline,
}  # fmt: skip
LOOSER = {"Formula", "Condition", "Date"}
"""A schema knows no brackets and no calendar."""
READERS = {name: reader for reader, name in named_readers().items()} | OTHERS
FORMS = sorted(name for name in READERS if name not in LOOSER)


def taken(read: Callable[[Any], object], text: str) -> bool:
    try:
        read(Word(text))
    except PydanticCustomError:
        return False
    return True


def passes(name: str, text: str) -> bool:
    form = BY_NAME.get(name) or BESIDE[name]["anyOf"][0]
    form = form["anyOf"][0] if "anyOf" in form else form
    return bool(re.search(form["pattern"], text)) and len(text) <= form.get("maxLength", 10_000)


@pytest.mark.parametrize("name", FORMS)
@given(text=every)
def test_what_passes_is_what_the_reader_takes(name: str, text: str) -> None:
    assert passes(name, text) == taken(READERS[name], text), text


@pytest.mark.parametrize("name", sorted(LOOSER))
@given(text=every | formulas)
def test_nothing_that_the_reader_takes_is_underlined(name: str, text: str) -> None:
    assert passes(name, text) or not taken(READERS[name], text), text


@pytest.mark.parametrize("name", [*BY_NAME, *BESIDE])
def test_examples_pass(name: str) -> None:
    form = BY_NAME.get(name) or BESIDE[name]
    form = form["anyOf"][0] if "anyOf" in form else form
    for example in form.get("examples", []):
        assert passes(name, example), example


def test_every_reader_of_the_models_has_a_form() -> None:
    assert {"Name", "Money", "Percent", "Price", "Bounds", "Pay", "Time", "MostAmount", "Months"} <= set(READERS)
