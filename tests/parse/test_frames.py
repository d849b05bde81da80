"""Data frames: the same way as a file, exact where the frame is exact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from gmpy2 import mpq

from slacontract.findings import Finding
from slacontract.model.feed import Feed
from slacontract.model.measures import Cell, Wanted
from slacontract.parse.frames import measures_from_frame

Only = Callable[..., Finding]


def test_figures_of_every_type(wanted: Wanted) -> None:
    frame = pd.DataFrame(
        {
            "period": ["2026-05", "2026-06"],
            "queue": ["007", "NA"],
            "offered": [2**31, 5],
            "talk_s": [0.1 + 0.2, 7.0],
            "sales": [Decimal("1234567890.12345678"), Decimal(-3)],
            "csat": ["86.2%", "100%"],
        }
    )
    measures, findings = measures_from_frame(frame, wanted)
    assert findings == []
    first = {c.field: f.value for c, f in measures.cells.items() if c.period == "2026-05"}
    assert first == {
        "offered": 2147483648,
        "talk_s": mpq(3, 10),
        "sales": mpq(123456789012345678, 10**8),
        "csat": mpq(431, 500),
    }
    assert measures.values_of("queue") == ("007", "NA")
    assert str(measures.cells[Cell("2026-06", (("queue", "NA"),), "offered")].at) == "frame!offered[1]"
    assert measures.sources[0].name == "frame"


@pytest.mark.parametrize("days", [[date(2026, 5, 1), date(2026, 5, 2)], pd.to_datetime(["2026-05-01", "2026-05-02"])])
def test_days(days: Any, wanted: Wanted) -> None:
    measures, findings = measures_from_frame(pd.DataFrame({"date": days, "offered": [1, 2]}), wanted)
    assert findings == []
    assert [(c.period, f.value, f.rows) for c, f in measures.cells.items()] == [("2026-05", mpq(3), 2)]


def test_periods_of_pandas(wanted: Wanted) -> None:
    frame = pd.DataFrame({"period": pd.period_range("2026-05", periods=2, freq="M"), "offered": [1, 2]})
    measures, findings = measures_from_frame(frame, wanted)
    assert (findings, measures.periods()) == ([], frozenset({"2026-05", "2026-06"}))


@pytest.mark.parametrize(
    ("value", "code", "word"),
    [
        (None, "M304", "blank"),
        (float("nan"), "M304", "blank"),
        (pd.NA, "M304", "blank"),
        (pd.NaT, "M304", "blank"),
        (True, "M309", "TRUE"),
        (np.bool_(1), "M309", "TRUE"),
        (float("inf"), "M305", "inf"),
        (Decimal("Infinity"), "M305", "Infinity"),
        (Decimal("1E+999999999"), "M305", "outside"),
        (10**40, "M305", "15 digits"),
        (-1, "M315", "negative"),
        (0.5, "M315", "whole"),
        ("1,5", "M305", "comma"),
        ([1], "M305", "not a number"),
        (date(2026, 5, 1), "M309", "date"),
    ],
)
def test_values_that_are_refused(value: object, code: str, word: str, wanted: Wanted, only: Only) -> None:
    frame = pd.DataFrame({"period": ["2026-05"], "offered": pd.Series([value], dtype=object)})
    only(measures_from_frame(frame, wanted)[1], code, "frame!offered[0]", word)


def test_missing_marks_of_a_feed(wanted: Wanted) -> None:
    frame = pd.DataFrame({"period": ["2026-05"], "offered": [None], "answered": [np.int64(3)]})
    measures, findings = measures_from_frame(frame, wanted, feed=Feed(missing=("",)))
    assert (findings, measures.fields()) == ([], frozenset({"answered"}))


def test_short_floats_are_refused(wanted: Wanted, only: Only) -> None:
    frame = pd.DataFrame({"period": ["2026-05"], "talk_s": np.array([0.1], dtype="float32")})
    only(measures_from_frame(frame, wanted, name="calls")[1], "M309", "calls!talk_s", "float32", "float64")


def test_headers_of_frames(wanted: Wanted, only: Only) -> None:
    only(measures_from_frame(pd.DataFrame(), wanted)[1], "M307", "frame", "no columns")
    twice = pd.DataFrame([["2026-05", 1, 2]], columns=["period", "offered", "offered"])
    only(measures_from_frame(twice, wanted)[1], "M307", "frame!offered", "stands twice")


def test_the_fingerprint_is_of_the_cells(wanted: Wanted) -> None:
    def digest(offered: int) -> str:
        return measures_from_frame(pd.DataFrame({"period": ["2026-05"], "offered": [offered]}), wanted)[0].sources[0].sha256

    assert digest(1) == digest(1) != digest(2)
