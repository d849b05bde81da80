"""Specific: what is measured, of which part of the service, against which bound."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import catalogue
from slacontract.languages import Message, message
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.review.case import Case
from slacontract.review.smart.kinds import counting, fields, is_ready_made, scales_of
from slacontract.review.smart.verdicts import Point, good, poor, weak


def specific(case: Case, name: Word) -> Iterator[Point]:
    """What is said of the definition, the scope and the target of a KPI."""
    kpi = case.contract.kpis[name]
    yield _definition(kpi)
    yield from _scope(case, name, kpi)
    yield from _target(case, name)
    yield from paid_on_another_part(case, name)


def _definition(kpi: Kpi) -> Point:
    if kpi.derived:
        return good(message("Made of other KPIs of the contract: {kpis}.", kpis=", ".join(kpi.sources)))
    if is_ready_made(kpi):
        return weak(
            message("It arrives as a finished figure, so the contract does not say what it counts."),
            message("Say its variant and deliver the counts; or annex the definition and who measures it."),
        )
    if kpi.kpi is not None:
        variant = ", ".join(f"{key} {value}" for key, value in kpi.variant.items()) or "-"
        return good(message("Defined by the catalogue as {kpi}, with its variant: {variant}.", kpi=catalogue()[kpi.kpi].name,
                            variant=variant))  # fmt: skip
    assert kpi.formula is not None, "check refuses a KPI without a definition"
    if kpi.title is None:
        return weak(
            message("It has a formula of its own ({formula}) and no title that says in words what it measures.",
                    formula=kpi.formula.text),
            message("Add a title, such as the words of its clause."),
        )  # fmt: skip
    return good(message("Defined by its own formula: {formula}.", formula=kpi.formula.text))


def _scope(case: Case, name: Word, kpi: Kpi) -> Iterator[Point]:
    said = [f"{dimension} {', '.join(values)}" for dimension, values in kpi.where.items()]
    if kpi.each:
        yield good(message("Judged for each {dimensions} on its own.", dimensions=", ".join(kpi.each)))
    if said:
        yield good(message("Its part of the service is said: {where}.", where="; ".join(said)))
    elif not kpi.each and not kpi.derived:
        yield from _everything(case, name, kpi)


def _everything(case: Case, name: Word, kpi: Kpi) -> Iterator[Point]:
    """A KPI over everything that was measured, where the contract tells parts of the service apart elsewhere."""
    apart = _told_apart(case, name)
    for dimension in apart:
        members = sorted(
            {value for cell in (case.latest.measures.cells if case.latest else ()) if cell.field in fields(kpi)
             for of, value in cell.member if of == dimension}
        )  # fmt: skip
        if len(members) > 1:
            yield weak(
                message("It is judged over every {dimension} that is measured ({members}), while other clauses name theirs.",
                        dimension=dimension, members=", ".join(members[:6])),
                message("Write where: with the members that are meant, all of them if need be."),
            )  # fmt: skip
            return
    yield good(message("Judged over the whole service."))


def _told_apart(case: Case, name: Word) -> tuple[str, ...]:
    """The dimensions by which other KPIs and billing lines tell parts of the service apart."""
    clauses = [*case.contract.billing.values(), *(kpi for other, kpi in case.contract.kpis.items() if other != name)]
    return tuple(dict.fromkeys(str(dimension) for clause in clauses for dimension in clause.where))


def _target(case: Case, name: Word) -> Iterator[Point]:
    targets = [kpi.target.text for kpi in scales_of(case.contract, name) if kpi.target is not None]
    if targets:
        yield good(_target_told(targets))
    elif name in counting(case.contract):
        yield weak(
            message("It moves money and has no target: nobody can say in which periods it was met."),
            message("Add target: with its bound and unit."),
        )
    else:
        yield weak(message("It has no target."), message("Add target:, or leave the KPI out of the contract."))


def _target_told(targets: list[str]) -> Message:
    return message("Its target has a bound and a unit: {target}.", target="; ".join(targets))


def paid_on_another_part(case: Case, name: Word) -> Iterator[Point]:
    """C260: judged on one part of the service, paid as a percentage of the bill for another."""
    kpi = case.contract.kpis[name]
    if not isinstance(kpi.base, Base) or not kpi.pays:
        return
    for called in kpi.base.lines:
        line = case.contract.billing[called]
        for dimension in kpi.where:
            judged, billed = set(map(str, kpi.where[dimension])), set(map(str, line.where.get(dimension, ())))
            if billed and not judged & billed:
                yield poor(
                    "C260", kpi.place_of("base"),
                    message("'{kpi}' is judged on {dimension} {judged}, and what it pays is a share of '{line}', which bills "
                            "{dimension} {billed}.", kpi=name, dimension=dimension, judged=", ".join(sorted(judged)), line=called,
                            billed=", ".join(sorted(billed))),
                    message("Correct where: or base:, so that both are about the same part of the service."),
                    line.place_of("where"),
                )  # fmt: skip
