"""``slacontract schema``: JSON Schemas for editors, which then offer, explain and underline what is typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.render.schema.documents import Document


@click.command(short_help="Print or write JSON Schemas for editors.")
@click.argument("document", required=False, metavar="[DOCUMENT]",
                type=click.Choice(["contract", "feed", "records", "form", "profile", "test"]))  # fmt: skip
@click.option(
    "--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Language of the explanations."
)
@click.option("--output", type=click.Path(path_type=Path, readable=False), metavar="FOLDER",
              help="Write files there, all of them without DOCUMENT, and print the settings of an editor.")  # fmt: skip
def schema(document: Document | None, language: Language, output: Path | None) -> None:
    """Print the JSON Schema of DOCUMENT: contract, feed, records, form, profile or test.

    An editor that knows it completes keys and words, says what each means, and underlines slips while you type.
    """
    from slacontract.cli.report import refuse  # noqa: PLC0415
    from slacontract.render.schema.documents import DOCUMENTS, file_of, read_schema  # noqa: PLC0415
    from slacontract.render.schema.settings import settings  # noqa: PLC0415
    from slacontract.workflow.files import Output, replace_outputs, unwritable  # noqa: PLC0415

    if output is None:
        if document is None:
            raise click.UsageError(f"Name one of {', '.join(DOCUMENTS)}; or write all with --output FOLDER.")
        click.echo(read_schema(document, language), nl=False)
        return
    chosen = (document,) if document else DOCUMENTS
    files = [Output(output / file_of(kind, language).name, read_schema(kind, language).encode()) for kind in chosen]
    if findings := unwritable(output) or replace_outputs(files):
        refuse(findings)
    for file in files:
        click.echo(f"Written: {file.path}")
    click.echo(settings(chosen, output, language))
