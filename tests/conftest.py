"""What every test shares: the browser, and the lines that say what the tests ran on."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from assignments.roles import Role
from tests.factories import AgencyFactory, OfficeFactory, PersonFactory, UserFactory
from tests.run import find_browser

BROWSER = find_browser()
WITHOUT_BROWSER = "KHÔNG CHẠY kiểm thử bằng trình duyệt: máy không có Chromium"

# Keeps Chromium from asking anything of the network.
BROWSER_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not BROWSER:
        pytest.fail(WITHOUT_BROWSER)
    # Chromium's sandbox refuses to start for root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": BROWSER,
        "args": BROWSER_FLAGS + sandbox,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def context(context):
    context.set_default_timeout(30_000)  # milliseconds; a busy machine is slow
    return context


@pytest.hookimpl(trylast=True)  # after -m and -k have made their choice
def pytest_collection_modifyitems(config, items):
    browser_tests = [item for item in items if item.get_closest_marker("e2e")]
    if not browser_tests:
        return
    if BROWSER or os.environ.get("CI"):
        # Playwright keeps an event loop running, in which Django would refuse its database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    else:
        items[:] = [item for item in items if item not in browser_tests]
        config.hook.pytest_deselected(items=browser_tests)


def pytest_terminal_summary(terminalreporter):
    """Says on which databases the tests ran, just before pytest's own last line."""
    passed = len(terminalreporter.stats.get("passed", []))
    broken = sum(len(terminalreporter.stats.get(kind, [])) for kind in ("failed", "error"))
    engine = os.environ.get("TEST_ENGINE", f"SQLite {sqlite3.sqlite_version}")
    result = f"{engine} ({passed} đạt{f', {broken} HỎNG' if broken else ''})"
    if path := os.environ.get("TEST_RESULT_FILE"):
        Path(path).write_text(json.dumps(result), encoding="utf-8")

    earlier = json.loads(os.environ.get("TEST_EARLIER_RESULTS", "[]"))
    notices = json.loads(os.environ.get("TEST_NOTICES", "[]"))
    if not BROWSER:
        notices.append(WITHOUT_BROWSER)
    terminalreporter.section("Theo dõi Nghị quyết")
    terminalreporter.line("Đã chạy trên: " + "; ".join([*earlier, result]))
    for notice in notices:
        terminalreporter.line(f"!!! {notice}", red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, let go of by the live server before it is dropped: a request that the
    browser left half-way may still hold its connection, and PostgreSQL would refuse."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def roles(db):
    """The groups and their permissions, from the table in code."""
    call_command("sync_roles", verbosity=0)


@pytest.fixture
def office(roles):
    """Office staff: sees and updates everything."""
    return UserFactory(username="office", role=Role.OFFICE)


@pytest.fixture
def board(roles):
    """A Standing Board member: reads everything, changes nothing."""
    return UserFactory(username="board", role=Role.BOARD)


@pytest.fixture
def agency():
    """The agency of the focal point."""
    return AgencyFactory(name="Sở Văn hóa, Thể thao và Du lịch")


@pytest.fixture
def focal(roles, agency):
    """An agency's focal point: reads what the agency and those below it are involved in."""
    user = UserFactory(username="focal", role=Role.FOCAL_POINT)
    OfficeFactory(person=PersonFactory(user=user), agency=agency)
    return user


@pytest.fixture
def administrator(roles):
    """An administrator: the workshop, without being a superuser."""
    return UserFactory(username="admin", role=Role.ADMIN, is_staff=True)
