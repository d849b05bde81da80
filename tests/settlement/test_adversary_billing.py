"""What an adversary found in the billing: each was wrong once. Amounts are computed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement, settle
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, Row, agreed, amounts, measured, settled, small, tables_of

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
LINE = "billing:\n  care: {model: per_contact, clause: A 1, count: answered, rate: 2}\n"


def counted(**fields: Sequence[object]) -> list[Row]:
    """Rows of the first months: one column for each field."""
    length = len(next(iter(fields.values())))
    return [{"period": MONTHS[n], **{name: values[n] for name, values in fields.items()}} for n in range(length)]


def versions(*bodies: str, effective: Sequence[str] = ("2026-01-01", "2026-03-01"), head: str = HEAD) -> list[str]:
    """The texts of versions that replace each other."""
    texts: list[str] = []
    for number, (body, day) in enumerate(zip(bodies, effective, strict=False), 1):
        own = head.replace("version: 1", f"version: {number}").replace("effective: 2026-01-01", f"effective: {day}")
        if texts:
            own += f"replaces: {{version: {number - 1}, fingerprint: {agreed(*texts).latest.fingerprint}}}\n"
        texts.append(own + body)
    return texts


def settled_over(texts: Sequence[str], rows: Sequence[Row]) -> Settlement:
    agreement = agreed(*texts)
    return settled(agreement, measured(agreement, tables_of(rows)))


def paid(settlement: Settlement, line: str) -> list[Fraction]:
    """The amounts of a line, period by period."""
    return [amount for (_, name), amount in amounts(settlement).items() if name == line]


def agrees(settlement: Settlement) -> bool:
    book = write_workbook(settlement)
    return differences(stored(book), other_engine(stripped(book))) == []


def commitment(keys: str, name: str = "it") -> str:
    return f"commitments:\n  - {{clause: A 6, name: {name}, on: billing, {keys}}}\n"


# --- commitments --------------------------------------------------------------------------------------------------------------


def test_a_running_least_in_full_reaches_it_where_the_term_cuts_its_span() -> None:
    """1,200 for the contract year of which the term holds six months: 120 were billed, so 1,080 are charged; once 355.08 were."""
    head = HEAD.replace("to: 2026-12-31", "to: 2026-06-30")
    said = "at_least: 1200, every: contract_year, settled: {}, prorated: in_full, carried: nothing"
    for way in ("running", "at_close"):
        result = small(LINE + commitment(said.format(way)), counted(answered=[10] * 6), head=head)
        assert sum(paid(result, "commitment.it")) == 1080
    # by days of what lies in the term, 1200 x 31 / 181 = 205.52 by the end of January, of which 20 were billed
    running = small(LINE + commitment(said.format("running")), counted(answered=[10] * 6), head=head)
    assert paid(running, "commitment.it")[0] == Fraction("185.52")


def test_a_commitment_that_an_amendment_brings_counts_its_whole_span() -> None:
    """Three months of 200 are the 600 of the quarter; once only March was counted, and 400 charged."""
    said = commitment("counts: [], at_least: 600, every: quarter, settled: at_close, carried: nothing")
    result = settled_over(versions(LINE, LINE + said), counted(answered=[100] * 6))
    assert paid(result, "commitment.it") == [0, 0, 0, 0]
    more = settled_over(versions(LINE, LINE + said.replace("600", "700")), counted(answered=[100] * 3))
    assert paid(more, "commitment.it") == [100]
    assert agrees(more)


def test_a_commitment_goes_on_under_the_number_that_it_had() -> None:
    """Two commitments, of which the amendment keeps the second: what it charged in January and February counts."""
    lines = LINE + "  tech: {model: per_contact, clause: A 2, count: tickets, rate: 1}\n"
    one = "{clause: A 6, on: billing.tech, at_least: 100, every: period, carried: nothing}"
    two = "{{clause: A 7, {}on: billing.care, counts: [], at_least: 600, every: quarter, settled: running, carried: nothing}}"
    before, after = f"commitments: [{one}, {two.format('')}]\n", f"commitments: [{two.format('name: 2, ')}]\n"
    result = settled_over(versions(lines + before, lines + after), counted(answered=[50] * 3, tickets=[30] * 3))
    # 600 x 31 / 90 = 206.67, less 100; x 59 / 90 = 393.33, less 200 and 106.67; 600, less 300 and 193.33
    assert paid(result, "commitment.2") == [Fraction("106.67"), Fraction("86.66"), Fraction("106.67")]


def test_a_commitment_reads_billing_by_its_name_in_every_version() -> None:
    """A cap in the second version gives the line a row of its own; the quarter's billing is 200 + 200 + 150 all the same."""
    capped = LINE.replace("rate: 2}", "rate: 2, billing_cap: {clause: A 1.2, amount: 150}}")
    said = commitment("at_least: 120% * billing.care.after_caps, every: quarter, settled: at_close, carried: nothing")
    said = said.replace("on: billing,", "on: billing.care after caps,")
    result = settled_over(versions(LINE + said, capped + said), counted(answered=[100] * 3))
    assert paid(result, "commitment.it") == [0, 0, 110]


