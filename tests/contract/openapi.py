"""Holds requests and answers against the gateway's own OpenAPI files, as far as they speak."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_FILES = [json.loads(path.read_text()) for path in sorted(Path(__file__).parent.glob("twilio_*.json"))]
PATHS: dict[str, Any] = {path: ways for file in _FILES for path, ways in file["paths"].items()}
SCHEMAS: dict[str, Any] = {name: shape for file in _FILES for name, shape in file["components"]["schemas"].items()}
_PARTS = {"{AccountSid}": "AC[0-9a-f]{32}", "{Sid}": "CA[0-9a-f]{32}", "{PhoneNumber}": r"(?:\+|%2B)[0-9]{8,15}"}
_FORM = "application/x-www-form-urlencoded"
_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def wrong_request(method: str, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> list[str]:
    """What the file does not allow in this request."""
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path}: no such operation"]
    asked = {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    body = operation.get("requestBody", {}).get("content", {}).get(_FORM, {}).get("schema", {})
    missing = [f"{name}: missing" for name in body.get("required", ()) if name not in form]
    return [*missing, *_sent(query, asked), *_sent(form, body.get("properties", {}))]


def wrong_answer(method: str, path: str, status: int, body: object) -> list[str]:
    """What the file does not know in this answer."""
    operation = _operation(method, path)
    assert operation is not None
    schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    return list(_wrong(body, schema, "answer"))


def wrong_part(value: object, schema: str) -> list[str]:
    """What does not fit a schema that the file names and no answer refers to."""
    return list(_wrong(value, SCHEMAS[schema], schema))


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in PATHS.items():
        shape = re.sub(r"\{\w+\}", lambda part: _PARTS[part[0]], template)
        if re.fullmatch(shape, path) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def _sent(values: Mapping[str, str], known: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if name not in known:
            yield f"{name}: unknown"
        else:
            yield from _wrong(_parsed(value, _resolved(known[name])), known[name], name)


def _parsed(value: str, schema: Mapping[str, Any]) -> object:
    """A form knows only words; the file says what they stand for."""
    match schema.get("type"):
        case "integer":
            return int(value) if re.fullmatch(r"-?[0-9]+", value) else value
        case "boolean":
            return {"true": True, "false": False}.get(value.lower(), value)
        case "array":
            return [value]
        case _:
            return value


def _wrong(value: object, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    schema = _resolved(schema)
    if value is None:
        if not schema.get("nullable"):
            yield f"{name}: null"
        return
    if not isinstance(value, _TYPES[schema["type"]]):
        yield f"{name}: {value!r} is no {schema['type']}"
        return
    yield from _refused(value, schema, name)
    if isinstance(value, list):
        for one in value:
            yield from _wrong(one, schema["items"], name)
    if isinstance(value, dict) and "properties" in schema:
        yield from _inside(value, schema["properties"], name)


def _refused(value: object, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{name}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], str(value)):
        yield f"{name}: {value!r} does not fit {schema['pattern']}"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{name}: {value} is out of range"


def _inside(values: Mapping[str, object], known: Mapping[str, Any], name: str) -> Iterator[str]:
    for key, value in values.items():
        if key in known:
            yield from _wrong(value, known[key], f"{name}.{key}")
        else:
            yield f"{name}.{key}: unknown"


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return SCHEMAS[reference.rpartition("/")[2]] if reference else schema
