"""Field types of the language: how one text of a contract becomes one typed value, with the finding it gives if it can't."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)  # fmt: skip
from pydantic_core import PydanticCustomError, core_schema

from slacontract.findings import NOWHERE, Position
from slacontract.formula.text import (
    Expression,
    Interval,
    Share,
    read_condition,
    read_expression,
    read_interval,
    read_share,
)  # fmt: skip
from slacontract.model.instances import Day, InstanceOf
from slacontract.model.texts import Table, Word, word_of
from slacontract.quantities.numbers import Quantity, TextFault, as_decimal, read_quantity
from slacontract.quantities.units import Unit

T = TypeVar("T")


class Noun(BaseModel):
    """A frozen noun of the language. ``place`` is where it is written; no key of a file sets it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)

    place: InstanceOf[Position] = Field(default=NOWHERE, alias="__at__", exclude=True, repr=False)

    _places: dict[str, Position] = PrivateAttr(default_factory=dict)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /) -> core_schema.CoreSchema:
        """Within another noun only that it is asked: its own validator is built when the first text of its kind is met.

        A contract has a few dozen of the 140 nouns, and to build them all takes longer than to read it.
        """
        is_part = handler.field_name is not None
        return core_schema.no_info_plain_validator_function(cls.model_validate) if is_part else handler(source)

    @model_validator(mode="wrap")
    @classmethod
    def _take_places(cls, data: object, build: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Table):
            return build(data)
        noun = build({**data, "__at__": data.at})
        noun._places = {  # noqa: SLF001  # its own class fills it
            str(key): getattr(value, "at", key.at) for key, value in data.items()
        }
        return noun

    def place_of(self, key: str) -> Position:
        """Where the value of a key is written, or the noun itself where the key is not."""
        return self._places.get(key, self.place)

    def places_from(self, other: Noun) -> None:
        """Take the places of what another noun says in this one's stead."""
        self._places = {**self._places, **other._places}

    def says(self, key: str) -> bool:
        """Whether the text has the key at all: an empty list is said, a default is not."""
        return key in self._places

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in type(self).model_fields if name != "place"
        )

    def __hash__(self) -> int:
        """Of its own texts and numbers: what it is made of would cost as much to look through as to compare."""
        return hash((type(self), *(value for value in vars(self).values() if isinstance(value, (str, int)))))


def reading(read: Callable[[Word], T]) -> BeforeValidator:
    """Turn a reader of one text into a validator: its ``TextFault`` becomes an error with code, remedy and offset."""

    def validate(value: object) -> object:
        if not isinstance(value, (str, Table, list)):
            return value  # built in Python, already of the type
        word = word_of(value)
        try:
            return read(word)
        except TextFault as fault:
            raise as_pydantic(fault) from None

    return BeforeValidator(validate)


def as_pydantic(fault: TextFault, at: Position = NOWHERE) -> PydanticCustomError:
    """Carry a fault of a text through pydantic, which collects all of them; ``at`` where pydantic cannot know the place."""
    context: dict[str, Any] = {
        "remedy": fault.remedy, "offset": fault.offset, "width": fault.width, "what": fault.what, "at": at
    }  # fmt: skip
    return PydanticCustomError(fault.code, "{what}", context)


def _quantity(word: Word) -> Quantity:
    return read_quantity(word, word.at)


_SIGNED = re.compile(r"(?:[A-Z]{3}|[€$£¥])\s*([+-]?[0-9][0-9.,]*)|([+-]?[0-9][0-9.,]*)\s*(?:[A-Z]{3}|[€$£¥])")


def refuse_currency(word: Word) -> None:
    """An amount that names its currency could contradict the contract's; bare amounts cannot."""
    if match := _SIGNED.fullmatch(word):
        bare = match[1] or match[2]
        raise TextFault("C215", f"'{word}' names a currency.", f"Amounts are in the currency of the contract: write {bare}.")


