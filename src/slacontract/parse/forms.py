"""Forms of scorecards: located text to the noun, with what contradicts itself in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.findings import Finding, finding
from slacontract.model.forms import Form
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.units import Unit

MEANINGS = ("met", "missed", "not_applicable")


def read_form(data: bytes, name: str) -> tuple[Form | None, list[Finding]]:
    """Read one version of a form; None when it cannot be trusted, with the findings that say why."""
    table, findings = read_yaml(data, name)
    if table is None:
        return None, findings
    form, findings = build(Form, table)
    if form is None:
        return None, findings
    faults = [fault for look in _LOOKS for fault in look(form)]
    return (None, faults) if faults else (form, [])


def _weights(form: Form) -> Iterator[Finding]:
    """Weights are said for all sections or none, and are together the whole."""
    if form.score == "points":
        for section in form.sections.values():
            if section.weight is not None:
                yield finding("R650", section.place_of("weight"), "The form adds points, so a weight has no effect.",
                              "Delete the weight, or write 'score: weights'.")  # fmt: skip
        if form.empty_section is not None:
            yield finding("R650", form.place_of("empty_section"), "A form that adds points has no weight to leave out or spread.",
                          "Delete it, or write 'score: weights'.")  # fmt: skip
        return
    weights = [section.weight for section in form.sections.values()]
    for name, section in form.sections.items():
        if section.weight is None:
            yield finding("R650", section.place, f"The section '{name}' has no weight.", "Write its share, such as weight: 20%.")
    said = [weight.value for weight in weights if weight is not None]
    if len(said) == len(weights) and sum(said, mpq(0)) != mpq(1):
        yield finding("R650", form.place_of("sections"), f"The weights of the sections are {100 * sum(said, mpq(0))}%, not 100%.",
                      "Correct one of them.")  # fmt: skip


def _said_with_weights(form: Form) -> Iterator[Finding]:
    """What decides amounts where scores are shares of shares."""
    if form.score == "points":
        return
    if form.empty_section is None:
        yield finding(
            "C202",
            form.place,
            "The form does not say what becomes of the weight of a section of which no item applies.",
            "Write 'empty_section: left_out' (the call counts less) or 'empty_section: spread' (over the other sections).",
        )
    if form.rounding is None:
        yield finding(
            "C202",
            form.place,
            "A score by weights need not end after some decimals, and the form does not say how it is rounded.",
            "Write 'rounding: {mode: half_up, to: 0.01}'.",
        )


def _coin(form: Form) -> Iterator[Finding]:
    if form.rounding is None:
        return
    to = form.rounding.to
    if not re.fullmatch(r"0\.0{0,3}1|1", to.text):
        yield finding("R650", to.at, f"'{to.text}' is not what a score is rounded to.", "Write 1, 0.1, 0.01, 0.001 or 0.0001.")


def _points(form: Form) -> Iterator[Finding]:
    """An item is worth something, or is fatal; names are told once."""
    seen: set[str] = set()
    for section in form.sections.values():
        for name, item in section.items.items():
            if name in seen:
                yield finding("R650", name.at, f"The item '{name}' stands in two sections.", "Give one of them another name.")
            seen.add(str(name))
            if item.points.value < 0 or (item.fatal is None and item.points.value == mpq(0)):
                yield finding(
                    "R650",
                    item.place_of("points"),
                    f"'{name}' is worth {item.points.text} points and is not fatal, so it changes nothing.",
                    "Write its points, or say 'fatal:' with its kind.",
                )
        if section.items and form.score == "weights" and not any(item.points.value for item in section.items.values()):
            yield finding("R650", section.place, "No item of the section has points, so its weight cannot be earned.",
                          "Give items points, or move them to another section.")  # fmt: skip
        if not section.items:
            yield finding("R650", section.place, "The section has no items.", "Add them, or delete the section.")


def _fatal(form: Form) -> Iterator[Finding]:
    """What a critical error does is said for each kind that the form has, and for no other."""
    used = {item.fatal: item for _, item in form.items.values() if item.fatal is not None}
    for kind in ("user", "business", "compliance"):
        effect = getattr(form.fatal, kind)
        if kind in used and effect is None:
            yield finding(
                "C202",
                used[kind].place_of("fatal"),
                f"The form has items that are fatal for {kind}, and does not say what missing one does to the score.",
                f"Write 'fatal: {{{kind}: zero}}' (the call scores 0) or 'fatal: {{{kind}: stands}}'.",
            )
        if kind not in used and effect is not None:
            yield finding("R650", form.fatal.place_of(kind), f"No item is fatal for {kind}.", "Delete it, or mark an item.")


def _answers(form: Form) -> Iterator[Finding]:
    for text, meaning in form.answers.items():
        if share_of(meaning) is None and meaning not in MEANINGS:
            yield finding("R650", meaning.at, f"'{meaning}' is not what an answer ('{text}') can mean.",
                          "Write met, missed, not_applicable, or a share of the points such as 50%.")  # fmt: skip


def share_of(meaning: str) -> mpq | None:
    """The share of an item's points that an answer earns; None for a word.

    >>> share_of("50%"), share_of("met")
    (mpq(1,2), None)
    """
    try:
        quantity = read_quantity(meaning)
    except TextFault:
        return None
    return quantity.value if quantity.unit is Unit.RATIO and 0 <= quantity.value <= 1 else None


def _mark(form: Form) -> Iterator[Finding]:
    mark = form.pass_mark
    if not 0 < mark.value <= 1:
        yield finding("R650", mark.at, f"No call can pass at {mark.text} and another fail.", "Write a share such as 85%.")


def _scenarios(form: Form) -> Iterator[Finding]:
    shares = [scenario.share for scenario in form.scenarios.values() if scenario.share is not None]
    if shares and (len(shares) != len(form.scenarios) or sum((share.value for share in shares), mpq(0)) != mpq(1)):
        yield finding("R650", form.place_of("scenarios"), "The shares of the scenarios are not 100% in all.",
                      "Give each scenario its share, or none of them.")  # fmt: skip
    if form.scenarios and form.kind == "qa":
        yield finding("R650", form.place_of("scenarios"), "Real contacts have no scenario that someone plays.",
                      "Delete 'scenarios', or write 'kind: mystery'.")  # fmt: skip


_LOOKS = (_weights, _said_with_weights, _coin, _points, _fatal, _answers, _mark, _scenarios)
