import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from schedule.model import Programme
from schedule.records import shape_of
from schedule.schema import SHIPPED, schema

CONFERENCES = [
    *(Path(__file__).parents[2] / "schedule" / "bochum-2021").glob("*.yaml"),
    *(Path(__file__).parents[1] / "conferences").glob("*/*.yaml"),
]
SCHEMA = json.loads(schema())
TYPES = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
    "object": dict,
    "array": list,
}


class Yaml12(yaml.SafeLoader):
    """What an editor sees: YAML 1.2, where a date or `10:30` is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own declaration
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":int", ":bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def fits(value: Any, shape: dict[str, Any]) -> bool:
    """Tell whether a value fits a JSON Schema, of which this knows the words that ours uses."""
    if "$ref" in shape:
        return fits(value, SCHEMA["$defs"][shape["$ref"].removeprefix("#/$defs/")])
    return all(
        (
            "anyOf" not in shape or any(fits(value, each) for each in shape["anyOf"]),
            fits_type(value, shape.get("type", list(TYPES))),
            value in shape.get("enum", [value]),
            not isinstance(value, str) or bool(re.search(shape.get("pattern", ""), value)),
            not isinstance(value, list) or all(fits(item, shape.get("items", {})) for item in value),
            not isinstance(value, dict) or fits_mapping(value, shape),
        )
    )


def fits_type(value: Any, types: str | list[str]) -> bool:
    return any(isinstance(value, TYPES[name]) for name in ([types] if isinstance(types, str) else types))


def fits_mapping(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    known = shape.get("properties", {})
    others = {key: inner for key, inner in value.items() if key not in known and not key.startswith("x-")}
    more = shape.get("additionalProperties", True)
    return (
        set(shape.get("required", [])) <= set(value)
        and all(fits(value[key], known[key]) for key in known if key in value)
        and all(fits(inner, more) if isinstance(more, dict) else more for inner in others.values())
    )


def test_the_shipped_schema_is_the_one_of_the_models() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema(), "run: python -m schedule.schema"


@pytest.mark.parametrize("path", CONFERENCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_editor_finds_nothing_wrong_with_a_conference(path: Path) -> None:
    assert fits(yaml.load(path.read_text(encoding="utf-8"), Loader=Yaml12), SCHEMA)  # noqa: S506 - a SafeLoader


@pytest.mark.parametrize(
    "wrong",
    [
        {"sesions": []},
        {"rooms": {}},
        {"rooms": [{"id": "b"}]},
        {"rooms": [{"id": "Big Hall", "name": "B"}]},
        {"rooms": [{"id": "b", "name": "B", "capcity": 3}]},
        {"pages": [{"id": "b", "title": "B", "for": "all"}]},
        {"sessions": [{"id": "s", "title": ["S"], "start": "2021-09-23 09:00", "minutes": 5}]},
        {"sessions": [{"id": "s", "title": "S", "start": "2021-09-23 09:00"}]},
        {"sessions": [{"id": "s", "title": None, "start": "2021-09-23 09:00", "minutes": 5}]},
        {"rooms": [{"id": "b", "name": "B", "capacity": "many"}]},
        {"press": {"contacts": [{"name": "Ada"}]}},
    ],
    ids=str,
)
def test_an_editor_marks_what_is_wrong(wrong: dict[str, Any]) -> None:
    assert not fits(wrong, SCHEMA)


def test_an_editor_lets_organisers_keep_notes() -> None:
    assert fits({"x-notes": 1, "rooms": [{"id": "b", "name": "B", "x-key": "under the mat"}]}, SCHEMA)


@pytest.mark.parametrize(
    "right",
    [
        {"rooms": None, "conference": None, "press": {"contacts": None}},
        {"rooms": [{"id": "b", "name": "B", "capacity": "30", "shared": None}]},
        {"sessions": [{"id": "s", "title": "S", "start": "2021-09-23 09:00", "end": "09:30", "kind": None}]},
        {"excursions": [{"id": "e", "title": "E", "meets": "", "meeting_point": {"name": "N", "place": ["51.4", 7]}}]},
    ],
    ids=str,
)
def test_an_editor_lets_pass_what_is_right(right: dict[str, Any]) -> None:
    assert fits(right, SCHEMA)


def test_an_editor_completes_the_keys_of_the_format() -> None:
    assert list(SCHEMA["properties"]) == list(shape_of(Programme))
    assert "for" in SCHEMA["$defs"]["Page"]["properties"]
