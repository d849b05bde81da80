"""The catalogue's front: KPIs with their variants, and the base fields they are computed from."""

from slacontract.catalogue.definitions import Better, Choice, Domain, KpiDefinition, Parameter, aliases, catalogue, sectors
from slacontract.catalogue.fields import base_fields, dimensions, field_name, field_unit, in_parts, is_base_field
from slacontract.catalogue.variants import READY_MADE, Measured, measured

__all__ = [
    "READY_MADE", "Better", "Choice", "Domain", "KpiDefinition", "Measured", "Parameter", "aliases", "base_fields", "catalogue",
    "dimensions", "field_name", "field_unit", "in_parts", "is_base_field", "measured", "sectors",
]  # fmt: skip
