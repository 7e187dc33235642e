"""Days and instants of the office: Asia/Ho_Chi_Minh, whatever the server's clock."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def end_of_day(day: date) -> datetime:
    """The last instant of a day in the office's time zone."""
    following = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(following) - timedelta(microseconds=1)
