"""No key of the language is without a name, and no name without a key: every noun that a contract can hold is asked."""

from __future__ import annotations

import typing

import pytest

from slacontract.comparison.differences import differences
from slacontract.languages import say
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import Limit
from slacontract.render.comparison.words import part
from slacontract.render.key_names import key_name, key_names, within_a_line
from support.desk import DESK, Change, patched, read


def every_noun(annotation: object, found: set[type[Noun]]) -> set[type[Noun]]:
    """All classes that a contract can hold; two of them may have the same name."""
    if isinstance(annotation, type) and issubclass(annotation, Noun) and annotation not in found:
        found.add(annotation)
        for field in annotation.model_fields.values():
            every_noun(field.annotation, found)
    for part_of_it in typing.get_args(annotation):
        every_noun(part_of_it, found)
    return found


KINDS = sorted(every_noun(Contract, set()), key=repr)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_key_has_a_name_in_both_languages(kind: type[Noun]) -> None:
    for key in kind.model_fields:
        if key != "place":
            name = key_name(kind, key)
            assert name.text.strip(), key
            assert name.spanish.strip(), key


def test_every_name_is_that_of_a_key() -> None:
    owners = {base for kind in KINDS for base in kind.__mro__ if issubclass(base, Noun)}
    known = {f"{owner.__name__}.{key}" for owner in owners for key in owner.model_fields}
    known |= {key for owner in owners for key in owner.model_fields}
    assert key_names().keys() - known == set()


def test_a_key_is_called_by_its_noun_before_its_name_alone() -> None:
    assert say(key_name(Kpi, "every"), "en") == "Judged over"
    assert say(key_name(Limit, "every"), "en") == "Counted over"
    assert say(key_name(Limit, "every"), "es") == "Se cuenta por"


def test_within_a_line_a_name_begins_small_unless_it_is_an_acronym() -> None:
    assert say(within_a_line(key_name(Kpi, "target")), "en") == "target"
    assert say(within_a_line(key_name(Kpi, "kpi")), "en") == "KPI of the catalogue"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("rate: 2.50", "rate: 2.60"), "price"),
        (("mode: half_up, to: 0.01", "mode: half_up, to: 0.05"), "to multiples of"),
    ],
)
def test_a_changed_term_is_called_as_the_annex_calls_it(change: Change, told: str) -> None:
    (difference,) = differences(read(DESK), read(patched(DESK, change)))
    called = part(difference)
    assert called is not None
    assert say(called, "en") == told