def _of_unit(unit: Unit, example: str, *, bare_as: Unit | None = None) -> Callable[[Word], Quantity]:
    def read(word: Word) -> Quantity:
        if bare_as in {Unit.MONEY, Unit.RATE}:
            refuse_currency(word)
        found = read_quantity(word, word.at)
        if found.unit is Unit.NUMBER and bare_as is not None:
            return Quantity(found.value, bare_as, word, word.at)
        if found.unit is unit and bare_as is None:
            return found
        raise TextFault("C207", f"'{word}' is not {_NAMES[unit]}.", unit_remedy(found, unit, example))

    return read


_NAMES = {
    Unit.MONEY: "an amount of money",
    Unit.RATIO: "a percentage",
    Unit.SECONDS: "a duration",
    Unit.NUMBER: "a plain number",
}


def unit_remedy(found: Quantity, wanted: Unit, example: str) -> str:
    """How to write a figure that has another unit than is wanted: every reading of a bare one."""
    if found.unit is Unit.NUMBER and wanted is Unit.RATIO:
        return f"Write {found.text}%, or {found.text} ratio for {as_decimal(found.value * 100)}%: they differ a hundredfold."
    if found.unit is Unit.NUMBER and wanted is Unit.SECONDS:
        return f"Write {found.text} s, {found.text} min or {found.text} h."
    return f"Write it as {example}."


def read_pay(word: Word) -> Quantity:
    """What a result pays: ``+2%``, ``5 bp`` of a base, ``2 points``, ``-3 days`` of service, or bare money of the contract."""
    refuse_currency(word)
    paid, of, base = word.partition(" of ")
    if of:
        remedy = f"Write {paid} here, and 'base: {base}' beside the scale."
        raise TextFault("C207", f"'{word}' names what it is a share of.", remedy)
    found = read_quantity(word, word.at)
    if found.unit is Unit.NUMBER:
        return Quantity(found.value, Unit.MONEY, word, word.at)
    if found.unit in {Unit.RATIO, Unit.POINTS, Unit.DAYS}:
        return found
    raise TextFault("C207", f"'{word}' is not a payment.",
                    "Pay a percentage of the base (+2%), money (-500), points (2 points) or days (-3 days).")  # fmt: skip


_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


def read_identifier(word: Word) -> Word:
    """A name: small letters, digits, ``_`` and ``-``, at most 60 long."""
    if _IDENTIFIER.fullmatch(word) and len(word) <= 60:
        return word
    simple = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
    hint = f"Write {simple}." if _IDENTIFIER.fullmatch(simple) else "Write a name such as care or service_level."
    raise TextFault("C216", f"'{word}' is not a name: names are small letters, digits, '_' and '-'.", hint)


Name: TypeAlias = Annotated[Word, reading(read_identifier)]
Date: TypeAlias = Annotated[Day, reading(Day.read)]
Threshold: TypeAlias = Annotated[InstanceOf[Quantity], reading(_quantity)]
Money: TypeAlias = Annotated[InstanceOf[Quantity], reading(_of_unit(Unit.MONEY, "1250.50", bare_as=Unit.MONEY))]
Rate: TypeAlias = Annotated[InstanceOf[Quantity], reading(_of_unit(Unit.MONEY, "0.42", bare_as=Unit.RATE))]
Number: TypeAlias = Annotated[InstanceOf[Quantity], reading(_of_unit(Unit.NUMBER, "1000", bare_as=Unit.NUMBER))]
Percent: TypeAlias = Annotated[InstanceOf[Quantity], reading(_of_unit(Unit.RATIO, "85%"))]
Duration: TypeAlias = Annotated[InstanceOf[Quantity], reading(_of_unit(Unit.SECONDS, "20 s"))]
Pay: TypeAlias = Annotated[InstanceOf[Quantity], reading(read_pay)]


def _whole(word: Word) -> int:
    found = read_quantity(word, word.at)
    if found.unit is not Unit.NUMBER or found.value.denominator != 1 or found.value < 0:
        raise TextFault("C206", f"'{word}' is not a whole number.", "Write it in digits, such as 2.")
    return int(found.value)


