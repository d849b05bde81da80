"""Writes the generated parts of the reference pages: the language from the models, KPIs from the catalogue, findings from codes;
and what the program brings along of them: the data of the pages of findings, and the JSON Schemas of the language.

    python docs/generate.py          writes them
    python docs/generate.py --check  says which are stale, with exit code 1

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end: NAME -->``; all else on a page is written by hand.
``texts.yaml`` has the sentences that the models do not: fields without a description, and what each finding means.
"""

from __future__ import annotations

import enum
import json
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

from slacontract.catalogue import compiled, definitions, variants
from slacontract.catalogue import fields as catalogue_fields
from slacontract.codes import CODES, Code, Severity
from slacontract.languages import Language, message, say
from slacontract.measuring.sources import profiles
from slacontract.measuring.tables import Table, tables
from slacontract.model import clocks, contract, feed, fields, forms, records
from slacontract.model.billing import indices, rates
from slacontract.model.kpis import limits
from slacontract.model.texts import Word
from slacontract.render.codes import compiled as codes_compiled
from slacontract.render.codes import page as findings
from slacontract.render.schema import documents as schemas

HERE: Final = Path(__file__).parent
TESTS: Final = HERE.parent / "tests"
MOST_EXAMPLES: Final = 3
TEXTS: Final[dict[str, Any]] = yaml.safe_load((HERE / "texts.yaml").read_text(encoding="utf-8"))
FINDING_DATA: Final = codes_compiled.written(TESTS, TEXTS.get("findings"))
FINDING_TEXTS: Final[dict[str, dict[str, str]]] = json.loads(FINDING_DATA)


def _nouns(root: type[fields.Noun]) -> tuple[type[fields.Noun], ...]:
    """A noun and all that its fields are made of, each once, in the order in which a reader meets them."""
    found: dict[type[fields.Noun], None] = {root: None}
    hints = typing.get_type_hints(root, include_extras=True)
    for name in _said(root):
        for noun in _nouns_in(hints[name]):
            found.update(dict.fromkeys(_nouns(noun)))
    return tuple(found)


def _nouns_in(hint: Any) -> Iterator[type[fields.Noun]]:
    if isinstance(hint, type) and issubclass(hint, fields.Noun):
        yield _of_any_kind(hint)
    for argument in typing.get_args(hint):
        yield from _nouns_in(argument)


def _of_any_kind(noun: type[fields.Noun]) -> type[fields.Noun]:
    """The noun itself of one that stands for several kinds of figures: it has one table."""
    return noun.__pydantic_generic_metadata__["origin"] or noun


def _said(noun: type[fields.Noun]) -> list[str]:
    """The fields of a noun as a table has them: the model first, the clause, its own, then what it shares with others."""
    names = [name for name, info in noun.model_fields.items() if not info.exclude]
    return sorted(names, key=lambda name: (name != "model", name != "clause", name not in noun.__annotations__))


NOUNS: Final = _nouns(contract.Contract)
FEED_NOUNS: Final = _nouns(feed.Feeds)
RECORDS_NOUNS: Final = tuple(dict.fromkeys((*_nouns(records.Records), *_nouns(records.Profile), *_nouns(forms.Form))))

# a type of the language is known by the reader it carries; what it is called stands in texts.yaml
_FORMS: Final = {
    id(extra): name
    for module in (fields, rates, indices, clocks, limits)
    for name, form in vars(module).items()
    for extra in getattr(form, "__metadata__", ())
    if isinstance(extra, BeforeValidator)
}


def language() -> str:
    """One table for each noun of the contract language."""
    return "\n\n".join(_noun(noun) for noun in NOUNS)


def feed_language() -> str:
    """One table for each noun of the feed declaration."""
    return "\n\n".join(_noun(noun) for noun in FEED_NOUNS)


def records_language() -> str:
    """One table for each noun of the declaration of records and of profiles."""
    return "\n\n".join(_noun(noun) for noun in RECORDS_NOUNS)


def profile_table() -> str:
    """Every profile that comes with the program, export by export."""
    rows = ["| profile | export | what it is | table | what is certain of it |", "|---|---|---|---|---|"]
    for name in profiles.names():
        for export, said in profiles.built_in(name).exports.items():
            rows.append(f"| `{name}` | `{export}` | {said.title} | `{said.table}` | {said.verified} |")
    return "\n".join(rows)


def canonical_tables() -> str:
    """One table for each canonical table: its columns, of what kind, and what they say."""
    return "\n\n".join(_canonical(table) for table in tables().values())


