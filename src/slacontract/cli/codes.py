"""``slacontract codes``: what a finding means, with a bad and a good example."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language


@click.command(short_help="Explain a finding: what it means, a bad and a good example.")
@click.argument("word", required=False, metavar="[WORD]")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the page.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True,
              help="How the page is written.")  # fmt: skip
def codes(word: str | None, language: Language, form: str) -> None:
    """List the findings, or those that WORD is about; print the page of one where there is one.

    WORD is a code, its name, or a word of its page: C204, band-gap, 'rounding', 'tope'.
    """
    from slacontract.render.codes.listed import listed, near, search  # noqa: PLC0415
    from slacontract.render.codes.page import as_markdown, as_text, page_of  # noqa: PLC0415

    found = search(word)
    if not found:
        click.echo(f"No finding is called '{word}'. {near(word or '')}", err=True)
        sys.exit(1)
    if len(found) > 1:
        click.echo(listed(found, language))
    elif form == "markdown":
        click.echo(as_markdown(page_of(found[0]), language), nl=False)
    else:
        click.echo(as_text(page_of(found[0]), language))
