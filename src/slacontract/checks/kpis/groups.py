"""C202, C211 and C226: attributes of members that are whole, and targets and scales by groups that a KPI judges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.catalogue.kpis import dimensions
from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.model.kpis.groups import attribute_of
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word


def attributes_whole(contract: Contract) -> Iterator[Finding]:
    """Every member of a dimension has the same attributes, and an attribute is of one dimension."""
    owner: dict[str, Word] = {}
    for dimension, members in contract.attributes.items():
        every = {str(attribute): attribute for said in members.values() for attribute in said}
        if not every:
            yield finding("C202", dimension.at, f"No attribute of {dimension} is said.", "Write {care: {tier: gold}}.")
        for member, said in members.items():
            for lacking in sorted(every.keys() - {str(a) for a in said}):
                yield finding("C226", member.at, f"The {dimension} '{member}' has no '{lacking}', and others have one.",
                              f"Add '{lacking}:'.", every[lacking].at)  # fmt: skip
        for name, attribute in every.items():
            if name in contract.attributes or name in dimensions():
                yield finding("C226", attribute.at, f"'{name}' is an attribute and a dimension of the measures.",
                              "Give the attribute another name.")  # fmt: skip
            elif name in owner:
                yield finding("C226", attribute.at, f"'{name}' is an attribute of {owner[name]} and of {dimension}.",
                              "Give each of them another name.", owner[name].at)  # fmt: skip
            owner.setdefault(name, dimension)


def attributes_chosen(contract: Contract) -> Iterator[Finding]:
    """A clause about members with an attribute names a value that some member has."""
    for clause in (*contract.billing.values(), *contract.kpis.values(), *contract.figures.values()):
        for name, chosen in clause.where.items():
            known = values_of_attribute(contract, str(name))
            for value in chosen if known else ():
                if value not in known:
                    yield finding("C211", value.at, f"No member has the {name} '{value}'.", nearest(value, known))


def values_of_attribute(contract: Contract, attribute: str) -> set[str]:
    """Every value that members have of an attribute; none for what is no attribute."""
    found = {
        str(value)
        for members in contract.attributes.values()
        for said in members.values()
        for name, value in said.items()
        if name == attribute
    }
    return found if attribute_of(contract, attribute) else set()


def scales_by(contract: Contract) -> Iterator[Finding]:
    """Targets and scales differ by what the KPI judges, one by one."""
    for name, kpi in contract.kpis.items():
        if kpi.scales is not None:
            yield from _groups(contract, str(name), kpi)


def _groups(contract: Contract, name: str, kpi: Kpi) -> Iterator[Finding]:
    assert kpi.scales is not None, "the caller has seen that there are some"
    by = kpi.scales.by
    judged = {str(d) for d in kpi.each} | {str(d) for d, members in kpi.where.items() if len(members) == 1}
    if str(by) not in judged and attribute_of(contract, by) not in judged:
        what = f"'{name}' has scales by {by}, and does not judge each {attribute_of(contract, by) or by} on its own."
        yield finding("C226", by.at, what, f"Add 'each: {attribute_of(contract, by) or by}'.", kpi.place)
    if not kpi.scales.is_:
        yield finding("C202", kpi.scales.place_of("is"), f"The scales of '{name}' list nothing.", "Write one for each group.")
    known = values_of_attribute(contract, str(by))
    for group, said in kpi.scales.is_.items():
        if known and group not in known:
            yield finding("C211", group.at, f"No member has the {by} '{group}'.", nearest(group, known))
        if not any(said.says(key) for key in type(said).model_fields):
            yield finding("C202", group.at, f"The scale of {group} says nothing.", "Write its target, bands, curve or steps.")


GROUP_CHECKS: Final = (attributes_whole, attributes_chosen)
"""What is asked of attributes; ``scales_by`` is asked of the contract before its groups are looked at one by one."""
