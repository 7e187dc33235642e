"""The page that explains the API, made from its own description: it asks nothing of another
server and needs no script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every operation of the API: its address, what it takes, what it answers."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for verb, told in operations.items():
            name = told["tags"][0]
            groups.setdefault(name, []).append(_operation(schema, path, verb, told))
    return render(
        request,
        "documentation.html",
        {"groups": [{"name": name, "operations": ops} for name, ops in groups.items()]},
    )


def _operation(schema: Any, path: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "path": path,
        "verb": verb.upper(),
        "summary": told["summary"],
        "parameters": [p["name"] for p in told.get("parameters", ()) if p["in"] != "path"],
        "fields": _fields(schema, body.get("schema", {})),
        "answers": [
            {"code": code, "means": answer.get("description", "")}
            for code, answer in sorted(told["responses"].items())
        ],
    }


def _fields(schema: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
    name = given.get("$ref", "").rpartition("/")[2]
    shape = schema["components"]["schemas"].get(name, given)
    required = shape.get("required", ())
    return [{"name": n, "required": n in required} for n in shape.get("properties", ())]
