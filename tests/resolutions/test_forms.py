"""A governing document is chosen from a list in which no two lines read the same."""

from datetime import date

import pytest

from documents.forms.importing import ImportForm
from documents.forms.planned import PlannedDocumentForm
from resolutions.forms import ResolutionField
from resolutions.models import Resolution
from tests.factories import ResolutionFactory

pytestmark = pytest.mark.django_db


def lines(field):
    return [label for value, label in field.choices if value]


def test_two_terms_may_give_the_same_symbol():
    ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2021, 1, 29), title="Về đô thị")
    ResolutionFactory(symbol="06-NQ/TU", issued_on=None, title="Về diễn tập")

    assert lines(ResolutionField(Resolution.objects.for_choice())) == [
        "06-NQ/TU · 29/01/2021 · Về đô thị",
        "06-NQ/TU · Về diễn tập",
    ]


def test_a_form_offers_the_set_that_is_looked_at_and_training_data_says_so():
    ResolutionFactory(
        symbol="91-NQ/TU", issued_on=date(2026, 1, 1), title="Về nhà ở", is_fictional=True
    )
    ResolutionFactory(symbol="03-NQ/TU", issued_on=date(2021, 1, 18), title="")
    real = ["03-NQ/TU · 18/01/2021"]
    training = ["91-NQ/TU · 01/01/2026 · Về nhà ở · dữ liệu tập huấn"]

    for is_training, found in ((False, real), (True, training)):
        assert lines(ImportForm(training=is_training).fields["resolution"]) == found
    assert lines(PlannedDocumentForm(on=date(2026, 1, 1)).fields["resolution"]) == real
