"""What every test shares: the browser, and the lines that say what the tests ran on."""

import gc
import json
import os
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.template.base import Template
from django.test.signals import template_rendered
from django.test.utils import setup_databases, teardown_databases
from pytest_django.live_server_helper import LiveServer

from assignments.roles import Role
from tests.factories import AgencyFactory, OfficeFactory, PersonFactory, UserFactory
from tests.prepared import copy_prepared
from tests.run import find_browser

BROWSER = find_browser()
SLOWEST = 10
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
    shadowing = {
        item.nodeid.partition("[")[0]
        for item in items
        if "browser_name" in item.fixturenames and item not in browser_tests
    }
    if shadowing:
        raise pytest.UsageError(
            "A parameter named page, context or browser brings the browser's fixtures with it: "
            + ", ".join(sorted(shadowing))
        )
    if not browser_tests:
        return
    if BROWSER or os.environ.get("CI"):
        # Playwright keeps an event loop running, in which Django would refuse its database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    else:
        items[:] = [item for item in items if item not in browser_tests]
        config.hook.pytest_deselected(items=browser_tests)


def pytest_terminal_summary(terminalreporter):
    """Says what was slow, and on which databases the tests ran, just before pytest's own last
    line."""
    passed = len(terminalreporter.stats.get("passed", []))
    broken = sum(len(terminalreporter.stats.get(kind, [])) for kind in ("failed", "error"))
    engine = os.environ.get("TEST_ENGINE", f"SQLite {sqlite3.sqlite_version}")
    told = f"{passed} đạt{f', {broken} HỎNG' if broken else ''}, {processor_minutes():.1f} phút CPU"
    result = f"{engine} ({told})"
    if path := os.environ.get("TEST_RESULT_FILE"):
        Path(path).write_text(json.dumps(result), encoding="utf-8")

    earlier = json.loads(os.environ.get("TEST_EARLIER_RESULTS", "[]"))
    notices = json.loads(os.environ.get("TEST_NOTICES", "[]"))
    if not BROWSER:
        notices.append(WITHOUT_BROWSER)
    seconds = seconds_of_tests(terminalreporter)
    if len(seconds) > SLOWEST:
        files: Counter[str] = Counter()
        for name, took in seconds.items():
            files[name.partition("::")[0]] += took
        tell_slowest(terminalreporter, f"{SLOWEST} bài chậm nhất", seconds)
        tell_slowest(terminalreporter, f"{SLOWEST} tệp tốn nhất", files)
        terminalreporter.line(f"{seconds.total():6.0f} giây  tất cả {len(seconds)} bài")
    terminalreporter.section("Theo dõi Nghị quyết")
    terminalreporter.line("Đã chạy trên: " + "; ".join([*earlier, result]))
    for notice in notices:
        terminalreporter.line(f"!!! {notice}", red=True, bold=True)


def tell_slowest(terminalreporter, title: str, seconds: Counter[str]) -> None:
    terminalreporter.section(title)
    for name, took in seconds.most_common(SLOWEST):
        terminalreporter.line(f"{took:6.1f} giây  {name}")


def seconds_of_tests(terminalreporter) -> Counter[str]:
    """How long each test took by the clock, with its setting up and clearing away."""
    reports = (r for kind in terminalreporter.stats.values() for r in kind)
    seconds: Counter[str] = Counter()
    for report in reports:
        if hasattr(report, "duration"):
            seconds[report.nodeid] += report.duration
    return seconds


def processor_minutes() -> float:
    """What this run has used of the processors so far: pytest, its workers and browsers, and
    the throw-away server, whose number tests/run.py says."""
    spent = sum(os.times()[:4])
    if server := os.environ.get("TEST_SERVER_PID"):
        told = Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        ticks = map(int, told.split()[11:15])
        spent += sum(ticks) / os.sysconf("SC_CLK_TCK")
    return spent / 60


@pytest.fixture(scope="session", autouse=True)
def collect_garbage_seldom():
    """What is loaded by now stays until the end, and need not be looked through again and
    again: a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def tell_of_pages_alone(django_test_environment):
    """Django's test client is told of each template rendered and copies its context; of the
    hundreds that a page includes it need not hear."""

    def render(template, context):
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render  # put back with the test environment


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Just before the test database is made."""
    with django_db_blocker.unblock():
        copy_prepared()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the roles in it; let go of by the live server before it is
    dropped: a request that the browser left half-way may still hold its connection, and
    PostgreSQL would refuse."""
    with django_db_blocker.unblock():
        # pytest-django makes none for tests that only ask for rows of their class.
        is_missing = connection.settings_dict["NAME"] != connection.creation._get_test_db_name()
        made = setup_databases(0, False, aliases=["default"]) if is_missing else []
        call_command("sync_roles", verbosity=0)
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        if made:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="class")
def shared_rows(django_db_setup, django_db_blocker):
    """A transaction around the tests of one class: what a fixture of the class writes in it is
    there for each of them, and gone after the last. Each test still undoes what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def kept_site(django_db_setup, django_db_blocker):
    """The same for the tests of a browser, whose site sees only what is committed: the tables
    are emptied after the last test of the class. Gives the address of that site. The tests
    themselves ask for neither ``db`` nor ``live_server``, which would empty them after each."""
    with django_db_blocker.unblock():
        make_roles()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def make_roles():
    """The groups and their permissions, from the table in code. They are in every database
    from its beginning, except where a test that commits emptied it."""
    if not Group.objects.filter(name=Role.OFFICE).exists():
        call_command("sync_roles", verbosity=0)


@pytest.fixture
def roles(db):
    make_roles()


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
