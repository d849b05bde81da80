"""Writes the generated parts of the reference pages: the language from the models, KPIs from the catalogue, findings from codes.

    python docs/generate.py          writes them
    python docs/generate.py --check  says which are stale, with exit code 1

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``; all else on a page is written by hand.
``texts.yaml`` has the sentences that the models do not: fields without a description, and what each finding means.
"""

from __future__ import annotations

import enum
import re
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from slacontract.catalogue import kpis as catalogue
from slacontract.findings import CODES, Code, Severity
from slacontract.model import billing, contract, feed, fields, kpis
from slacontract.model.texts import Word

HERE: Final = Path(__file__).parent
FAULTS: Final = HERE.parent / "tests" / "faults"
MOST_EXAMPLES: Final = 3
TEXTS: Final[dict[str, Any]] = yaml.safe_load((HERE / "texts.yaml").read_text(encoding="utf-8"))

NOUNS: Final = (
    contract.Contract, contract.Party, contract.Term, contract.Periods, contract.RoundingRule, contract.Replaces,
    billing.PerMinute, billing.HandleTimeCap, billing.PerFteHour, billing.HoursCap, billing.Guarantee, billing.PerUnit,
    billing.FixedFee, billing.Tiers, billing.Tier, billing.BillingCap, kpis.Kpi, kpis.ValueRounding, kpis.Band, kpis.Point,
    kpis.PerUnitScale, contract.Gate, contract.Limit, contract.Tax, contract.Acceptance,
)  # fmt: skip
FEED_NOUNS: Final = (feed.Feeds, feed.Feed, feed.PeriodColumn, feed.Numbers)

# a type of the language is known by the reader it carries; what it is called stands in texts.yaml
_FORMS: Final = {
    id(extra): name
    for name, form in vars(fields).items()
    for extra in getattr(form, "__metadata__", ())
    if isinstance(extra, BeforeValidator)
}


def language() -> str:
    """One table for each noun of the contract language."""
    return "\n\n".join(_noun(noun) for noun in NOUNS)


def feed_language() -> str:
    """One table for each noun of the feed declaration."""
    return "\n\n".join(_noun(noun) for noun in FEED_NOUNS)


def _noun(noun: type[fields.Noun]) -> str:
    said = [(name, info) for name, info in noun.model_fields.items() if not info.exclude]
    said.sort(key=lambda field: (field[0] != "model", field[0] != "clause", field[0] not in noun.__annotations__))
    rows = [_row(noun, name, info) for name, info in said]
    heading = TEXTS["nouns"][noun.__name__]
    intro = " ".join((noun.__doc__ or "").split()).replace("``", "`")
    head = ["| key | value | required | what it says |", "|---|---|---|---|"]
    return "\n".join([f"### {heading}", "", intro, "", *head, *rows])


def _row(noun: type[fields.Noun], name: str, info: FieldInfo) -> str:
    key = info.alias or name
    annotation = typing.get_type_hints(noun, include_extras=True)[name]
    required = "yes" if info.is_required() else _of(TEXTS["required"], noun, name) or "no"
    return f"| `{key}` | {_kind(annotation)} | {required} | {described(noun, name, info)} |"


def described(noun: type[fields.Noun], name: str, info: FieldInfo) -> str:
    """What a field says: by the page's own texts, or by the model; ``KeyError`` when nobody says it."""
    said = _of(TEXTS["fields"], noun, name) or (info.description or "").rstrip(".").replace("``", "`")
    if not said:
        raise KeyError(f"docs/texts.yaml says nothing of {noun.__name__}.{name}")
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


def _of(texts: Mapping[str, str], noun: type[fields.Noun], name: str) -> str:
    """The text for a field of a noun, or of the noun it inherits the field from."""
    return next((texts[key] for owner in noun.__mro__ if (key := f"{owner.__name__}.{name}") in texts), "")


