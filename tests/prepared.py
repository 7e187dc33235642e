"""Databases made once and copied: migrations run for the first test process that needs one.

On SQLite the prepared database is a file below ``var/``, kept from run to run under a name that
tells from which migrations and libraries it was made. On PostgreSQL it lives in the server that
``tests/run.py`` started for this run alone; a server of one's own is left as it was, and every
process migrates its own database there.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-databases"
# Said by tests/run.py: the server is gone after the run, and a database may be left in it.
OF_THIS_RUN = "TEST_SERVER_PID"


def copy_prepared() -> None:
    """Let the database of this test process begin as a copy of the prepared one, which is made
    first when nobody has. To be called before the test database is created."""
    with _alone():
        if connection.vendor == "sqlite":
            _copy_file(_prepared_file())
        elif os.environ.get(OF_THIS_RUN):
            connection.settings_dict["TEST"]["TEMPLATE"] = _prepared_on_server()


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made_of() -> str:
    """A short digest of what a prepared database is made from."""
    told = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")) + [
        ROOT / "requirements-dev.txt",
        *(ROOT / "documents" / "audit" / name for name in ("append_only.py", "refusals.py")),
    ]:
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _prepared_file() -> Path:
    ready = FOLDER / f"{_made_of()}.sqlite3"
    if not ready.exists():
        for stale in FOLDER.glob("*.sqlite3*"):
            stale.unlink()
        unfinished = ready.with_suffix(".sqlite3-unfinished")
        _create(str(unfinished))
        unfinished.rename(ready)
    return ready


def _prepared_on_server() -> str:
    name = f"prepared_{_made_of()}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return name
    _create(name)
    return name


def _create(name: str) -> None:
    """Migrate a new database of this name, and forget that we did."""
    test: dict[str, Any] = connection.settings_dict["TEST"]
    own, test["NAME"] = test["NAME"], name
    usual = connection.settings_dict["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=True)
        test["NAME"] = own


def _copy_file(prepared: Path) -> None:
    """Fill the database in memory that the tests are about to open. It lives for as long as
    somebody holds it open, which is what the connection left on this function does."""
    name = connection.creation._get_test_db_name()
    held = sqlite3.connect(name, uri=name.startswith("file:"), check_same_thread=False)
    with sqlite3.connect(prepared) as source:
        source.backup(held)
    source.close()
    _copy_file.held = held  # type: ignore[attr-defined]
