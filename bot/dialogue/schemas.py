"""JSON Schemas of the content files, so that an editor completes and checks them while they are written."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.flow import Common, Content, Flow, Step

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Chapter(Content):
    """More steps of a long flow, in a file of their own."""

    steps: Mapping[str, Step]


def schemas() -> dict[str, dict[str, Any]]:
    """By name: a flow, a chapter of a flow, and the words that belong to no flow."""
    models: dict[str, type[Content]] = {"flow": Flow, "chapter": Chapter, "common": Common}
    return {name: {"$schema": DIALECT, **model.model_json_schema()} for name, model in models.items()}


def schema_of(file: str) -> str:
    """The schema of a content file, by its name without ending."""
    if "." in file:
        return "chapter"
    return "common" if file == "common" else "flow"
