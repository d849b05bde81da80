"""What the catalogue says of a KPI, and the reader of its files: one for each sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias, cast

from slacontract.catalogue.compiled import read_data
from slacontract.languages import Message, bilingual
from slacontract.quantities.units import Unit

Better: TypeAlias = Literal["higher", "lower", "neither"]
Domain: TypeAlias = Literal["proportion", "nonnegative", "any"]
Aggregation: TypeAlias = Literal["sums", "cohort", "snapshot", "rows"]
Kind: TypeAlias = Literal["choice", "duration", "hours", "days", "seconds", "number", "percent"]
Purpose: TypeAlias = Literal["money", "gate", "legal", "relief", "diagnosis"]

SECTORS: Final = ("inbound", "digital", "tickets", "repair", "telemarketing", "collections", "experience", "workforce")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a parameter: what it means, the pieces it puts into the formula, and where it changes what the result is."""

    id: str
    means: Message
    pieces: Mapping[str, str]
    unit: Unit | None = None
    better: Better | None = None
    domain: Domain | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a contract must say of a KPI: one of the choices, or a figure, which enters the names of fields.

    ``duration`` enters in whole seconds (``20s``), ``hours`` as ``24h``, ``days`` as ``30d``; ``seconds`` and ``number`` bare,
    ``percent`` without its sign (82.5% as ``82_5``).
    ``usual`` are figures that contracts use.
    """

    id: str
    means: Message
    kind: Kind
    choices: Mapping[str, Choice]
    usual: tuple[str, ...] = ()

    @property
    def pieces(self) -> frozenset[str]:
        """The places of the formula that it fills."""
        return frozenset(piece for c in self.choices.values() for piece in c.pieces) if self.choices else frozenset({self.id})


@dataclass(frozen=True, slots=True)
class Told:
    """What people are told of a KPI: its names, its definition, traps, where the definition is from."""

    name: Message
    also: tuple[str, ...]
    means: Message
    traps: Message | None
    sources: tuple[str, ...]
    ready_made: Message | None
    """Why it cannot be made of counts, where it cannot."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a KPI is used: how periods and members are put together, on how many cases at least, under which billing models."""

    aggregation: Aggregation
    least: int | None
    cases: Message | None
    """What the least number counts."""
    billing: tuple[str, ...]
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class KpiDefinition:
    """One KPI of the catalogue. ``starred``: contracts of the trade read it in several ways, and must name the variant."""

    id: str
    sector: str
    told: Told
    unit: Unit
    better: Better
    domain: Domain
    formula: str | None
    variant: Mapping[str, Parameter]
    use: Use
    starred: bool

    @property
    def name(self) -> Message:
        """How people call it."""
        return self.told.name

    @property
    def two_sided(self) -> bool:
        """Whether a choice decides which way is better, so that a bare figure of it says nothing."""
        return any(choice.better for p in self.variant.values() for choice in p.choices.values())


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that the trade uses for several KPIs, so that a contract must say which it means."""

    id: str
    told: Message
    could_be: tuple[str, ...]


@cache
def _sectors() -> Mapping[str, Any]:
    return {sector: read_data(f"kpis/{sector}.yaml") for sector in SECTORS}


@cache
def catalogue() -> Mapping[str, KpiDefinition]:
    """All KPIs, by id, sector by sector."""
    return {name: _definition(name, sector, entry) for sector, data in _sectors().items() for name, entry in data["kpis"].items()}


@cache
def sectors() -> Mapping[str, Message]:
    """The sectors, by name of their file."""
    return {sector: _said(data["sector"]) for sector, data in _sectors().items()}


@cache
def aliases() -> Mapping[str, Alias]:
    """Names that are no KPI, because they can be several."""
    found = [(name, entry) for data in _sectors().values() for name, entry in data.get("aliases", {}).items()]
    return {name: Alias(name, _said(entry), tuple(entry["could_be"])) for name, entry in found}


def _said(entry: Mapping[str, str]) -> Message:
    return bilingual(entry["en"], entry["es"])


def _definition(name: str, sector: str, entry: Mapping[str, Any]) -> KpiDefinition:
    return KpiDefinition(
        id=name,
        sector=sector,
        told=_told(entry),
        unit=Unit(entry["unit"]),
        better=entry["better"],
        domain=entry["domain"],
        formula=entry.get("formula"),
        variant={parameter: _parameter(parameter, given) for parameter, given in entry.get("variant", {}).items()},
        use=_use(entry),
        starred=entry.get("starred", False),
    )


def _told(entry: Mapping[str, Any]) -> Told:
    return Told(
        name=_said(entry),
        also=tuple(part.strip() for part in entry.get("also", "").split(",") if part.strip()),
        means=_said(entry["means"]),
        traps=_said(entry["traps"]) if "traps" in entry else None,
        sources=tuple(entry["sources"]),
        ready_made=_said(entry["ready_made"]) if "ready_made" in entry else None,
    )


def _use(entry: Mapping[str, Any]) -> Use:
    least = entry.get("least", {})
    return Use(
        aggregation=entry["aggregation"],
        least=least.get("n"),
        cases=_said(least) if least else None,
        billing=tuple(entry["billing"]),
        purposes=tuple(entry.get("purposes", ("money",))),
    )


_TOLD: Final = frozenset({"en", "es", "unit", "better", "domain"})


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    choices = {choice: _choice(choice, told) for choice, told in entry.get("choices", {}).items()}
    kind = cast("Kind", entry.get("kind", "choice"))
    return Parameter(name, _said(entry), kind, choices, tuple(entry.get("usual", ())))


def _choice(name: str, entry: Mapping[str, Any]) -> Choice:
    pieces = {piece: str(text) for piece, text in entry.items() if piece not in _TOLD}
    unit = Unit(entry["unit"]) if "unit" in entry else None
    return Choice(name, _said(entry), pieces, unit, entry.get("better"), entry.get("domain"))