def _canonical(table: Table) -> str:
    rows = [f"| `{column.name}` | {column.kind} | {column.says} |" for column in table.columns.values()]
    told = f"{table.says} Rows are told apart by {', '.join(f'`{name}`' for name in table.key)}."
    return "\n".join([f"### {table.name}", "", told, "", "| column | kind | what it says |", "|---|---|---|", *rows])


def _noun(noun: type[fields.Noun]) -> str:
    rows = [_row(noun, name, noun.model_fields[name]) for name in _said(noun)]
    heading = heading_of(noun)
    intro = " ".join((noun.__doc__ or "").split()).replace("``", "`")
    head = ["| key | value | required | what it says |", "|---|---|---|---|"]
    return "\n".join([f"### {heading}", "", intro, "", *head, *rows])


def heading_of(noun: type[fields.Noun]) -> str:
    """How people call a noun: as texts.yaml has it, or its name in words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", noun.__name__).capitalize()
    return str(TEXTS["nouns"].get(noun.__name__, words))


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
    if isinstance(hint, typing.TypeVar):
        return "the figure"
    if issubclass(hint, enum.Enum):
        return ", ".join(f"`{choice.value}`" for choice in hint)
    if issubclass(hint, fields.Noun):
        heading = heading_of(_of_any_kind(hint))
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


_BETTER: Final = {"higher": "higher is better", "lower": "lower is better", "neither": "neither side is better: a target band"}
_KINDS: Final = {
    "duration": "whole seconds, in field names as `20s`", "hours": "whole hours, or days, in field names as `24h`",
    "days": "whole days, in field names as `30d`", "seconds": "whole seconds", "number": "a whole number",
    "percent": "a percentage, in field names without its sign",
}  # fmt: skip
_TOGETHER: Final = {
    "sums": "fields are added up over members and periods, and divided last",
    "cohort": "a case belongs to the period of its first event, and is known when its window has closed",
    "snapshot": "a moment: added over members, never over periods",
    "rows": "only from the single records; figures of days or members cannot be put together",
}


def kpi_pages() -> str:
    """The KPIs of each sector: a table of them, then one section for each."""
    parts = []
    for sector, name in definitions.sectors().items():
        found = [d for d in definitions.catalogue().values() if d.sector == sector]
        parts += [f"### {name}", _table_of(found), *(_kpi(definition) for definition in found)]
    parts += ["### Names that are none", *(_alias(alias) for alias in definitions.aliases().values())]
    return "\n\n".join(parts)


def _table_of(found: list[definitions.KpiDefinition]) -> str:
    rows = [
        "| KPI | English | Spanish | counts | better | put together | least | billing models |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for d in found:
        star = " ★" if d.starred else ""
        models = "any" if d.use.billing == ("all",) else ", ".join(f"`{m}`" for m in d.use.billing) or "none"
        rows.append(
            f"| [`{d.id}`](#{d.id}){star} | {d.name} | {_spanish(d)} | {TEXTS['units'][d.unit.value]} | {d.better} "
            f"| {d.use.aggregation} | {d.use.least or ''} | {models} |"
        )
    return "\n".join(rows)


def _kpi(definition: definitions.KpiDefinition) -> str:
    told = definition.told
    unit, side = TEXTS["units"][definition.unit.value], _BETTER[definition.better]
    if definition.two_sided:
        side = "which way is better depends on the variant"
    parts = [f"#### `{definition.id}`", f"{definition.name} / {_spanish(definition)}. {told.means} In {unit}; {side}."]
    parts += [str(told.traps)] if told.traps else []
    parts.append(_formula(definition))
    parts += [_variants(definition)] if definition.variant else []
    least = f" At least {definition.use.least} {definition.use.cases}." if definition.use.least else ""
    parts.append(f"Put together: {_TOGETHER[definition.use.aggregation]}.{least} Source: {_sources(told.sources)}.")
    return "\n\n".join(parts)


def _formula(definition: definitions.KpiDefinition) -> str:
    if definition.formula is None:
        return f"Ready-made only: {definition.told.ready_made}"
    if not definition.variant:
        return f"Formula: `{definition.formula}`. It has no variant."
    return f"Formula: `{definition.formula}`, where the variant says:"


def _variants(definition: definitions.KpiDefinition) -> str:
    rows = ["| parameter | choice | means | makes |", "|---|---|---|---|"]
    for parameter in definition.variant.values():
        needed = variants.needed_with(definition, parameter)
        only = f", only with `{needed[0].id}: {'` or `'.join(needed[1])}`" if needed else ""
        asked = f"**`{parameter.id}`** | {_KINDS.get(parameter.kind, 'one of')} | {parameter.means}{only}"
        usual = ", ".join(f"`{text}`" for text in parameter.usual)
        rows.append(f"| {asked} | {f'`{{{parameter.id}}}`, such as {usual}' if usual else ''} |")
        for choice in parameter.choices.values():
            made = "; ".join(f"{{{piece}}} = `{text.strip() or 'nothing'}`" for piece, text in choice.pieces.items())
            rows.append(f"| | `{choice.id}` | {choice.means} | {made} |")
    return "\n".join(rows)


def _sources(tags: tuple[str, ...]) -> str:
    known = compiled.read_data("sources.yaml")
    return "; ".join(known[tag]["en"] for tag in tags)


def _alias(alias: definitions.Alias) -> str:
    return f"#### `{alias.id}`\n\n{alias.told} A contract writes which: {', '.join(f'`{name}`' for name in alias.could_be)}."


def _spanish(definition: definitions.KpiDefinition) -> str:
    return say(definition.name, "es")


def base_field_table() -> str:
    """Every base field, with its unit, its names, and how it is counted from records."""
    rows = ["| field | counts | English | Spanish | from records |", "|---|---|---|---|---|"]
    for name, entry in catalogue_fields.entries().items():
        unit = TEXTS["units"][catalogue_fields.field_unit(name).value]
        rows.append(f"| `{name}` | {unit} | {entry['en']} | {entry['es']} | {_from_records(entry)} |")
    return "\n".join(rows)


def _from_records(entry: Mapping[str, Any]) -> str:
    """How a field is counted, in the table: its view and condition, or that it is delivered."""
    told = entry.get("counted")
    if told is None:
        return "delivered"
    what = f"sum of `{told['sum']}`" if "sum" in told else f"different `{told['distinct']}`" if "distinct" in told else "rows"
    when = told.get("when") or told.get("snapshot", "")
    return f"{what} of `{told['from']}`" + (f" where `{when}`" if when else "") + (f", by `{told['at']}`" if "at" in told else "")


FINDINGS: Final = HERE / "findings"


def finding_index(language: Language = "en", folder: str = "findings/") -> str:
    """One table of codes for each phase, each code with its page in both languages."""
    accepted, words = say(message("can be accepted"), language), {severity: message(severity.value) for severity in Severity}
    parts = []
    for letter, codes in findings.codes_by_phase().items():
        heads = [say(message(head), language) for head in ("code", "name", "kind", "what it says")]
        rows = [f"## {letter}: {say(findings.PHASES[letter], language)}", "", f"| {' | '.join(heads)} |", "|---|---|---|---|"]
        for code in codes:
            kind = say(words[code.severity], language) + (f", {accepted}" if code.acceptable else "")
            title = say(findings.page_from(code, FINDING_TEXTS.get(code.id, {})).title, language)
            rows.append(f"| [{code.id}]({folder}{code.id}.md) | `{code.slug}` | {kind} | {title} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def finding_page(code: Code, language: Language) -> str:
    """The page of one code in one language."""
    text = findings.as_markdown(findings.page_from(code, FINDING_TEXTS.get(code.id, {})), language)
    more = [example for example in _unlike(_examples(code)) if example not in text][: MOST_EXAMPLES - 1]
    heading = f"## {say(message('Further examples'), language)}"
    parts = [heading, *(f"```text\n{example}\n```" for example in more)] if more else []
    index = "../findings.md" if language == "en" else "README.md"
    link = f"{say(message('All findings'), language)}: [{index.rpartition('/')[2]}]({index})."
    return "\n\n".join([text.rstrip("\n"), *parts, link]) + "\n"


def finding_pages() -> dict[Path, str]:
    """Every page of a finding, by its path, with the data that the program prints them from."""
    english = {FINDINGS / f"{code.id}.md": finding_page(code, "en") for code in CODES.values()}
    spanish = {FINDINGS / "es" / f"{code.id}.md": finding_page(code, "es") for code in CODES.values()}
    index = {FINDINGS / "es" / "README.md": f"# {say(message('Findings'), 'es')}\n\n{finding_index('es', '')}\n"}
    return {codes_compiled.COMPILED: FINDING_DATA, **english, **spanish, **index}


def _examples(code: Code) -> Iterator[str]:
    """The findings of this code as the faults' own tests have them, one from each folder."""
    for folder in sorted([*TESTS.glob(f"faults/{code.id}-*"), *TESTS.glob(f"*/faults/{code.id}-*")]):
        expected = folder / "expected.txt"
        block = codes_compiled.first_finding(expected.read_text(encoding="utf-8") if expected.is_file() else "", code.id)
        if block and all(c.isprintable() or c == "\n" for c in block):
            yield block


