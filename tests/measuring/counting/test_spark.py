"""The same measures from DuckDB and from Spark, row for row."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from measuring.counting import generated
from measuring.counting.tables_at_hand import embedded, months
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import count
from slacontract.measuring.counting.engines.places import Place
from slacontract.measuring.counting.engines.spark import Spark
from slacontract.measuring.counting.exclusions import Exclusion
from slacontract.model.counting import Counting

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and this machine has none"),
    pytest.mark.filterwarnings("ignore"),
]

FIELDS = (
    "answered", "abandoned", "ivr", "answered_in_20s", "abandoned_in_5s", "wait_answered_s",
    "entries_answered_in_20s", "entries_abandoned", "talk_s", "hold_s", "wrap_s", "legs",
    "leg_s", "transfers", "connected_s", "handle_by_60_60_s", "handle_to_390_by_30_6_s", "talk_nearest_60_60_s",
    "handle_full_60_30_s", "fcr_eligible_24h", "fcr_no_repeat_24h", "fcr_no_repeat_so_far_72h", "logged_h", "productive_h",
    "busy_h", "break_h", "tickets_open", "tickets_resolved", "resolution_h", "tickets_due_met", "surveys", "survey_points",
    "half_hours_from_1_answered_abandoned", "half_hours_met_80_in_20s_from_1_answered_abandoned",
    "quarter_hours_met_66_67_left_under_20s_from_2_answered_abandoned_flow_out", "hours_from_2_answered_abandoned_after_5s",
)  # fmt: skip
ASKED = Asked(FIELDS, frozenset({"queue", "site"}), months("2025-03-01", "2025-10-31"), "Europe/Madrid")
COUNTING = Counting(contacts="arrival", repeats_by="customer")
EXCLUDED = (Exclusion("e1", where=(("queue", ("tech",)),), ids=("c0003", "c0004", "c0005")),)


def test_the_same_measures_row_for_row(spark: SparkSession, tmp_path: Path) -> None:
    tables = {
        "interactions": generated.interactions(1), "agent_states": generated.agent_states(2), "tickets": generated.tickets(3),
        "surveys": generated.surveys(4),
    }  # fmt: skip
    here = embedded(**tables)
    for name in tables:
        here.connection.execute(f"COPY {name} TO '{tmp_path}/{name}.parquet' (FORMAT parquet)")
    named = {name: Place(f"{tmp_path}/{name}.parquet", folder=True) for name in tables}
    there = Spark(spark, named, wanted=tables)
    assert there.findings == []
    ours, theirs = (count(engine, ASKED, COUNTING, EXCLUDED) for engine in (here, there))
    assert {table.view for table in ours.tables} == {
        "contacts", "entries", "legs", "repeats", "agent_time", "tickets", "surveys", "intervals",
    }  # fmt: skip
    assert ours.tables == theirs.tables
    assert ours.doubt == theirs.doubt
    assert ours.removed == theirs.removed
    assert sum(len(table.rows) for table in ours.tables) > 30


def test_seconds_are_counted_without_their_parts(spark: SparkSession) -> None:
    """By hand: from 10:00:00.9 to 10:00:01.1 a second begins; from 10:00:00.1 to 10:00:00.9 none does."""
    asked = "SELECT DATE_DIFF('second', TIMESTAMP '2026-03-01 10:00:00.{}', TIMESTAMP '2026-03-01 10:00:0{}') AS s"
    for begins, ends, seconds in ((9, "1.1", 1), (1, "0.9", 0), (6, "2.1", 2)):
        assert Spark(spark, wanted=()).rows(asked.format(begins, ends))[0][0] == seconds