def _kind(hint: Any) -> str:
    """A type as people name it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        return _plain(hint)
    if origin is Annotated:
        return _annotated(arguments)
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments if choice)
    kinds = [_kind(argument) for argument in arguments if argument not in {type(None), Ellipsis}]
    if origin is tuple:
        return f"list of {_plural(kinds[0])}"
    if origin is dict:
        return f"mapping of {_plural(kinds[0])} to {_plural(kinds[1])}"
    assert origin in {typing.Union, UnionType}, f"{hint} has no name"
    return " or ".join(dict.fromkeys(kinds))


def _plain(hint: Any) -> str:
    if issubclass(hint, enum.Enum):
        return ", ".join(f"`{choice.value}`" for choice in hint)
    if issubclass(hint, fields.Noun):
        heading = TEXTS["nouns"][hint.__name__]
        return f"[{heading}](#{_anchor(heading)})"
    assert hint is Word, f"{hint} has no name"
    return "text"


def _annotated(arguments: tuple[Any, ...]) -> str:
    for extra in arguments[1:]:
        if id(extra) in _FORMS:
            return str(TEXTS["forms"][_FORMS[id(extra)]])
        reader = getattr(extra, "func", None)
        if reader is not None and reader.__name__ in TEXTS["readers"]:
            return str(TEXTS["readers"][reader.__name__])
    return _kind(arguments[0])


def _plural(kind: str) -> str:
    return str(TEXTS["plurals"].get(kind, kind))


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def kpi_pages() -> str:
    """One section for each KPI of the catalogue."""
    return "\n\n".join(_kpi(definition) for definition in catalogue.catalogue().values())


_BETTER: Final = {"higher": "higher is better", "lower": "lower is better", "neither": "neither side is better: a target band"}


def _kpi(definition: catalogue.KpiDefinition) -> str:
    unit = TEXTS["units"][definition.unit.value]
    intro = f"{definition.name} / {_spanish(definition)}. In {unit}; {_BETTER[definition.better]}."
    lines = [f"### `{definition.id}`", "", intro]
    note = TEXTS["kpis"].get(definition.id)
    lines += ["", note] if note else []
    if not definition.variant:
        return "\n".join([*lines, "", f"Formula: `{definition.formula}`. It has no variant."])
    lines += ["", f"Formula: `{definition.formula}`, where the variant says:", ""]
    lines += ["| parameter | choice | makes the formula |", "|---|---|---|"]
    for parameter, choices in definition.variant.items():
        if isinstance(choices, str):
            lines.append(f"| `{parameter}` | {_CLOCKS[choices]} |")
            continue
        for choice, pieces in choices.items():
            made = "; ".join(f"{{{piece}}} = `{text.strip() or 'nothing'}`" for piece, text in pieces.items())
            lines.append(f"| `{parameter}` | `{choice}` | {made} |")
    return "\n".join(lines)


_CLOCKS: Final = {
    "duration": "a duration in whole seconds, such as `20 s` | stands in the names of fields, as `20s`",
    "hours": "a duration in whole hours, such as `24 h` | stands in the names of fields, as `24h`",
}


def _spanish(definition: catalogue.KpiDefinition) -> str:
    from slacontract.languages import say  # noqa: PLC0415

    return say(definition.name, "es")


def base_field_table() -> str:
    """Every base field, with its unit and its names."""
    rows = ["| field | counts | English | Spanish |", "|---|---|---|---|"]
    data = yaml.safe_load(Path(catalogue.__file__).with_name("kpis.yaml").read_text(encoding="utf-8"))["fields"]
    for name, entry in data.items():
        unit = TEXTS["units"][catalogue.field_unit(name).value]
        rows.append(f"| `{name}` | {unit} | {entry['en']} | {entry['es']} |")
    return "\n".join(rows)


PHASES: Final = {
    "S": "The text of a contract", "C": "The contract", "M": "The measures", "W": "The workbook", "E": "Files and folders",
}  # fmt: skip


def finding_pages() -> str:
    """One section for each code, by phase, with examples as they are printed."""
    parts = []
    for letter, title in PHASES.items():
        parts.append(f"## {letter}: {title}")
        parts += [_finding(code) for code in sorted(CODES.values(), key=lambda code: code.id) if code.id.startswith(letter)]
    return "\n\n".join(parts)


def _finding(code: Code) -> str:
    kind = "Error" if code.severity is Severity.ERROR else code.severity.value.capitalize()
    accepted = ", can be [accepted](language.md#acceptance) with a reason" if code.acceptable else ""
    lines = [f"### {code.id} {code.slug}", "", f"{kind}{accepted}. {code.title}."]
    if why := TEXTS["findings"].get(code.id):
        lines += ["", why]
    for example in _unlike(_examples(code))[:MOST_EXAMPLES]:
        lines += ["", "```text", example, "```"]
    return "\n".join(lines)


def _examples(code: Code) -> Iterator[str]:
    """The findings of this code as the faults' own tests have them, one from each folder."""
    for folder in sorted(FAULTS.glob(f"{code.id}-*")):
        expected = folder / "expected.txt"
        text = expected.read_text(encoding="utf-8") if expected.is_file() else ""
        told = (block for block in text.strip("\n").split("\n\n") if f": {code.id} " in block.partition("\n")[0])
        block = next(told, "")
        if block and all(c.isprintable() or c == "\n" for c in block):
            yield block


def _unlike(examples: Iterator[str]) -> list[str]:
    """The first example of each remedy, so that a page shows different faults."""
    found: dict[str, str] = {}
    for example in examples:
        found.setdefault(re.sub(r"[0-9'].*", "", example.rpartition("Remedy:")[2]), example)
    return list(found.values())


PARTS: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = {
    "language.md": {"contract language": language},
    "measures.md": {"feed language": feed_language},
    "kpis.md": {"kpis": kpi_pages, "base fields": base_field_table},
    "findings.md": {"findings": finding_pages},
}


def page(name: str) -> str:
    """A page with its generated parts written anew."""
    text = (HERE / name).read_text(encoding="utf-8")
    for part, write in PARTS[name].items():
        begin, end = f"<!-- generated: {part} -->\n", f"\n<!-- end: {part} -->"
        before, found, rest = text.partition(begin)
        assert found, f"{name} has no place for '{part}'"
        _, found, after = rest.partition(end)
        assert found, f"'{part}' of {name} has no end"
        text = before + begin + write() + end + after
    return text


def stale() -> list[str]:
    """The pages whose generated parts are not what they would be now."""
    return [name for name in PARTS if page(name) != (HERE / name).read_text(encoding="utf-8")]


def main() -> int:
    """Write all pages, or with ``--check`` only say which are stale."""
    pages = stale()
    if "--check" not in sys.argv[1:]:
        for name in pages:
            (HERE / name).write_text(page(name), encoding="utf-8")
    for name in pages:
        sys.stdout.write(f"{'Stale' if '--check' in sys.argv[1:] else 'Written'}: docs/{name}\n")
    return 1 if pages and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
