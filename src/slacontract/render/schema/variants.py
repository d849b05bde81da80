"""The KPIs of the catalogue in the schema of a contract: their names, and for each the parameters of its variant."""

from __future__ import annotations

from typing import Any, Final

from slacontract.catalogue.definitions import KpiDefinition, Parameter, catalogue
from slacontract.catalogue.variants import needed_with
from slacontract.languages import Language, say
from slacontract.render.schema.forms import Schema
from slacontract.render.schema.patterns import QUANTITY, whole

_FIGURE: Final[Schema] = {"type": ["number", "string"], "pattern": whole(QUANTITY)}


def with_variants(schema: Schema, language: Language) -> Schema:
    """The schema, in which a KPI is one of the catalogue and has the variant that this KPI has."""
    kpi = schema["definitions"]["Kpi"]
    names = {
        "enum": list(catalogue()),
        "enumDescriptions": [say(d.name, language) for d in catalogue().values()],
        "markdownEnumDescriptions": [f"**{say(d.name, language)}.** {say(d.told.means, language)}" for d in catalogue().values()],
    }
    told = {key: kpi["properties"]["kpi"][key] for key in ("description", "markdownDescription")}
    properties = {**kpi["properties"], "kpi": {**told, **names}}
    variants = [_variant(definition, language) for definition in catalogue().values()]
    definitions = {**schema["definitions"], "Kpi": {**kpi, "properties": properties, "allOf": variants}}
    return {**schema, "definitions": definitions}


def _variant(definition: KpiDefinition, language: Language) -> Schema:
    """What holds of ``variant:`` where ``kpi:`` is this one."""
    parameters = {name: _parameter(parameter, language) for name, parameter in definition.variant.items()}
    always = [name for name, parameter in definition.variant.items() if needed_with(definition, parameter) is None]
    said: Schema = {"type": "object", "properties": parameters, "additionalProperties": False}
    said |= {"required": always} if always else {}
    only: Schema = {"properties": {"kpi": {"const": definition.id}}, "required": ["kpi"]}
    return {"if": only, "then": {"properties": {"variant": {"anyOf": [{"const": "ready_made"}, said]}}}}


def _parameter(parameter: Parameter, language: Language) -> Schema:
    """A parameter with its choices, or the form of its figure."""
    sentence = say(parameter.means, language)
    said: dict[str, Any] = {"description": sentence.replace("`", ""), "markdownDescription": sentence}
    if not parameter.choices:
        return {**said, **_FIGURE, "examples": list(parameter.usual)}
    meanings = [say(choice.means, language) for choice in parameter.choices.values()]
    plain = [text.replace("`", "") for text in meanings]
    return {**said, "enum": list(parameter.choices), "enumDescriptions": plain, "markdownEnumDescriptions": meanings}
