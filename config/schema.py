"""What the description of the API says of every operation alike."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.status import Event
from resolutions.api.once import HEADER

_SHAPE = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "current": {"type": "object", "additionalProperties": True},
    },
}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": gettext_lazy(
        "A name of this sending, made by the caller: sent again with the same content it "
        "writes nothing and gets the first answer."
    ),
}
_VERBS = ("get", "post", "put", "patch", "delete")


def tell_refusals(result: dict[str, Any], generator: Any, **given: Any) -> dict[str, Any]:
    """Every operation tells how it may refuse; what a request may not send is told too."""
    schemas = result["components"]["schemas"]
    schemas["Refusal"] = {**_SHAPE, "description": _("A request that was refused.")}
    for name, schema in schemas.items():
        if name.endswith("Input"):
            schema["additionalProperties"] = False
        else:
            _forget_storage(schema)
    for address, path in result["paths"].items():
        for verb in _VERBS:
            if verb in path:
                _tell(path[verb], writes=verb != "get")
                _name(path[verb], address, verb)
    return result


def _forget_storage(schema: dict[str, Any]) -> None:
    """How large a number the database could keep is no matter of an answer, and differs from
    one database to another."""
    for told in schema.get("properties", {}).values():
        if told.get("type") in ("integer", ["integer", "null"]):
            for name in ("minimum", "maximum", "format"):
                told.pop(name, None)


def _name(operation: dict[str, Any], address: str, verb: str) -> None:
    """What an operation is called, in the words of the pages."""
    groups = {
        "resolutions": _("Governing documents"),
        "targets": _("Targets"),
        "portfolios": _("Project portfolios"),
        "bases": _("Bases"),
        "narratives": _("Narratives"),
        "tasks": _("Tasks"),
        "assignments": _("Assignments"),
        "agencies": _("Agencies"),
        "people": _("People"),
        "views": _("Saved views"),
        "documents": _("Planned documents"),
        "waits": _("Waits for guidance"),
        "guidance": _("Central guidance documents"),
        "meetings": _("Meetings"),
        "figures": _("Figures"),
    }
    of_one = {"get": _("One of them"), "put": _("Replace"), "patch": _("Change")}
    of_all = {"get": _("The list"), "post": _("Add")}
    operations = {
        "set_deadline": _("Set or move the deadline"),
        "undo": _("Undo the last change of status"),
        "history": _("The whole history"),
        "deadlines": _("The deadlines it had"),
        "bulk": _("One change for many documents"),
        "figures": _("Figures with the documents behind each"),
        "export.xlsx": _("The list as an Excel sheet"),
        "export.csv": _("The list as text"),
    } | {event.value: str(event.label) for event in Event}
    parts = address.removeprefix("/api/v1/").strip("/").split("/")
    if parts[-1] == "{id}":
        said = of_one[verb]
    elif parts[-1] in operations:
        said = operations[parts[-1]]
    else:
        said = of_all[verb]
    operation["tags"] = [groups.get(parts[0], parts[0])]
    operation["summary"] = operation["description"] = said
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["description"] = _("Record number")
    for code, answer in operation["responses"].items():
        if code == "304" or not answer.get("description"):
            answer["description"] = _("Not changed.") if code == "304" else _("Done.")


def _tell(operation: dict[str, Any], *, writes: bool) -> None:
    means = {
        400: _("What was sent cannot be accepted."),
        401: _("Nobody is signed in, or the token is wrong or has expired."),
        403: _("Without the right, or the token may only read."),
        404: _("There is no such thing, or not for these eyes."),
        429: _("Too many requests."),
    }
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    if writes:
        means[409] = _("The state of the document does not allow it.")
        means[415] = _("It is not JSON.")
        means[422] = _("The Idempotency-Key was used for something else.")
        means[503] = _("The database does not answer; the answer says what is known.")
        operation.setdefault("parameters", []).append(
            _IDEMPOTENCY_KEY | {"description": str(_IDEMPOTENCY_KEY["description"])}
        )
    if "If-Match" in names:
        means[412] = _("Somebody saved it meanwhile.")
        means[428] = _("It does not say in If-Match which version it changes.")
    for code, why in sorted(means.items()):
        operation["responses"][str(code)] = {
            "description": why,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}
            },
        }