@pytest.mark.parametrize(("units", "charged"), [([10, 0, 10], [0, 0, 90]), ([0, 0, 0], [0, 0, 0])])
def test_an_amount_without_a_value_charges_nothing(units: list[int], charged: list[int]) -> None:
    """1000 x 3 / 20 = 150, less 60 that were billed; nothing where the divisor is zero."""
    said = commitment("at_least: 1000 * cost_amount / units, every: quarter, settled: at_close, carried: nothing")
    result = small(LINE + said, counted(answered=[10] * 3, cost_amount=[1] * 3, units=units))
    assert paid(result, "commitment.it") == charged
    assert agrees(result)


@pytest.mark.parametrize("keys", ["settled: running, carried: nothing", "settled: at_close, carried: excess, within: term"])
def test_a_span_in_which_a_figure_has_no_value_is_neither_cut_nor_given_back(keys: str) -> None:
    """At most what is agreed, 100 in January; February has no figure. Once February gave January's cut back."""
    figure = "figures:\n  agreed: {clause: F 1, formula: cost_amount * agents / units, unit: money}\n"
    text = figure + LINE + commitment(f"at_most: agreed, every: quarter, {keys}")
    rows = counted(answered=[100] * 6, cost_amount=[10] * 6, agents=[10] * 6, units=[1, 0, 1, 1, 1, 1])
    lines = paid(small(text, rows), "commitment.it")
    assert lines[1] == lines[2] == 0
    assert lines[3:] == ([-100, -100, -100] if "running" in keys else [0, 0, -300])


def test_amounts_of_commitments_have_the_whole_language_of_formulas() -> None:
    """Of 45 contacts 30 at 10 and 15 at 4 are 360; above 40 contacts the least is that, rounded up to hundreds, else 50."""
    table = "tables:\n  scale: {clause: T 1, of: count, unit: money, slabs: [{up_to: 30, rate: 10}, {rate: 4}]}\n"
    said = commitment('at_least: "if(answered > 40, round(lookup(scale, answered), -2, up), 50)", every: quarter, '
                      "settled: at_close, carried: nothing")  # fmt: skip
    result = small(table + LINE + said, counted(answered=[15, 15, 15, 1, 1, 1]))
    assert paid(result, "commitment.it") == [0, 0, 310, 0, 0, 44]
    assert agrees(result)


# --- retentions ---------------------------------------------------------------------------------------------------------------


def test_a_retention_that_ends_within_its_span_is_released_at_its_end() -> None:
    """10% of 200 in January and February are 40, released in March though nothing more is withheld then."""
    said = "retentions: [{{clause: C 4, on: billing, withheld: {}, every: quarter}}]\n"
    result = settled_over(versions(LINE + said.format("10%"), LINE + said.format("0%")), counted(answered=[100] * 6))
    assert paid(result, "retention.1.withheld") == [-20, -20, 0, 0, 0, 0]
    assert paid(result, "retention.1.released") == [0, 0, 40, 0, 0, 0]


# --- members and their figures ------------------------------------------------------------------------------------------------

PER_SALE = "billing:\n  sales: {model: per_sale, clause: A, count: sales, each: [campaign], rate: 40, "
PER_CHAT = "billing:\n  chat: {model: per_contact, clause: A, count: sales, each: [campaign], rate: 1, "
ALL_SALES = "billing:\n  sales: {model: per_sale, clause: A, count: sales, rate: 40, "
AGENTS = "billing:\n  agents: {model: resource_baseline, clause: A, count: sales, each: [campaign], amount: 1000, "
LATE = "premiums: {late: {clause: A, quantity: more, rate: 0.5, paid: on_top}}}"
TAKEN_BACK = "clawback: {clause: A, count: more, price: of_period, share: 100%}}"
MEMBERS = [
    (PER_SALE + TAKEN_BACK, "'more' has no figure for b"),
    (PER_CHAT + "forecast: {clause: A, of: more, ceiling: 110%, excess: [{rate: 0.5}]}}", "'more' has no figure for b"),
    (PER_CHAT + LATE, "'more' has no figure for b"),
    (PER_CHAT + "eligible: {when: more >= 5}}", "'more' has no figure for b"),
    (AGENTS + "baseline: more, deadband: 0%, above: [{rate: 10}], below: [{rate: 3}]}", "'more' has no figure for b"),
    (ALL_SALES + LATE, "campaign b has 'sales' and no 'more'"),
    (ALL_SALES + TAKEN_BACK, "campaign b has 'sales' and no 'more'"),
]


