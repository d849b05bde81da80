"""What to write into an editor, so that it uses the schemas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from slacontract.languages import Language, message, say
from slacontract.render.schema.documents import NAMES, Document, file_of


def settings(documents: Sequence[Document], folder: Path, language: Language) -> str:
    """The setting of VS Code's YAML extension, by the patterns of files; and the line for a single file."""
    place = folder.as_posix() if folder.is_absolute() or folder.as_posix().startswith(".") else f"./{folder.as_posix()}"
    schemas = {f"{place}/{file_of(document, language).name}": NAMES[document] for document in documents}
    first = say(message("For all files of a folder, in .vscode/settings.json (with the extension 'YAML' of Red Hat):"), language)
    second = say(message("Or for one file, as its first line, with the path from that file:"), language)
    line = f"# yaml-language-server: $schema={file_of(documents[0], language).name}"
    return f"\n{first}\n\n{json.dumps({'yaml.schemas': schemas}, indent=2)}\n\n{second}\n\n{line}"
