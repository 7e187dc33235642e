"""The description of the API is the one that is kept in docs/, and its answers keep to it."""

from itertools import count
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from assignments.models import ApiToken
from config.wsgi import application
from tests.samples import one_of_each

KEPT = Path(__file__).parent.parent / "docs" / "openapi.yaml"
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(KEPT.read_text(encoding="utf-8")))
SCHEMA.app = application
OPERATIONS = {
    f"{found.ok().method} {found.ok().path}": found.ok()
    for found in SCHEMA.get_all_operations()
}


def test_description_kept_is_what_the_code_says(tmp_path):
    written = tmp_path / "openapi.yaml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(written))

    # When it differs: manage.py spectacular --file docs/openapi.yaml
    assert written.read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_answers_keep_to_the_description(name, office):
    things = one_of_each(by=office)
    ids = {type(thing)._meta.model_name: thing.pk for thing in things.values()}
    _token, secret = ApiToken.objects.create(office, name="Thử", scope="write")
    turns = count()

    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy())
    def ask(case):
        headers = {"Authorization": f"Token {secret}", "If-Match": "*"}
        if "id" in (case.path_parameters or {}) and next(turns) % 4:
            case.path_parameters["id"] = ids[MODEL_OF[case.path.split("/")[3]]]
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()


MODEL_OF = {
    "resolutions": "resolution",
    "targets": "target",
    "portfolios": "portfolio",
    "tasks": "task",
    "assignments": "assignment",
    "agencies": "agency",
    "people": "person",
    "views": "savedview",
    "documents": "planneddocument",
    "waits": "guidancewait",
    "guidance": "centralguidance",
    "meetings": "meeting",
}