@pytest.mark.parametrize(("text", "told"), MEMBERS, ids=range(len(MEMBERS)))
def test_a_member_that_lacks_one_figure_of_a_line_is_not_billed_as_if_it_were_zero(text: str, told: str) -> None:
    """Without a forecast all contacts of campaign b were excess at half the price; without a baseline all agents additional."""
    text += "\n"
    text += "  fee: {model: fixed, clause: A 9, amount: 1}\n"
    rows: list[Row] = [{"period": MONTHS[0], "campaign": "a", "sales": 10, "more": 5}]
    agreement = agreed(HEAD + text)
    measures = measured(agreement, tables_of([*rows, {"period": MONTHS[0], "campaign": "b", "sales": 10}]))
    settlement, findings = settle(agreement, measures, agreement.schedule.periods()[:1])
    assert settlement is None
    assert told in findings[0].what
    assert small(text, rows) is not None, "a member that is not there at all bills nothing"


# --- prices -------------------------------------------------------------------------------------------------------------------

HOURS = "billing:\n  team: {{model: per_fte_hour, clause: A 1, hours: productive, {}}}\n"
WARNED = 'accept: [{code: C221, why: "no KPIs here"}]\n'


@pytest.mark.parametrize(("keys", "hours", "mode", "exact"), [
    ("deduct: [training_h], rate: 2.5, included: 1913405.62 h", "1913452.43", "half_up", "117.03"),
    ("rate: 0.25, forecast: {clause: A 2, of: training_h, ceiling: 100%, excess: [{rate: 0.125}]}", "41.96", "half_even", "5.24"),
    ("deduct: [training_h], rate: 0.125", "41.96", "half_even", "5.24"),
])  # fmt: skip
def test_what_is_left_of_large_quantities_is_rounded_alike_in_a_workbook(keys: str, hours: str, mode: str, exact: str) -> None:
    """46.81 h at 2.50 are 117.025; 41.96 h at 0.125 are 5.245: ties, which binary differences of millions missed by a cent."""
    off = 0 if "included" in keys else Fraction("1598148.83")
    worked = float(off + Fraction(hours))  # both have two decimals
    rows: list[Row] = [{"period": MONTHS[0], "productive_h": f"{worked:.2f}", "training_h": f"{float(off):.2f}"}]
    result = small(HOURS.format(keys) + WARNED, rows, head=HEAD.replace("half_up", mode))
    assert Fraction(exact) in amounts(result).values()
    assert agrees(result)


def test_units_of_a_higher_premium_are_part_of_those_of_a_lower_one() -> None:
    """20 hours of both and 10 of the night: once the night's premium was paid for -10 hours."""
    premium = "{{clause: A 2, quantity: {}_h, rate: {}%, paid: on_top}}"
    keys = f"rate: 20, premiums: {{night: {premium.format('night', 25)}, sunday: {premium.format('sunday', 50)}}}, "
    keys += "overlap: {rule: highest, shared: [{premiums: [night, sunday], quantity: both_h}]}"
    agreement = agreed(HEAD + HOURS.format(keys) + WARNED)
    row = {"period": MONTHS[0], "productive_h": 100, "night_h": 10, "sunday_h": 30, "both_h": 20}
    settlement, findings = settle(agreement, measured(agreement, tables_of([row])), agreement.schedule.periods()[:1])
    assert settlement is None
    assert [found.code.id for found in findings] == ["M315"]


@pytest.mark.parametrize(("stands", "due"), [("2028-01-01", 300), ("2027-01-01", 330), ("2026-01-01", 363)])
def test_an_amended_price_says_which_reviews_it_has_in_it(stands: str, due: int) -> None:
    """3.00 from 2028 on, 10% at each contract year: reviews on and before the day on which it stands do not raise it again."""
    head = HEAD.replace("to: 2026-12-31", "to: 2028-12-31")
    rule = "indexation:\n  up: {{clause: A 9, reviews: contract_year, plus: 10%{}}}\n"
    before, after = (LINE.replace("rate: 2", f"rate: {rate}, indexed_by: up") for rate in (2, 3))
    texts = versions(rule.format("") + before, rule.format(f", from: {stands}") + after,
                     effective=("2026-01-01", "2028-01-01"), head=head)  # fmt: skip
    months = [{"period": f"{year}-{month:02}", "answered": 100} for year in (2026, 2027, 2028) for month in range(1, 13)]
    lines = paid(settled_over(texts, months[:25]), "billing.care")
    assert [lines[0], lines[12], lines[24]] == [200, 220, due]


