"""KPIs are found by what people call them, in either language, and what is near is offered."""

from __future__ import annotations

import pytest

from slacontract.render.kpis.search import is_alias, near, search


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("service_level", ["service_level"]),
        ("Nivel de servicio", ["service_level"]),
        ("RELLAMADAS", ["repeat_contact_rate"]),
        ("resolucion en primer contacto", ["fcr"]),
        ("Resolución  en primer CONTACTO", ["fcr"]),
        ("TMO", ["aht"]),
        ("nps", ["nps"]),
        ("no fault found", ["non_defect_fault_rate"]),
        ("merma", ["shrinkage"]),
        ("cost per", ["cost_per_contact", "repair_cost_avg", "cost_per_lead", "cost_per_sale", "cost_per_visit"]),
        ("critical error accuracy", ["critical_accuracy_user", "critical_accuracy_business", "critical_accuracy_compliance"]),
        ("recobro", None),
        ("zzz", []),
        ("", []),
    ],
)
def test_what_a_word_is_about(word: str, found: list[str] | None) -> None:
    ids = [definition.id for definition in search(word)]
    if found is None:  # a sector's name
        assert {"asset_recovery_rate", "promise_kept_rate", "cure_rate"} <= set(ids)
    else:
        assert ids == found


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("servise_level", "service_level"),
        ("ocupasion", "occupancy"),
        ("abandonmnt", "abandonment_rate"),
        ("utilizacio", "utilisation"),
    ],
)
def test_what_is_near_a_slip(word: str, expected: str) -> None:
    assert expected in near(word)


def test_car_is_a_name_of_several() -> None:
    assert is_alias("CAR")
    assert not is_alias("fcr")
    assert near("qqqqqq") == ()
