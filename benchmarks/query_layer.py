"""Ibis or SQL text: the same counters from ten million rows, and how many of our queries each can say in other dialects."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import by_hand


def with_ibis(source: Path) -> object:
    """The counters of ``by_hand`` as an Ibis expression on DuckDB."""
    import ibis  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  # not among our dependencies

    t = ibis.duckdb.connect().read_parquet(f"{source}/*.parquet")
    handle = t.talk_s.fill_null(0) + t.hold_s.fill_null(0) + t.wrap_s.fill_null(0)
    months = ("2026-01-31 23:00", "2026-02-28 23:00", "2026-03-31 22:00", "2026-04-30 22:00", "2026-05-31 22:00")
    cases = [(t.queued_at < ibis.timestamp(edge), f"2026-{n:02}") for n, edge in enumerate(months, 1)]
    t = t.mutate(handle_s=handle, period=ibis.cases(*cases, else_="2026-06"))
    answered, lost = t.outcome == "answered", t.outcome == "abandoned"
    begun = t.handle_s + (60 - t.handle_s % 60) % 60
    return t.group_by(["period", "queue"]).agg(
        answered=answered.sum(), abandoned=lost.sum(), answered_in_20s=(answered & (t.wait_s <= 20)).sum(),
        abandoned_in_5s=(lost & (t.wait_s <= 5)).sum(), wait_answered_s=answered.ifelse(t.wait_s, 0).sum(),
        talk_s=t.talk_s.sum(), hold_s=t.hold_s.sum(), wrap_s=t.wrap_s.sum(),
        handle_by_60_60_s=answered.ifelse(begun, 0).sum(), handle_to_390_s=answered.ifelse(ibis.least(t.handle_s, 390), 0).sum(),
    ).execute()  # fmt: skip


CONTENDERS = {"SQL text on DuckDB": by_hand, "Ibis on DuckDB": with_ibis}
