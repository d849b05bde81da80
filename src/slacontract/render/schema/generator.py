"""From the models to JSON Schema: pydantic walks them, and here is said what their own types mean to an editor."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from slacontract.model.fields import Noun
from slacontract.render.schema.forms import BESIDE, BY_NAME, ONE_OR_MORE, SCALAR, Schema, named_readers
from slacontract.render.schema.texts import Texts

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_NOUN: Final = "x-noun"
_OURS: Final = ("__at__", "__fingerprint__")


class OfTheLanguage(GenerateJsonSchema):
    """Pydantic's generator, with the texts of the language in place of the types that they become."""

    texts: Texts
    """Set on a subclass for each language, because pydantic makes the instance."""

    def __init__(self, by_alias: bool = True, ref_template: str = "#/definitions/{model}", **more: Any) -> None:  # noqa: FBT001, FBT002
        super().__init__(by_alias, ref_template, **more)
        self.readers: dict[Callable[..., Any], str] = named_readers()
        self.nouns: dict[str, type[Noun]] = {}

    def generate(self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        """The schema of a document, in the dialect that editors know best."""
        made = super().generate(schema, mode)
        definitions = made.pop("$defs", {})
        words = {f"#/definitions/{name}": part for name, part in definitions.items() if "enum" in part}
        nouns = {name: part for name, part in definitions.items() if f"#/definitions/{name}" not in words}
        told = {name: self._told(part, words) for name, part in {"": made, **nouns}.items()}
        return {"$schema": DIALECT, **self._with_errors({**told.pop(""), "definitions": told})}

    def _with_errors(self, value: Any) -> Any:
        """What an editor says of a text that does not fit, in its language; of its type, and of its spelling."""
        if isinstance(value, list):
            return [self._with_errors(item) for item in value]
        if not isinstance(value, dict):
            return value
        found = {key: self._with_errors(item) for key, item in value.items() if not (key == "examples" and not item)}
        if isinstance(wanted := found.get("errorMessage"), str):
            found |= dict.fromkeys(("errorMessage", "patternErrorMessage"), self.texts.said(wanted))
        return found

    def _told(self, part: Schema, words: Mapping[str, Schema]) -> Schema:
        """A noun with what the reference says of it and of each of its keys."""
        noun = self.nouns.get(part.pop(_NOUN, ""))
        if noun is None:
            return part
        names = {info.alias or name: name for name, info in noun.model_fields.items()}
        keys = {key: self._key(noun, names[key], value, words) for key, value in part["properties"].items() if key not in _OURS}
        about = self.texts.about(noun)
        head = {"title": self.texts.heading(noun), "description": about.replace("`", ""), "markdownDescription": about}
        return {**part, **head, "properties": keys}

    def _key(self, noun: type[Noun], name: str, value: Schema, words: Mapping[str, Schema]) -> Schema:
        """A key with its sentence, and with one for each word that can be chosen."""
        value = {key: item for key, item in _with_words(value, words).items() if key not in {"title", "description"}}
        if sentence := self.texts.field(noun, name):
            value |= {"description": sentence.replace("`", ""), "markdownDescription": sentence}
        return _each_choice(value, lambda choices: self.texts.choices(noun, name, choices))

    # the values of the language

    def json_or_python_schema(self, schema: core_schema.JsonOrPythonSchema) -> JsonSchemaValue:
        """What a file says is what the model takes."""
        return self.generate_inner(schema["python_schema"])

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A value that only a reader makes: what the reader takes is said where it stands."""
        return {}

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A plain text: any scalar, because YAML takes some texts for numbers."""
        return dict(SCALAR)

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """A text with its own reader, or one thing in place of a list of it."""
        reader: Callable[..., Any] = schema["function"]["function"]
        name = self.readers.get(reader) or _name_of(reader)
        if name in BY_NAME:
            return dict(BY_NAME[name])
        inner = self.generate_inner(schema["schema"])
        if name in ONE_OR_MORE:
            return {"anyOf": [inner["items"], inner]}
        if name in BESIDE:
            parts: list[Schema] = inner.get("anyOf") or inner.get("oneOf") or [inner]
            return {"anyOf": [BESIDE[name], *(part for part in parts if part)]}
        assert name == "_take_places", f"nothing is said of the reader {name}"
        return inner

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that is left out: no text of the language is empty."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without the default: nothing that moves money has one, and others are said in the sentence of the key."""
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """One of several nouns, told apart by a word where they have one; the others by their shape."""
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made if isinstance(schema["discriminator"], str) else {"anyOf": made.pop("oneOf", []), **made}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Names to things: what a name may be is said of the keys."""
        keys = self.generate_inner(schema["keys_schema"])
        made: Schema = {"type": "object", "additionalProperties": self.generate_inner(schema["values_schema"])}
        spelling = {key: keys[key] for key in ("pattern", "maxLength", "enum") if key in keys}
        return {**made, "propertyNames": spelling} if spelling else made

    # the nouns

    def generate_inner(self, schema: core_schema.CoreSchema) -> JsonSchemaValue:
        """A noun within another is only asked when a text of its kind is read; here it is walked like the outermost."""
        reader = schema["function"]["function"] if schema["type"] == "function-plain" else None
        noun = getattr(reader, "__self__", None)
        if noun is None:
            return super().generate_inner(schema)
        noun.model_rebuild()
        return super().generate_inner(noun.__pydantic_core_schema__)

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A noun, marked with its class until the whole is made."""
        noun = schema["cls"]
        made = super().model_schema(schema)
        if issubclass(noun, Noun):
            self.nouns[repr(noun)] = noun
            made[_NOUN] = repr(noun)
        return made

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """Words to choose from; a text that is not said is none of them."""
        return {"enum": [word for word in schema["expected"] if word]}

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        """Words to choose from, where the model has an enumeration."""
        return {"enum": [member.value for member in schema["members"]]}

    def get_title_from_name(self, name: str) -> str:
        """No key has a title beside its sentence."""
        return name


def _name_of(reader: Callable[..., Any]) -> str:
    """The name of a reader, or of the reader of one text that it wraps."""
    wrapped = inspect.getclosurevars(reader).nonlocals.get("read")
    return str(getattr(wrapped or reader, "__name__", ""))


def _with_words(value: Any, words: Mapping[str, Schema]) -> Any:
    """The schema with enumerations in place of the references to them."""
    if isinstance(value, list):
        return [_with_words(item, words) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("$ref") in words:
        return {"enum": words[value["$ref"]]["enum"]}
    return {key: _with_words(item, words) for key, item in value.items()}


def _each_choice(value: Schema, mean: Callable[[list[str]], list[str]]) -> Schema:
    """The schema with the meaning of each word, wherever in it words can be chosen."""
    if "enum" in value and any(meanings := mean(value["enum"])):
        plain = [text.replace("`", "") for text in meanings]
        value = {**value, "enumDescriptions": plain, "markdownEnumDescriptions": meanings}
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(value.get(key), Mapping):
            value = {**value, key: _each_choice(value[key], mean)}
    for key in ("anyOf", "oneOf"):
        if key in value:
            value = {**value, key: [_each_choice(part, mean) for part in value[key]]}
    return value
