"""What each proof says and does not say of small contracts; the figures are worked out in the comments."""

from __future__ import annotations

import pytest

from slacontract.proofs.prove import proofs_of, prove
from support.settling import HEAD, agreed, read

FEE = """
billing:
  desk: {model: fixed, clause: A 1, amount: 100000}
"""
CSAT = """
  csat:
    clause: B 1
    kpi: csat
    variant: {method: top_box}
    target: ">= 80%"
    missing: neutral
"""
BANDS = (
    CSAT
    + """    bands:
      - {when: "< 80%", pay: -1000}
      - {when: ">= 80%", pay: 500}
"""
)


def told(text: str, head: str = HEAD) -> list[str]:
    """The codes and sentences that are proved of a contract."""
    return [f"{f.code.id}: {f.what}" for f in prove(agreed(head + text))]


def of(kpis: str, rest: str = "limits: []\n", billing: str = FEE, head: str = HEAD) -> list[str]:
    return told(f"{billing}kpis:{kpis}{rest}", head)


def test_of_an_ordinary_contract_nothing_is_proved() -> None:
    assert of(BANDS) == []
    assert told(FEE + "limits: []\n") == []


def test_a_limit_on_the_net_binds_on_one_side_or_on_none() -> None:
    """The net lies between -1,000 and 500."""
    for most, binds in ((499, True), (600, True), (999, True), (1000, True), (1001, False)):
        found = of(BANDS, f"limits:\n  - {{clause: C 1, on: net, at_most: {most}, every: period}}\n")
        assert bool(found) != (binds or most == 1000), most


def test_limits_count_in_their_order() -> None:
    """Two KPIs of 3,000 each, held to 1,000 each before the limit on all: 2,000 reaches it and not 6,000."""
    two = CSAT + """    bands: [{when: "< 80%", pay: -3000}, {when: ">= 80%", pay: 0}]
""" + CSAT.replace("csat:\n    clause", "csat_of_chats:\n    clause").replace("B 1", "B 2") + """    where: {channel: chat}
    bands: [{when: "< 80%", pay: -3000}, {when: ">= 80%", pay: 0}]
"""  # fmt: skip
    own = "  - {clause: C 1, on: penalty, kpi: csat, at_most: 1000, every: period}\n"
    own += "  - {clause: C 2, on: penalty, kpi: csat_of_chats, at_most: 1000, every: period}\n"
    on_all = "  - {{clause: C 3, on: penalty, at_most: {}, every: period}}\n"
    accepted = "accept: [{code: C219, why: the table says how bad it is}, {code: C245, why: as above}]\n"
    assert [t[:4] for t in of(two, f"limits:\n{own}{on_all.format(1999)}{accepted}")] == []
    (never,) = of(two, f"limits:\n{own}{on_all.format(2001)}{accepted}")
    assert never == "C244: The limit '2001' never binds: with every result at its worst, the penalty before it is at most 2000."
    assert of(two, f"limits:\n{on_all.format(5999)}") == []
    assert len(of(two, f"limits:\n{on_all.format(6001)}")) == 1


def test_a_limit_of_the_year_counts_the_periods_of_its_longest_year() -> None:
    """12 months of 1,000; of a term of 18 months the first year has 12 and the second 6."""
    year = "limits:\n  - {{clause: C 1, on: penalty, at_most: {}, every: contract_year}}\n"
    longer = HEAD.replace("2026-12-31", "2027-06-30")
    for head in (HEAD, longer):
        assert of(BANDS, year.format(12000), head=head) == []
        assert of(BANDS, year.format(11999), head=head) == []
        (never,) = of(BANDS, year.format(12001), head=head)
        assert never.endswith("the penalty before it is at most 1000 in each of 12 periods.")
    (never,) = of(BANDS, "limits:\n  - {clause: C 1, on: bonus, at_most: 9001, every: term}\n", head=longer)
    assert never.endswith("the bonus before it is at most 500 in each of 18 periods.")


def test_a_share_of_the_billing_to_date_is_compared_period_by_period() -> None:
    share = (
        CSAT
        + """    base: billing
    bands: [{when: "< 80%", pay: -3%}, {when: ">= 80%", pay: 0%}]
"""
    )
    year = "limits:\n  - {{clause: C 1, on: penalty, at_most: {}% of billing_to_date, every: contract_year}}\n"
    assert of(share, year.format(2)) == []
    (never,) = of(share, year.format(4))
    assert "at most 3% of billing" in never


