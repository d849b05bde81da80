"""The page of one finding: as Markdown for the documentation and for tools, and as text for a terminal."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.codes import CODES, Code, Severity
from slacontract.languages import Message, bilingual, message, say
from slacontract.render.codes.compiled import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slacontract.languages import Language

PHASES: Final = {
    "S": message("The text of a contract"),
    "C": message("The contract"),
    "C240-C259": message("What is proved of a contract that could be settled"),
    "C260-C279": message("Whether its KPIs are the right ones"),
    "C280-C289": message("What it rewards"),
    "M": message("The measures"),
    "R": message("The records"),
    "T": message("Tests of a contract"),
    "W": message("The workbook"),
    "E": message("Files and folders"),
}
"""The letter of a code, or a stretch of numbers, and the phase in which it is found, as a reader meets them."""

_KINDS: Final = {
    Severity.ERROR: message("Error: the run stops, and nothing is written."),
    Severity.WARNING: message("Warning: it is printed, and the run goes on."),
    Severity.NOTE: message("Note: it is printed, and the run goes on."),
}
_MEANT: Final = message("Where the parties mean it, accept it in the contract with the reason; it then stays visible as a note:")
_MUST: Final = message("It cannot be accepted: mend what it finds.")
_MAY: Final = message("It cannot be accepted in the contract: it is about what was delivered, and is told each time.")
_BAD: Final = message("A bad example")
_GOOD: Final = message("What mends it")
_WIDTH: Final = 100


@dataclass(frozen=True)
class Page:
    """What is known of a code: what it means, a finding as it is printed, and the difference that mends it."""

    code: Code
    title: Message
    why: Message
    printed: str
    mended: str

    @property
    def acceptance(self) -> tuple[Message, str]:
        """Whether it can be accepted, and what to write."""
        if self.code.acceptable:
            return _MEANT, f"accept:\n  - {{code: {self.code.id}, why: …}}"
        return (_MUST if self.code.severity is Severity.ERROR else _MAY), ""


def page_of(code: Code) -> Page:
    """The page of a code; one that nobody has written about has its title only."""
    return page_from(code, pages().get(code.id, {}))


def page_from(code: Code, told: Mapping[str, str]) -> Page:
    """The page of a code, from what is said of it."""
    english = told.get("en", "")
    title, why = bilingual(code.title, told.get("title", code.title)), bilingual(english, told.get("es", english))
    return Page(code, title, why, told.get("printed", ""), told.get("mended", ""))


def phase_of(code: Code) -> str:
    """The key of the phase in which it is found: the stretch that holds its number, or its letter."""
    stretches = (key for key in PHASES if "-" in key and key.partition("-")[0] <= code.id <= key.partition("-")[2])
    return next(stretches, code.id[0])


def codes_by_phase(codes: Iterable[Code] = CODES.values()) -> dict[str, list[Code]]:
    """Codes by the key of their phase, each in order of its number."""
    ordered = sorted(codes, key=lambda code: code.id)
    return {key: [code for code in ordered if phase_of(code) == key] for key in PHASES}


def as_markdown(page: Page, language: Language, *, heading: bool = True) -> str:
    """The page as Markdown, without its heading where a tool shows one of its own."""
    accepted, text = page.acceptance
    parts = [f"# {page.code}"] if heading else []
    parts += [f"**{say(page.title, language)}.** {say(_KINDS[page.code.severity], language)}", say(page.why, language)]
    if page.printed:
        parts += [f"## {say(_BAD, language)}", f"```text\n{page.printed}\n```"]
    if page.mended:
        parts += [f"## {say(_GOOD, language)}", f"```diff\n{page.mended}\n```"]
    parts += [say(accepted, language), f"```yaml\n{text}\n```" if text else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_text(page: Page, language: Language) -> str:
    """The page as a terminal shows it."""
    accepted, text = page.acceptance
    parts = [f"{page.code}: {say(page.title, language)}.", say(_KINDS[page.code.severity], language)]
    parts += [textwrap.fill(say(page.why, language).replace("`", ""), _WIDTH)]
    if page.printed:
        parts += [f"{say(_BAD, language)}:", textwrap.indent(page.printed, "    ")]
    if page.mended:
        parts += [f"{say(_GOOD, language)}:", textwrap.indent(page.mended, "    ")]
    parts += [textwrap.fill(say(accepted, language), _WIDTH), textwrap.indent(text, "    ")]
    return "\n\n".join(part for part in parts if part)
