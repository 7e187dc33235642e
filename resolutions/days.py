"""Days and instants of the office: Asia/Ho_Chi_Minh, whatever the server's clock."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# The Party was founded on this day: no document of its is older.
FIRST_DAY = date(1930, 2, 3)


def end_of_day(day: date) -> datetime:
    """The last instant of a day in the office's time zone."""
    following = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(following) - timedelta(microseconds=1)


def check_day(day: date) -> None:
    """Raise ValidationError for a day that has not come or that no document can bear."""
    if day > timezone.localdate():
        raise ValidationError(_("The date lies in the future. Give today or an earlier day."))
    if day < FIRST_DAY:
        raise ValidationError(_("The date is too far back. Check the year."))
