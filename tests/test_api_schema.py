"""The description of the API is the one that is kept in docs/, and its answers keep to it."""

from itertools import count
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from assignments.models import Agency, Person, Task
from assignments.services import make_token
from config.wsgi import application
from documents.models import CentralGuidance, GuidanceWait, Meeting, PlannedDocument
from resolutions.models import Basis, Narrative, Portfolio, Resolution, Target
from tests.chance import examples
from tests.samples import one_of_each

KEPT = Path(__file__).parent.parent / "docs" / "openapi.yaml"
EXAMPLES = examples(8)
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(KEPT.read_text(encoding="utf-8")))
SCHEMA.app = application  # asked in this process, without a network
OPERATIONS = {
    f"{found.ok().method} {found.ok().path}": found.ok()
    for found in SCHEMA.get_all_operations()
}
# Whose record number an address or a field asks for.
OF_ADDRESS = {
    "resolutions": Resolution,
    "targets": Target,
    "portfolios": Portfolio,
    "bases": Basis,
    "narratives": Narrative,
    "tasks": Task,
    "agencies": Agency,
    "people": Person,
    "documents": PlannedDocument,
    "waits": GuidanceWait,
    "guidance": CentralGuidance,
    "meetings": Meeting,
}
OF_FIELD = {
    "resolution": Resolution,
    "lead": Agency,
    "lead_agency": Agency,
    "signing_body": Agency,
    "board_member": Person,
    "in_charge": Person,
    "into": PlannedDocument,
    "guidance": CentralGuidance,
}


def test_description_kept_is_what_the_code_says(tmp_path):
    written = tmp_path / "openapi.yaml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(written))

    # When it differs: manage.py spectacular --file docs/openapi.yaml
    assert written.read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8")


def point_at_rows(case, ids):
    """Put record numbers that there are in the place of invented ones."""
    place = case.path.split("/")[3]
    if "id" in (case.path_parameters or {}) and OF_ADDRESS.get(place) in ids:
        case.path_parameters["id"] = ids[OF_ADDRESS[place]]
    if isinstance(case.body, dict):
        for name in case.body.keys() & OF_FIELD.keys():
            if case.body[name] is not None:
                case.body[name] = ids[OF_FIELD[name]]
        if isinstance(case.body.get("ids"), list):
            case.body["ids"] = [ids[PlannedDocument]]


@pytest.fixture
def one_connection():
    """The connection of the test stays open, as Django's own client keeps it."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_answers_keep_to_the_description(name, office, one_connection):
    ids = {model: thing.pk for model, thing in one_of_each(by=office).items()}
    _token, secret = make_token(name="Thử", scope="write", days=1, by=office)
    headers = {"Authorization": f"Token {secret}", "If-Match": "*"}
    turns = count()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy())
    def ask(case):
        if next(turns) % 4:
            point_at_rows(case, ids)
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    ask()
