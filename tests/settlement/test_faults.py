"""Faults that only the figures show."""

from __future__ import annotations

from gmpy2 import mpq
from support.everything_contract import SOURCE, agreement, measures

from slacontract.model.measures import Cell, Figure, Measures, Member
from slacontract.settlement.settlement import settle

ANSWER_RATE = "kpi: answer_rate\n    variant: {abandons: offered_field}\n    where: {queue: voice}"


def test_a_proportion_above_the_whole_is_no_result() -> None:
    """950 answered of 900 offered: 105.56 %."""
    text = SOURCE.read_text(encoding="utf-8").replace("kpi: csat\n    variant: ready_made", ANSWER_RATE)
    terms = agreement(text)
    voice: Member = (("queue", "voice"),)
    figures = measures(1, 1).cells | {  # type: ignore[operator]  # a dict
        Cell("2026-01", voice, "answered"): Figure(mpq(950)),
        Cell("2026-01", voice, "offered"): Figure(mpq(900)),
    }
    settlement, findings = settle(terms, Measures(figures), terms.latest.schedule.periods()[:1])
    assert settlement is None
    assert [(f.code.id, f.what) for f in findings] == [
        ("M315", "Answer rate is 105.555555… % in 2026-01, which cannot be.")
    ]


def test_a_missing_billed_figure_names_the_member_and_the_periods() -> None:
    terms = agreement()
    cells = {c: f for c, f in measures(1, 5).cells.items() if c.member != (("queue", "tech"),) or c.period == "2026-01"}
    settlement, findings = settle(terms, Measures(cells), terms.latest.schedule.periods()[:5])
    assert settlement is None
    assert "'talk_s' has no figure for queue tech (there are care, voice) in 4 periods from 2026-02 to 2026-05" in findings[0].what
    assert {f.code.id for f in findings} == {"M302"}
    assert len(findings) == 4  # talk, hold, wrap and the contacts of the cap, each once