def test_a_share_of_one_line_is_less_than_the_same_share_of_all() -> None:
    two_lines = FEE + "  calls: {model: per_contact, clause: A 2, count: answered, rate: 2}\n"
    share = (
        CSAT
        + """    base: billing.desk
    bands: [{when: "< 80%", pay: -3%}, {when: ">= 80%", pay: 0%}]
"""
    )
    limit = "limits:\n  - {{clause: C 1, on: penalty, at_most: 3% of {}, every: period}}\n"
    (never,) = of(share, limit.format("billing"), two_lines)
    assert never.endswith("the penalty before it is at most 3% of billing.desk.")
    assert of(share, limit.format("billing.desk"), two_lines) == []
    assert of(share, limit.format("billing.calls"), two_lines) == []  # nobody knows which of the two bills more


def test_members_that_are_not_named_may_be_any_number() -> None:
    """Of one site 1,000 are never 5,000; of ten they are."""
    each = BANDS.replace("missing: neutral", "missing: neutral\n    each: [site]")
    limit = "limits:\n  - {clause: C 1, on: penalty, at_most: 5000, every: period}\n"
    assert of(each, limit) == []


@pytest.mark.parametrize(("sites", "at_most", "binds"), [
    ("a, b, c", 3001, False), ("a, b, c", 3000, True), ("a, b, c", 2999, True), ("a, b, c, d", 3001, True),
])  # fmt: skip
def test_members_with_attributes_are_all_there_are(sites: str, at_most: int, *, binds: bool) -> None:
    """Three sites of 1,000 each are 3,000 at most, and four are 4,000; measures of a fifth are refused."""
    attributes = ", ".join(f"{site}: {{country: es}}" for site in sites.split(", "))
    each = BANDS.replace("missing: neutral", "missing: neutral\n    each: [site]")
    limit = f"limits:\n  - {{clause: C 1, on: penalty, at_most: {at_most}, every: period}}\n"
    found = of(each, f"{limit}attributes: {{site: {{{attributes}}}}}\n")
    assert bool(found) != binds
    assert all(t.endswith("the penalty before it is at most 3000.") for t in found)


def test_one_of_two_dimensions_is_not_enough() -> None:
    """Sites are listed and queues are not: of each site any number of queues may fail."""
    each = BANDS.replace("missing: neutral", "missing: neutral\n    each: [site, queue]")
    limit = "limits:\n  - {clause: C 1, on: penalty, at_most: 50000, every: period}\n"
    assert of(each, f"{limit}attributes: {{site: {{a: {{country: es}}, b: {{country: es}}}}}}\n") == []


BY_SITE = """
billing:
  desk: {model: per_contact, clause: A 1, count: answered, each: site, rate: 2}
"""


@pytest.mark.parametrize(("at_most", "binds"), [("6%", True), ("8%", True), ("9%", False)])
def test_a_limit_of_each_member_asks_for_no_number_of_them(at_most: str, *, binds: bool) -> None:
    """Whatever sites there are, each costs 8 % of its own billing at most."""
    share = (
        CSAT.replace("missing: neutral", "missing: neutral\n    each: site\n    base: billing.desk")
        + """    bands:
      - {when: "< 80%", pay: -8%}
      - {when: ">= 80%", pay: 0%}
"""
    )
    limit = f"limits:\n  - {{clause: C 1, on: penalty, at_most: {at_most} of billing.desk, every: period, each: site}}\n"
    found = of(share, limit, BY_SITE)
    assert bool(found) != binds
    assert all(t.endswith("the penalty of each site before it is at most 8% of billing.desk.") for t in found)


def test_a_scale_of_one_group_is_proved_by_itself() -> None:
    tiers = """
attributes: {queue: {care: {tier: gold}, tech: {tier: silver}}}
kpis:
  answer:
    clause: B 1
    kpi: asa
    variant: {of: all_answered}
    each: [queue]
    scales:
      by: tier
      is:
        gold:
          target: "<= 20 s"
          per_unit: {step: 1 s, above: 20 s, pay: -100, count: exact}
        silver:
          target: "<= 30 s"
          per_unit:
            - {step: 1 s, below: 30 s, pay: 50, count: exact}
            - {step: 1 s, above: 10 s, pay: -20, count: exact}
    missing: neutral
limits: []
"""
    found = told(FEE + tiers)
    # at 20 s silver pays 10 x 50 and takes 10 x 20; it is charged 400 at its target of 30 s
    assert [t[:4] for t in found] == ["C242", "C243"]
    assert all("(tech)" in t for t in found)


REPEAT = """    repeat:
      {{clause: B 2, failure: {failure}, after: {after}, times: 2, compounding: "no", restart: {restart}, missing: passed_over}}
"""


