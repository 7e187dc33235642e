"""Runs the tests on SQLite, on a real PostgreSQL, or on both.

    python tests/run.py all|deep|fast|sqlite|postgres [pytest options]

``all`` is `make test`: on SQLite what may differ by engine and the main journeys, then every
test on PostgreSQL. ``deep`` runs every test on both, with many more examples where they are
made up. ``fast`` runs on SQLite all but the browser's and the sweeps over every page.

PostgreSQL is, in this order: the one that TEST_DATABASE_URL names; the server programs
installed on this machine; Debian's package, which is installed when root runs this. Except
with TEST_DATABASE_URL, the server is a throw-away: an own cluster in a temporary folder,
reached through a socket in that folder, and gone when the tests end, however they end.
"""

import contextlib
import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IS_ROOT = os.geteuid() == 0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NotAvailable(Exception):
    """Something the tests need is missing, and cannot be installed from here."""


def find_browser():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def say(text):
    print(f">>> {text}", flush=True)


# --- installing ----------------------------------------------------------------------------


def apt_install(what, *packages):
    """Installs Debian packages, if that is possible here."""
    if not shutil.which("apt-get"):
        raise NotAvailable(f"máy không có {what} và không có apt-get")
    if not IS_ROOT:
        raise NotAvailable(
            f"máy không có {what} (cài bằng: sudo apt install {' '.join(packages)})"
        )
    say(f"Cài {what} của hệ điều hành (chỉ lần đầu, khoảng 1 phút)…")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-y", "-o", "DPkg::Lock::Timeout=300"]
    for command in (
        [*apt, "update"],
        [*apt, "install", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            print(done.stdout[-3000:], file=sys.stderr, flush=True)
            raise NotAvailable(f"không cài được {what}: {' '.join(command[:2])} báo lỗi")


def prepare_browser():
    """Installs a browser where it can; tests/conftest.py finds it, or says that it is missing."""
    missing = [] if find_browser() else ["chromium"]
    # Playwright's own program needs a library that the smallest Debian lacks.
    playwright = [sys.executable, "-m", "playwright", "--version"]
    if subprocess.run(playwright, capture_output=True, check=False).returncode:
        missing.append("libatomic1")
    if missing:
        try:
            apt_install("Chromium", *missing)
        except NotAvailable as reason:
            say(f"Trình duyệt: {reason}")


# --- PostgreSQL ----------------------------------------------------------------------------


def find_postgres():
    """Returns the folder with the newest server programs on this machine, or None."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [int(part) for part in folder.parent.name.split(".")],
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def prepare_postgres():
    folder = find_postgres()
    if folder is None:
        apt_install("PostgreSQL", "postgresql")
        folder = find_postgres()
    if folder is None:
        raise NotAvailable("không tìm thấy initdb và postgres")
    return folder


def server_user():
    """PostgreSQL refuses to run as root: then it runs as an account without rights."""
    if not IS_ROOT:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NotAvailable("không có tài khoản nào để chạy PostgreSQL thay cho root")


@contextlib.contextmanager
def throw_away_server(programs):
    """Starts a server for the time of a `with` block; gives its address, its version and the
    number of its process."""
    account = server_user()
    # A socket's path may have 107 characters only, so the folder is close to the root.
    folder = Path(tempfile.mkdtemp(prefix="nghi-quyet-pg-", dir="/tmp"))
    server = None
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        options = {
            **account,
            "cwd": folder,
            "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            "stdin": subprocess.DEVNULL,
            # Ctrl+C is for the tests; the server is stopped after them.
            "start_new_session": True,
        }
        log = folder / "log"
        with log.open("wb") as output:
            options |= {"stdout": output, "stderr": subprocess.STDOUT}
            made = subprocess.run(
                [programs / "initdb", "--pgdata", folder / "data", "--username", "postgres",
                 "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
                **options,
                check=False,
            )  # fmt: skip
            if made.returncode == 0:
                server = subprocess.Popen(
                    [programs / "postgres", "-D", folder / "data", "-k", folder, "-p", "5432",
                     "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
                     "-c", "synchronous_commit=off", "-c", "logging_collector=off",
                     # Tests undo what they write: the server would find its tables empty, and
                     # plan for empty ones while a test fills them.
                     "-c", "autovacuum=off",
                     # A query that crawls fails by its test's name instead of hanging the run.
                     "-c", "statement_timeout=60s"],
                    **options,
                )  # fmt: skip
        if server is None or not is_ready(server, folder):
            print(log.read_text(errors="replace")[-3000:], file=sys.stderr, flush=True)
            raise NotAvailable("máy chủ PostgreSQL tạm không khởi động được")
        version = subprocess.check_output([programs / "postgres", "--version"], text=True)
        name = "PostgreSQL " + version.split()[2]
        yield f"postgres:///{folder}/nghi_quyet", name, server.pid
    finally:
        ignore_signals()
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def is_ready(server, folder, seconds=60):
    """The server writes "ready" into its pid file once it takes connections."""
    pid_file = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if "ready" in pid_file.read_text():
                return True
        time.sleep(0.1)
    return False


def ignore_signals():
    """Cleaning up takes a second or two, and is not interrupted again."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def stop(server):
    # SIGINT ends the sessions and stops, SIGQUIT stops at once.
    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(seconds)
            return


# --- the tests -----------------------------------------------------------------------------


def finish(tests, *, was_told):
    """Lets pytest close its browser and databases. Ctrl+C in a terminal told it already."""
    ignore_signals()
    for told in (was_told, False):
        if not told:
            tests.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            tests.wait(15)
            return
    tests.kill()
    tests.wait()


class Run:
    """The runs of one command; each knows what the ones before it found."""

    def __init__(self, arguments, *, deep=False):
        self.arguments = arguments
        self.deep = deep
        self.notices = []
        self.results = []
        self.exit_code = 0

    def pytest(self, engine, address="", *, chosen="", **variables):
        """One run of pytest; ``chosen`` are the tests it takes, unless the caller chose."""
        say(f"Chạy kiểm thử trên {engine}…")
        # One process more than there are cores, because some wait for disks, servers and browsers;
        # a debugger needs a single one.
        processes = 0 if "--pdb" in self.arguments else min(os.cpu_count() or 1, 4) + 1
        with tempfile.TemporaryDirectory(prefix="nghi-quyet-test-") as folder:
            result = Path(folder) / "result.json"
            env = os.environ | {
                "TEST_DATABASE_URL": address,
                "TEST_EARLIER_RESULTS": json.dumps(self.results),
                "TEST_ENGINE": engine,
                "TEST_NOTICES": json.dumps(self.notices),
                "TEST_RESULT_FILE": str(result),
                "HYPOTHESIS_PROFILE": "deep" if self.deep else "short",
                **variables,
            }
            pytest = [sys.executable, "-m", "pytest", f"--numprocesses={processes}"]
            choice = ["-m", chosen] if chosen and "-m" not in self.arguments else []
            command = [*pytest, "--dist=worksteal", *choice, *self.arguments]
            tests = subprocess.Popen(command, cwd=ROOT, env=env)
            try:
                code = tests.wait()
            except BaseException as interruption:
                finish(tests, was_told=isinstance(interruption, KeyboardInterrupt))
                raise
            if result.exists():
                self.results.append(json.loads(result.read_text(encoding="utf-8")))
            else:
                self.results.append(f"{engine} (KHÔNG XONG, mã {code})")
        self.exit_code = self.exit_code or code

    def without(self, name, reason):
        """What is missing is said aloud; where every machine is alike, it is an error."""
        notice = f"{name}: KHÔNG CHẠY được vì {reason}"
        say(notice)
        self.notices.append(notice)
        if os.environ.get("CI"):
            self.exit_code = 1


def exit_on_signal(number, frame):
    sys.exit(128 + number)  # runs the clean-up on its way out


# What each way of running takes on SQLite, as pytest's -m; None: nothing. And on PostgreSQL?
WAYS = {
    "all": ("engine", True),
    "deep": ("", True),
    "fast": ("not e2e and not sweep", False),
    "sqlite": ("", False),
    "postgres": (None, True),
}


def main(way, arguments):
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, exit_on_signal)
    run = Run(arguments, deep=way == "deep")
    on_sqlite, on_postgres = WAYS[way]
    own_address = os.environ.get("TEST_DATABASE_URL", "")
    if way != "fast":
        prepare_browser()

    # First, so that the closing lines of SQLite's run can already say what is missing.
    programs = None
    if on_postgres and not own_address:
        try:
            programs = prepare_postgres()
        except NotAvailable as missing:
            run.without("PostgreSQL", missing)

    if on_sqlite is not None:
        run.pytest(f"SQLite {sqlite3.sqlite_version}", chosen=on_sqlite)
    if on_postgres and own_address:
        run.pytest("PostgreSQL (TEST_DATABASE_URL)", own_address)
    elif programs:
        say("Khởi động PostgreSQL tạm…")
        try:
            with throw_away_server(programs) as (address, name, process):
                # The address of a socket has no place for the first two.
                run.pytest(
                    name,
                    address,
                    PGUSER="postgres",
                    PGPORT="5432",
                    TEST_SERVER_PID=str(process),
                )
        except NotAvailable as failure:
            run.without("PostgreSQL", failure)
            return 1
    return run.exit_code if run.results else 1


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WAYS:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
