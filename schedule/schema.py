"""The JSON Schema of a conference file, for editors that complete and check YAML. It checks nothing itself.

`python -m schedule.schema` writes it anew beside this module.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schedule.model import Programme

SHIPPED = Path(__file__).with_name("conference.schema.json")


def schema() -> str:
    """Return the schema as text, ending in a newline: one file may hold any of the sections."""
    generated = Programme.model_json_schema(by_alias=True)
    for record in (generated, *generated["$defs"].values()):
        if "properties" in record:
            _as_written(record)
    generated["properties"] = {key: _or_nothing(field) for key, field in generated["properties"].items()}
    generated.pop("required")
    # Rules between two keys, which the models cannot tell.
    generated["$defs"]["Session"]["anyOf"] = [{"required": ["end"]}, {"required": ["minutes"]}]
    generated["$defs"]["PressContact"]["anyOf"] = [{"required": ["phone"]}, {"required": ["email"]}]
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Steiger conference, format 1"}
    return json.dumps(generated | named, indent=2, ensure_ascii=False) + "\n"


def _as_written(record: dict[str, Any]) -> None:
    """Allow what a file may have besides the model's fields, and drop what only Python sees."""
    record["patternProperties"] = {"^x-": {}}
    for key, field in record["properties"].items():
        field.pop("title", None)
        field.pop("default", None)
        if key not in record.get("required", ()):
            record["properties"][key] = _or_nothing(field)


def _or_nothing(field: dict[str, Any]) -> dict[str, Any]:
    """Allow a key without a value, which is as if it weren't there."""
    nothing = {"type": "null"}
    if "anyOf" in field:
        return field if nothing in field["anyOf"] else {**field, "anyOf": [*field["anyOf"], nothing]}
    return {"anyOf": [field, nothing]}


if __name__ == "__main__":
    SHIPPED.write_text(schema(), encoding="utf-8")
