"""C207 and C226: places among peers, which are read member by member and count what they say."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.findings import Finding, Position, finding
from slacontract.model.clauses import Scoped
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import Contract
from slacontract.model.names import mentions, names_of
from slacontract.model.texts import Word


def ranks_said(contract: Contract) -> Iterator[Finding]:
    """A place is a number, a share of the peers a percentage; the mean of two places may have a half."""
    for name, figure in contract.figures.items():
        if figure.rank is None:
            continue
        share, mean = figure.rank.gives == "share", figure.rank.ties == "mean_place"
        allowed = {"percent"} if share else {"number"} if mean else {"count", "number"}
        if figure.unit not in allowed:
            yield finding("C207", figure.place_of("unit"), f"'{name}' does not give {figure.unit}.",
                          f"Write 'unit: {min(allowed)}'.",
                          figure.rank.place_of("gives" if share else "ties"))  # fmt: skip


def ranks_read(contract: Contract) -> Iterator[Finding]:
    """Who reads the place of a member is about one member at a time."""
    for clause in (*contract.billing.values(), *contract.kpis.values()):
        for read, at in dict(mentions(clause)).items():
            yield from _read(contract, read, tuple(map(str, clause.each)), at)
    for name, figure in contract.figures.items():
        for read in names_of(figure) if figure.over else ():
            yield from _read(contract, read, tuple(map(str, figure.over)), name.at)
    for said in conditions_of(contract):
        clause_of: Scoped | None = contract.kpis.get(said.kpi) if said.kpi else None
        for read in said.names:
            yield from _read(contract, read, tuple(map(str, clause_of.each)) if clause_of else (), said.of.at)


def _read(contract: Contract, read: str, each: tuple[str, ...], at: Position) -> Iterator[Finding]:
    for name in _ranks(contract, read.removeprefix("figures."), set()):
        rank = contract.figures[Word(name)].rank
        assert rank is not None, "found as a rank"
        lacking = [str(d) for d in rank.each if d not in each]
        if lacking:
            yield finding("C226", at, f"'{name}' is the place of one {' and '.join(lacking)}, and this is not about one of them.",
                          f"Write 'each: {lacking[0]}' here.", rank.place_of("each"))  # fmt: skip


def _ranks(contract: Contract, name: str, seen: set[str]) -> Iterator[str]:
    """The places that a name stands for, itself or behind the figures of the member that it reads."""
    figure = contract.figures.get(Word(name))
    if figure is None or name in seen:
        return
    seen.add(name)
    if figure.rank is not None:
        yield name
    elif not figure.over:
        for read in names_of(figure):
            yield from _ranks(contract, read, seen)
