"""One row is validated and saved."""

from django.db import IntegrityError, transaction
from django.db.models import Model


def save_clean(item: Model) -> None:
    """Save a row that is right; raises ValidationError, in words, for one that is not.

    The constraints of the database are asked by saving. Django would ask each of them
    beforehand with a query of its own, and could still be overtaken by another who saves the
    same; here they are only asked one by one when the database has refused.
    """
    item.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError:
        item.full_clean()
        raise
