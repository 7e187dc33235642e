"""A moment is a day, what was known of it, and the deadline that judges it."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from resolutions.days import end_of_day
from resolutions.looking import look
from resolutions.moments import Moment

DAY = date(2021, 12, 13)


def test_everything_counts_unless_it_is_asked_what_was_known():
    recorded_at = end_of_day(DAY) + timedelta(days=300)

    assert Moment(DAY).knows(recorded_at)
    assert not Moment(DAY).as_known_on(DAY).knows(recorded_at)


def test_what_was_recorded_on_the_day_itself_was_known_on_it():
    moment = Moment(DAY).as_known_on(DAY)

    assert moment.knows(end_of_day(DAY))
    assert not moment.knows(end_of_day(DAY) + timedelta(microseconds=1))


@pytest.mark.parametrize(("known_after", "told_by"), [(-3, -3), (0, 0), (3, 0)])
def test_nothing_was_told_after_the_day_nor_after_what_was_known(known_after, told_by):
    moment = Moment(DAY).as_known_on(DAY + timedelta(days=known_after))

    assert moment.told_by == DAY + timedelta(days=told_by)


def test_request_is_read_into_one_moment_and_its_links_carry_it_on():
    query = {"as_of": "2021-12-13", "known_on": "2021-12-20", "against": "original"}

    looking = look(RequestFactory().get("/", query))

    assert looking.moment == Moment(DAY, end_of_day(date(2021, 12, 20)), "original")
    assert looking.query == query


def test_moment_of_a_page_without_the_original_deadlines_is_otherwise_the_same():
    query = {"as_of": "2021-12-13", "known_on": "2021-12-20", "against": "original"}

    looking = look(RequestFactory().get("/", query)).in_force()

    assert looking.moment == Moment(DAY, end_of_day(date(2021, 12, 20)))
    assert "against" not in looking.query
