"""The description of the API is the one that is kept in docs/."""

from pathlib import Path

from django.core.management import call_command

KEPT = Path(__file__).parent.parent / "docs" / "openapi.yaml"


def test_description_kept_is_what_the_code_says(tmp_path):
    written = tmp_path / "openapi.yaml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(written))

    # When it differs: manage.py spectacular --file docs/openapi.yaml
    assert written.read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8")