def _unlike(examples: Iterator[str]) -> list[str]:
    """The first example of each remedy, so that a page shows different faults."""
    found: dict[str, str] = {}
    for example in examples:
        found.setdefault(re.sub(r"[0-9'].*", "", example.rpartition("Remedy:")[2]), example)
    return list(found.values())


MECHANISMS: Final = HERE.parent / "contracts" / "mechanisms"


def examples() -> list[tuple[str, dict[str, Any]]]:
    """The worked examples by name, family by family in order of title."""
    found = [(path.parent.name, {**_text(path), **_worked(path.parent)}) for path in MECHANISMS.glob("*/example.yaml")]
    return sorted(found, key=lambda item: (item[1]["family"], item[1]["title"]))


def _text(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # figures stay text
    return found


def _worked(folder: Path) -> dict[str, Any]:
    """The arithmetic by hand and the figures expected, which stand in the test of the sample."""
    (test,) = _text(folder / "tests" / "example.yaml")["tests"].values()
    return {"worked": test["why"], "expected": test["expected"]}


def mechanism_table() -> str:
    """Mechanism, where it is written, which sample shows it."""
    rows = ["| mechanism | where it is written | which sample shows it |", "|---|---|---|"]
    family = ""
    for name, told in examples():
        if told["family"] != family:
            family = told["family"]
            rows.append(f"| **{family}** | | |")
        rows.append(f"| [{told['title']}](mechanisms/{name}.md) | `{told['written']}` | `contracts/mechanisms/{name}` |")
    return "\n".join(rows)


def mechanism_page(name: str, told: Mapping[str, Any]) -> str:
    """The reference page of one mechanism: what it says, its text, its measures, its figures and how they are reached."""
    folder = MECHANISMS / name
    texts = [_clauses(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("v*.yaml"))]
    tables = [path.read_text(encoding="utf-8").rstrip() for path in sorted(folder.glob("**/*.csv"))]
    rows = [
        f"| {period} | `{row}` | {figure} |" for period, figures in told["expected"].items() for row, figure in figures.items()
    ]
    parts = [
        f"# {told['title']}", f"Written at `{told['written']}`. All mechanisms: [mechanisms.md](../mechanisms.md).",
        told["says"].strip(), *(f"```yaml\n{text}\n```" for text in texts), "## A worked example",
        f"`contracts/mechanisms/{name}`, with these measures:", *(f"```csv\n{table}\n```" for table in tables),
        told["worked"].strip(), "\n".join(["| period | line or row | figure |", "|---|---|---|", *rows]),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _clauses(text: str) -> str:
    """What a sample is about: everything but the head that every contract has."""
    head = {"contract", "version", "effective", "title", "client", "vendor", "rounding", "tax", "replaces"}
    blocks = re.split(r"(?m)^(?=[a-z_]+:)", text)
    return "".join(block for block in blocks if block.partition(":")[0] not in head).strip()


def mechanism_pages() -> dict[Path, str]:
    """Every reference page of a mechanism, by its path."""
    return {HERE / "mechanisms" / f"{name}.md": mechanism_page(name, told) for name, told in examples()}


PARTS: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = {
    "language.md": {"contract language": language},
    "measures.md": {"feed language": feed_language},
    "records.md": {"profiles": profile_table, "records language": records_language, "canonical tables": canonical_tables},
    "kpis.md": {"kpis": kpi_pages, "base fields": base_field_table},
    "findings.md": {"findings": finding_index},
    "mechanisms.md": {"mechanisms": mechanism_table},
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


def schema_files() -> dict[Path, str]:
    """The JSON Schemas of the language, by their paths."""
    return schemas.written(schemas.sentences(TEXTS))[0]


def written() -> dict[Path, str]:
    """Every page that has generated parts, as it should be."""
    return {**{HERE / name: page(name) for name in PARTS}, **mechanism_pages(), **finding_pages(), **schema_files()}


def stale() -> list[str]:
    """The pages that are not what they would be now, and those of mechanisms that are gone."""
    wanted = written()
    there = [path for folder in ("mechanisms", "findings", "findings/es") for path in (HERE / folder).glob("*.md")]
    gone = [path for path in there if path not in wanted]
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return [str(path.relative_to(HERE.parent)) for path in (*changed, *gone)]


def main() -> int:
    """Write all pages, or with ``--check`` only say which are stale."""
    pages, only_say = stale(), "--check" in sys.argv[1:]
    wanted = written()
    for name in pages:
        path = HERE.parent / name
        if not only_say and path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif not only_say:
            path.unlink()
        sys.stdout.write(f"{'Stale' if only_say else 'Written'}: {name}\n")
    return 1 if pages and only_say else 0


if __name__ == "__main__":
    sys.exit(main())
