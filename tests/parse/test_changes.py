"""What ``--set`` and ``--vary`` say, and what they make of a contract's text."""

from __future__ import annotations

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.model.changes import FigureChange, TextChange
from slacontract.parse.changes import read_change, read_variation
from slacontract.parse.edited import edited
from slacontract.parse.yaml_tree import read_yaml


def test_a_place_of_the_contract() -> None:
    change, found = read_change("kpis.aht.bands.1.when=< 300 s")
    assert found == []
    assert isinstance(change, TextChange)
    assert (change.path, change.text) == (("kpis", "aht", "bands", "1", "when"), "< 300 s")


@pytest.mark.parametrize(("value", "how", "amount"), [
    ("25000", "set", "25000"), ("+5%", "times", "1/20"), ("-2.5%", "times", "-1/40"), ("+120", "add", "120"),
    ("85%", "set", "17/20"), ("+2 points", "add", "2"), ("6m30s", "set", "390"),
])  # fmt: skip
def test_a_figure_of_the_measures(value: str, how: str, amount: str) -> None:
    change, found = read_change(f"measures.talk_s[queue=care, period=2026-05] = {value}")
    assert found == []
    assert isinstance(change, FigureChange)
    assert (change.field, change.member, change.period) == ("talk_s", {"queue": "care"}, "2026-05")
    assert (change.how, change.amount.value) == (how, mpq(amount))


@pytest.mark.parametrize("text", [
    "rate", "=3", "measures=3", "measures.a.b=3", "measures.offered=many", "measures.offered[queue]=3", "billing.care[1].rate=3",
])  # fmt: skip
def test_what_says_nothing_is_told(text: str) -> None:
    change, (found,) = read_change(text)
    assert change is None
    assert found.code.id == "E510"
    assert found.at.excerpt == text


def test_a_range_has_all_its_values() -> None:
    variation, found = read_variation("billing.care.rate={0.40..0.46 by 0.02}; billing.tech.rate={}")
    assert found == []
    assert variation is not None
    assert [value for value, _ in variation.runs] == ["0.4", "0.42", "0.44", "0.46"]
    assert [change.text for change in variation.runs[1][1] if isinstance(change, TextChange)] == ["0.42", "0.42"]


@pytest.mark.parametrize("text", [
    "a=3", "a={1..2}", "a={2..1 by 1}", "a={1..2 by 0}", "a={1..2 by 1};b={1..2 by 1}", "a={0..1000 by 1}", "a={01..2 by 1}",
])  # fmt: skip
def test_a_range_that_has_none_is_told(text: str) -> None:
    variation, (found,) = read_variation(text)
    assert variation is None
    assert found.code.id == "E510"


TEXT = b"""# a comment stays
billing:
  care: {rate: 0.42, title: "Care: first"}   # per minute
kpis:
  aht:
    bands:
      - {when: "< 330 s", pay: +2%}
      - {when: '>= 330 s', pay: 0%}
"""


def changed(*texts: str) -> str:
    changes = [change for text in texts if isinstance(change := read_change(text)[0], TextChange)]
    data, found = edited(TEXT, "v1.yaml", changes)
    assert found == []
    return data.decode()


def test_only_the_text_at_the_place_is_another() -> None:
    found = changed("billing.care.rate=0.45", "kpis.aht.bands.2.when=>= 300 s", "kpis.aht.bands.1.when=< 300 s")
    assert found == (TEXT.decode().replace("0.42", "0.45").replace('"< 330 s"', '"< 300 s"').replace("'>= 330 s'", '">= 300 s"'))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1, max_size=30))
def test_any_text_is_read_back_as_it_is(text: str) -> None:
    change = TextChange(("billing", "care", "title"), text, read_change("a=1")[0].at)  # type: ignore[union-attr]
    data, found = edited(TEXT, "v1.yaml", [change])
    table, more = read_yaml(data, "v1.yaml")
    assert (found, [f for f in more if f.code.id != "S106"]) == ([], [])
    if table is not None:
        assert table["billing"]["care"]["title"] == text  # type: ignore[index]


@pytest.mark.parametrize(("text", "remedy"), [
    ("billing.car.rate=3", "Did you mean 'care'?"), ("kpis.aht.bands.3.pay=3", "1 to 2"), ("billing.care.rate.of=3", "Write"),
    ("kpis.aht.bands=3", "1, 2"),
])  # fmt: skip
def test_a_place_that_is_not_there_is_told(text: str, remedy: str) -> None:
    change, _ = read_change(text)
    assert isinstance(change, TextChange)
    data, (found,) = edited(TEXT, "v1.yaml", [change])
    assert data == TEXT
    assert remedy in found.remedy