def _interval(word: Word) -> Interval:
    return read_interval(word, word.at)


def _condition(word: Word) -> Expression:
    return read_condition(word, word.at)


def _expression(word: Word) -> Expression:
    return read_expression(word, word.at)


def _share(word: Word) -> Share:
    share = read_share(word, word.at)
    if share.percent.unit is not Unit.RATIO:
        raise TextFault("C207", f"'{share.percent.text}' is not a percentage.", unit_remedy(share.percent, Unit.RATIO, "10%"))
    return share


def _of_value(word: Word) -> Share:
    """A share of the KPI's own value, with its sign: ``-100% of value``."""
    if " of " not in word:
        found = read_quantity(word, word.at)
        remedy = f"Write {found.text if found.unit is Unit.RATIO else '-100%'} of value, or pay by bands, a curve or per_unit."
        raise TextFault("C207", f"'{word}' is not a share of the KPI's own value.", remedy)
    share = _share(word)
    if share.of != "value":
        what = f"'{word}' is a share of '{share.of}', and a KPI pays a share of its own value."
        raise TextFault("C211", what, f"Write {share.percent.text} of value; what the value is, the KPI's formula says.",
                        offset=word.index(" of ") + 4, width=len(share.of))  # fmt: skip
    return share


def read_amount(word: Word) -> Quantity | Share:
    """Read an amount of money, or a share of something: ``120000``, ``10% of billing``."""
    return _share(word) if " of " in word else _of_unit(Unit.MONEY, "120000 or 10% of billing", bare_as=Unit.MONEY)(word)


def _knee(word: Word) -> Quantity | Share:
    return _share(word) if " of " in word else read_quantity(word, word.at)


def _figure_or_field(word: Word) -> Quantity | Word:
    return read_quantity(word, word.at) if word[:1].isdigit() or word[:1] in {"+", "-"} else read_identifier(word)


def _or_named(read: Callable[[Word], T]) -> Callable[[Word], T | Word]:
    """A figure, or the name of one that the contract computes."""
    return lambda word: read_identifier(word) if word[:1].islower() else read(word)


def _one_or_more(value: object) -> object:
    """Take one value for a list of one, so that ``where: {queue: care}`` reads as it should."""
    return [value] if isinstance(value, (Word, Table)) else value


Whole: TypeAlias = Annotated[int, reading(_whole)]
Bounds: TypeAlias = Annotated[InstanceOf[Interval], reading(_interval)]
Condition: TypeAlias = Annotated[InstanceOf[Expression], reading(_condition)]
Formula: TypeAlias = Annotated[InstanceOf[Expression], reading(_expression)]
ShareOfValue: TypeAlias = Annotated[InstanceOf[Share], reading(_of_value)]
Amount: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Share], reading(read_amount)]
Knee: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Share], reading(_knee)]
MoneyOrFigure: TypeAlias = Annotated[
    InstanceOf[Quantity] | InstanceOf[Word], reading(_or_named(_of_unit(Unit.MONEY, "1250.50", bare_as=Unit.MONEY)))
]
DurationOrFigure: TypeAlias = Annotated[
    InstanceOf[Quantity] | InstanceOf[Word], reading(_or_named(_of_unit(Unit.SECONDS, "20 s")))
]
AllowanceOrFigure: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Word], reading(_or_named(_quantity))]
ShareOrFigure: TypeAlias = Annotated[InstanceOf[Share] | InstanceOf[Word], reading(_or_named(_share))]
FigureOrField: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Word], reading(_figure_or_field)]
Words: TypeAlias = Annotated[tuple[Word, ...], BeforeValidator(_one_or_more)]
Names: TypeAlias = Annotated[tuple[Name, ...], BeforeValidator(_one_or_more)]
Where: TypeAlias = dict[Name, Words]
"""Which rows of the measures count: each dimension with the members that do."""
