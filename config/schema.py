"""What the description of the API says of every operation alike."""

from typing import Any

from django.utils.translation import gettext as _

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
_VERBS = ("get", "post", "put", "patch", "delete")


def tell_refusals(result: dict[str, Any], generator: Any, **given: Any) -> dict[str, Any]:
    """Every operation tells how it may refuse; what a request may not send is told too."""
    schemas = result["components"]["schemas"]
    schemas["Refusal"] = {**_SHAPE, "description": _("A request that was refused.")}
    for name, schema in schemas.items():
        if name.endswith("Input"):
            schema["additionalProperties"] = False
    for path in result["paths"].values():
        for verb in _VERBS:
            if verb in path:
                _tell(path[verb], writes=verb != "get")
    return result


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