@pytest.mark.parametrize(("counted_over", "due"), [
    ("counted: period", ["300.11", "-60", "30", "-150", "100"]),
    # to date 1500.55 x 20%, 900.55 x 10%, 1200.55 x 20%, -299.45 x 10%, 700.55 x 10%
    ("counted: contract_year, earlier: repriced", ["300.11", "-210.06", "150.06", "-270.06", "100"]),
])  # fmt: skip
def test_money_that_went_back_is_in_the_first_tier(counted_over: str, due: list[str]) -> None:
    """More was given back than recovered in February and April: once tiers by volume took nothing back for it."""
    tiers = f"tiers: {{mode: volume, edges: inclusive, {counted_over}, steps: [{{up_to: 1000, rate: 10%}}, {{rate: 20%}}]}}"
    text = f"billing:\n  debt: {{model: contingency, clause: A 7, of: recovered_amount, {tiers}}}\n"
    rows = counted(recovered_amount=["1500.55", -600, 300, -1500, 1000])
    result = small(text, rows)
    assert paid(result, "billing.debt") == [Fraction(amount) for amount in due]
    assert agrees(result)


# --- members that come and go ---------------------------------------------------------------------------------------------------

PER_SITE = "billing:\n  care: {model: per_contact, clause: A 1, count: answered, each: [site], "
STANDING = {
    "least": (PER_SITE + "rate: 1}\ncommitments: [{clause: A 6, on: billing.care, each: [site], at_least: 500, every: period, "
              "carried: nothing}]\n", "commitment.1[site=b]", [0, 400]),
    "running": (PER_SITE + "rate: 1}\ncommitments: [{clause: A 6, on: billing.care, each: [site], at_least: 900, every: quarter, "
                "settled: running, carried: nothing}]\n", "commitment.1[site=b]", [0, 490]),  # 900 x 59 / 90 = 590
    "forecast": (PER_SITE + "rate: 1, forecast: {clause: A 1.2, of: 120, floor: 100%, shortfall: 1}}\n",
                 "billing.care[site=b].forecast_shortfall", [0, 20]),
    "flat": (PER_SITE + "tiers: {mode: flat, edges: inclusive, counted: period, zero: first_tier, steps: [{up_to: 50, flat: 70}, "
             "{flat: 150}]}}\n", "billing.care[site=b]", [0, 150]),
    "baseline": (AGENTS.replace("campaign", "site") + "baseline: 3, deadband: 0%, above: [{rate: 10}], below: [{rate: 3}]}\n"
                 + "  care: {model: per_contact, clause: A 9, count: answered, rate: 1}\n", "billing.agents[site=b]", [0, 1000]),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDING)
def test_a_member_that_is_not_there_yet_bills_nothing(case: str) -> None:
    """Site b opens in February. January is the same whether it is settled before February is known or after."""
    text, line, due = STANDING[case]
    counts = {"answered": 100} | ({"sales": 2} if case == "baseline" else {})
    january: list[Row] = [{"period": MONTHS[0], "site": "a", **counts}]
    february: list[Row] = [{"period": MONTHS[1], "site": site, **counts} for site in ("a", "b")]
    early, late = small(text, january), small(text, january + february)
    assert paid(late, line) == due
    assert agrees(late)
    known = {key: amount for key, amount in amounts(late).items() if key[0] == MONTHS[0] and amount}
    assert known == {key: amount for key, amount in amounts(early).items() if amount}


def test_a_least_of_a_member_ends_with_it() -> None:
    """Site b closes after January: the first quarter is charged in full, and no quarter after it."""
    said = ("commitments: [{clause: A 6, on: billing.care, each: [site], at_least: 500, every: quarter, settled: at_close, "
            "carried: nothing}]\n")  # fmt: skip
    rows: list[Row] = [{"period": month, "site": "a", "answered": 200} for month in MONTHS[:6]]
    result = small(PER_SITE + "rate: 1}\n" + said, [*rows, {"period": MONTHS[0], "site": "b", "answered": 100}])
    assert paid(result, "commitment.1[site=b]") == [0, 0, 400, 0, 0, 0]