@pytest.mark.parametrize(("after", "restart", "months", "most"), [
    ("12 consecutive", "never", 12, None), ("13 consecutive", "never", 12, 12), ("13 consecutive", "never", 24, None),
    ("13 consecutive", "contract_year", 24, 12), ("6 of 6", "never", 12, None), ("7 of contract_year", "never", 6, 6),
    ("6 of contract_year", "never", 6, None), ("4 of 12", "applied", 12, None),
])  # fmt: skip
def test_a_repeat_is_reached_within_the_term(after: str, restart: str, months: int, most: int | None) -> None:
    head = HEAD.replace("2026-12-31", {6: "2026-06-30", 12: "2026-12-31", 24: "2027-12-31"}[months])
    found = of(BANDS + REPEAT.format(failure="target_missed", after=after, restart=restart), head=head)
    if most is None:
        assert found == []
    else:
        (never,) = found
        assert never == (
            f"C248: '{after}' is never reached: csat can fail in all {months} periods of the term, and at most {most} failures "
            "count together."
        )


def test_of_six_months_two_quarters_are_judged() -> None:
    quarterly = BANDS.replace("missing: neutral", "missing: neutral\n    every: quarter\n    part_span: judged")
    assert of(quarterly + REPEAT.format(failure="target_missed", after="2 of 6", restart="never")) == []
    (never,) = of(quarterly + REPEAT.format(failure="target_missed", after="3 of 6", restart="never"))
    assert "at most 2 failures count together" in never


def test_penalties_that_nothing_costs_do_not_repeat_and_are_not_given_back() -> None:
    bonus = BANDS.replace("-1000", "0")
    (never,) = of(bonus + REPEAT.format(failure="penalty", after="2 consecutive", restart="never"))
    assert never == "C248: No result of csat costs a penalty, so nothing counts towards '2 consecutive'."
    back = "    earn_back: {clause: B 2, every: quarter, good: 2 consecutive, missing: failure, returns: 50%}\n"
    assert [t[:4] for t in of(bonus + back)] == ["C248"]
    assert of(BANDS + back) == []


@pytest.mark.parametrize(("every", "good", "works"), [
    ("quarter", 2, True), ("quarter", 3, False), ("half_year", 5, True), ("half_year", 6, False), ("term", 11, True),
])  # fmt: skip
def test_good_periods_fit_into_the_span_after_a_failure(every: str, good: int, works: bool) -> None:  # noqa: FBT001
    back = f"    earn_back: {{clause: B 2, every: {every}, good: {good} consecutive, missing: failure, returns: 50%}}\n"
    assert bool(of(BANDS + back)) != works


def test_what_is_judged_once_in_its_span_has_nothing_to_give_back() -> None:
    quarterly = BANDS.replace("missing: neutral", "missing: neutral\n    every: quarter\n    part_span: judged")
    back = "    earn_back: {{clause: B 2, every: {}, how: mean, returns: 50%}}\n"
    assert [t[:4] for t in of(quarterly + back.format("quarter"))] == ["C248"]
    assert of(quarterly + back.format("contract_year")) == []


def test_figures_and_ramps_beyond_the_term() -> None:
    later = """
billing:
  desk: {model: fixed, clause: A 1, amount: [{from: 2026-01-01, is: 5000}, {from: 2027-01-01, is: 5500}]}
"""
    assert told(later + "limits: []\n") == ["C248: What is said from 2027-01-01 on never holds: the term ends on 2026-12-31."]
    ramp = """
billing:
  calls:
    model: per_contact
    clause: A 1
    count: answered
    rate: 2
    ramp: {{clause: A 2, from: 2026-01-01, steps: [{{periods: {}, pays: 50%}}, {{periods: 3, pays: 80%}}]}}
"""
    assert told(ramp.format(11) + "limits: []\n") == []
    assert told(ramp.format(12) + "limits: []\n") == [
        "C248: 'calls' never pays 80% by its ramp: the steps before take 12 periods, and from 2026-01-01 the term has 12."
    ]


def test_a_path_that_the_term_cuts_short() -> None:
    glide = (
        CSAT.replace('    target: ">= 80%"\n', "").replace("{method: top_box}", "{{method: top_box}}")
        + """    against:
      clause: B 2
      compared: difference
      glide: {{from: 70%, to: 82%, first: 2026-07-01, periods: {}}}
    bands: [{{when: "< 0 points", pay: -1000}}, {{when: ">= 0 points", pay: 0}}]
"""
    )
    assert of(glide.format(6)) == []
    assert of(glide.format(7)) == ["C248: csat never gets to 82%: from 2026-07-01 the term has 6 periods, and the way takes 7."]


def test_caps_of_a_fixed_line() -> None:
    line = "\nbilling:\n  desk: {{model: fixed, clause: A 1, amount: 5000, billing_cap: {{clause: A 2, amount: {}}}}}\n"
    assert [t[:4] for most in (4000, 5000, 6000) for t in told(line.format(most) + "limits: []\n")] == ["C245", "C244"]


