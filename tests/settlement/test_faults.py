"""Faults that only the figures show."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.model.measures import Cell, Figure, Measures, Member
from slacontract.settlement.settlement import settle
from support.everything_contract import SOURCE, agreement, measures

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
    assert [(f.code.id, f.what) for f in findings] == [("M315", "Answer rate is 105.555555… % in 2026-01, which cannot be.")]


def test_a_missing_billed_figure_names_the_member_and_the_periods() -> None:
    terms = agreement()
    cells = {c: f for c, f in measures(1, 5).cells.items() if c.member != (("queue", "tech"),) or c.period == "2026-01"}
    settlement, findings = settle(terms, Measures(cells), terms.latest.schedule.periods()[:5])
    assert settlement is None
    told = findings[0].what
    assert "'talk_s' has no figure for queue tech (there are care, voice) in 4 periods from 2026-02 to 2026-05" in told
    assert {f.code.id for f in findings} == {"M302"}
    assert len(findings) == 4  # talk, hold, wrap and the contacts of the cap, each once


def test_a_member_with_half_of_its_figures_is_not_mixed_into_a_ratio() -> None:
    """Care: 5 of 10 satisfied. Tech: 3 satisfied of a number that is not there. 8 of 10 would be 80 %, and nobody's."""
    text = SOURCE.read_text(encoding="utf-8").replace("variant: ready_made", "variant: {method: top_box}")
    terms = agreement(text)
    care: Member = (("queue", "care"),)
    tech: Member = (("queue", "tech"),)
    figures = {c: f for c, f in measures(1, 2).cells.items() if c.field != "csat"}
    for period in ("2026-01", "2026-02"):
        figures[Cell(period, care, "surveys")] = Figure(mpq(10))
        figures[Cell(period, care, "surveys_satisfied")] = Figure(mpq(5))
        figures[Cell(period, tech, "surveys_satisfied")] = Figure(mpq(3))
    figures[Cell("2026-02", tech, "surveys")] = Figure(mpq(6))
    settlement, findings = settle(terms, Measures(figures), terms.latest.schedule.periods()[:2])
    assert settlement is not None
    january, february = settlement.asked
    assert settlement.value("kpi.csat.value", january) is None
    assert settlement.value("kpi.csat.value", february) == mpq(1, 2)
    assert [f.what for f in findings] == [
        "In 2026-01, queue tech has 'surveys_satisfied' and no 'surveys': 'csat' counts as not measured."
    ]