POOL = (
    """
pools:
  risk: {{clause: B 0, at_risk: 10% of billing.desk}}
kpis:"""
    + CSAT.replace("{", "{{").replace("}", "}}")
    + """    base: {{pool: risk, share: 40%}}
    bands: [{{when: "< 80%", pay: -100%}}, {{when: ">= 80%", pay: 0%}}]
  answer:
    clause: B 2
    kpi: asa
    variant: {{of: all_answered}}
    base: {{pool: risk, share: 60%}}
    bands: [{{when: "<= 30 s", pay: 0%}}, {{when: "> 30 s", pay: {}}}]
    missing: neutral
limits: {}
"""
)


def test_a_pool_is_used_up_and_no_more() -> None:
    assert told(FEE + POOL.format("-100%", "[]")) == []
    assert told(FEE + POOL.format("-90%", "[]")) == [
        "C254: Together the KPIs of pool 'risk' can take 94% of it, never all of it: csat 40%, answer 54%."
    ]
    assert told(FEE + POOL.format("-150%", "[]")) == [
        "C254: Together the KPIs of pool 'risk' can take 130% of it, more than all of it: csat 40%, answer 90%."
    ]
    limited = "\n  - {clause: C 1, on: penalty, at_most: {pool: risk}, every: period}"
    assert told(FEE + POOL.format("-150%", limited)) == []


RETAINED = """
retentions:
  - clause: D 1
    withheld: 5%
    on: billing
    every: quarter
    kpis: [csat]
    missing: met
    counts: [fixed_fees]
    release: [{{at_least: 100%, released: 100%}}, {{at_least: {}, released: 50%}}, {{released: 0%}}]
"""


def test_three_results_release_thirds() -> None:
    assert told(f"{FEE}kpis:{BANDS}limits: []\n" + RETAINED.format("60%")) == []
    (never,) = told(f"{FEE}kpis:{BANDS}limits: []\n" + RETAINED.format("70%"))
    assert never == "C241: No share of targets met releases 50%: 3 results of a quarter give none from 70% to below 100%."


def test_a_gate_that_asks_two_kpis_is_open_and_closed() -> None:
    two = BANDS + CSAT.replace("csat:\n    clause", "quality:\n    clause").replace("kpi: csat", "kpi: qa_score").replace(
        "top_box", "points")  # fmt: skip
    gate = 'gates:\n  - {{clause: C 1, when: "{}", otherwise: no_bonus, missing: not_met}}\nlimits: []\n'
    assert of(two, gate.format("csat >= 75% and quality >= 80%")) == []
    (never,) = of(two, gate.format("quality >= 80% and quality < 70%"))
    assert never == (
        "C247: No result that can be meets 'quality >= 80% and quality < 70%', not even quality at 100%: the bonus behind it is "
        "never earned."
    )
    assert of(two, gate.format("quality >= 80% and offered > 100")) == []  # what is measured may be anything


def test_the_bonus_of_another_kpi_is_no_concern_of_a_gate() -> None:
    gate = 'gates:\n  - {clause: C 1, when: "csat < 50%", otherwise: no_bonus, kpis: [answer], missing: not_met}\nlimits: []\n'
    answer = """
  answer:
    clause: B 2
    kpi: asa
    variant: {of: all_answered}
    bands: [{when: "<= 20 s", pay: 500}, {when: "> 20 s", pay: 0}]
    missing: neutral
"""
    assert of(BANDS + answer, gate) == []
    assert [t[:4] for t in of(BANDS + answer, gate.replace("[answer]", "[csat]"))] == ["C246"]


def test_what_an_earlier_version_paid_uses_up_the_year() -> None:
    """The first six months may cost 60,000 of the year's 70,000, and the second six, by new terms, 6,000 more."""
    first = HEAD + FEE + "kpis:" + BANDS.replace("-1000", "-10000") + "limits: []\n"
    limit = "limits:\n  - {clause: C 1, on: penalty, at_most: 70000, every: contract_year}\n"
    second = HEAD + FEE + "kpis:" + BANDS + limit
    assert [t.finding.code.id for _, proofs in proofs_of(agreed(second)) for t in proofs] == ["C244"]
    replaced = f"replaces: {{version: 1, fingerprint: {read(first).fingerprint}}}\n"
    amended = second.replace("version: 1\neffective: 2026-01-01\n", f"version: 2\neffective: 2026-07-01\n{replaced}")
    assert [proofs for _, proofs in proofs_of(agreed(first, amended))] == [[], []]
    year_end = amended.replace("effective: 2026-07-01", "effective: 2027-01-01")
    texts = [text.replace("to: 2026-12-31", "to: 2027-12-31") for text in (first, year_end)]
    texts[1] = texts[1].replace(read(first).fingerprint, read(texts[0]).fingerprint)
    assert [[t.finding.code.id for t in proofs] for _, proofs in proofs_of(agreed(*texts))] == [[], ["C244"]]
