"""The files around the code say the same as the code."""

import ast
import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lock):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", read(lock), flags=re.MULTILINE))


def lines_of_dependencies():
    """The lines of pyproject.toml that name a dependency."""
    return re.findall(r'^    "[A-Za-z].*[<>=]=.*$', read("pyproject.toml"), flags=re.MULTILINE)


def declared_dependencies():
    project = tomllib.loads(read("pyproject.toml"))
    runtime = project["project"]["dependencies"]
    return {
        "requirements.txt": runtime,
        "requirements-dev.txt": runtime + project["dependency-groups"]["dev"],
    }


# --- dependencies --------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("trace", ["://", "--index-url", "--find-links", "/opt", "@ file"])
def test_lock_file_names_no_host_and_no_folder(lock, trace):
    assert trace not in read(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_holds_every_declared_dependency(lock):
    declared = {
        re.match(r"[\w-]+", requirement)[0].lower()
        for requirement in declared_dependencies()[lock]
    }

    assert declared - pins(lock).keys() == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_gives_every_pin_a_hash(lock):
    entries = re.split(r"^(?=\S)", read(lock), flags=re.MULTILINE)[1:]

    assert len(entries) == len(pins(lock))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_tests_run_with_the_versions_that_users_get():
    runtime, dev = map(pins, LOCKS)

    assert runtime.items() - dev.items() == set()


def test_every_dependency_says_why_it_is_there():
    declared = declared_dependencies()["requirements-dev.txt"]
    lines = lines_of_dependencies()

    assert len(lines) == len(declared)
    assert [line for line in lines if not re.search(r'",\s+# \w+', line)] == []


# --- commands ------------------------------------------------------------------------------


def test_every_make_target_has_a_help_text():
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[1].split()
    targets = re.findall(r"^([a-z][a-z0-9-]*):(?!=)", makefile, flags=re.MULTILINE)
    explained = re.findall(r"^([a-z][a-z0-9-]*):.*? ## \S", makefile, flags=re.MULTILINE)

    assert explained == targets
    assert sorted(phony) == sorted(targets)


def check_port(port):
    return subprocess.run(
        ["sh", ROOT / "deploy" / "run-local.sh", "check-port"],
        env=os.environ | {"PORT": str(port), "PYTHON": sys.executable},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_busy_port_is_refused_with_the_command_that_helps():
    with socket.socket() as other_program:
        other_program.bind(("127.0.0.1", 0))
        other_program.listen()
        port = other_program.getsockname()[1]

        answer = check_port(port)

    assert answer.returncode == 1
    assert f"Cổng {port} đang có chương trình khác dùng" in answer.stderr
    suggested = int(re.search(r"make run PORT=(\d+)", answer.stderr)[1])
    assert suggested != port


def test_free_port_is_accepted():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    answer = check_port(port)

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "８０００", "1e3"])
def test_port_that_is_no_port_is_refused(port):
    answer = check_port(port)

    assert answer.returncode == 1
    assert f"PORT={port} không phải là số cổng" in answer.stderr
    assert "make run PORT=8001" in answer.stderr


# --- settings ------------------------------------------------------------------------------


def variables_read_by(path):
    """Names given to django-environ: env("X"), env.bool("X") and Env(X=...)."""
    names = set()
    for node in ast.walk(ast.parse(read(path))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in ("Env", "environ.Env"):
            names |= {keyword.arg for keyword in node.keywords if keyword.arg}
        elif called == "env" or called.startswith("env."):
            names |= {
                argument.value
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            }
    return {name for name in names if name.isupper()}


def test_env_example_holds_exactly_the_settings_that_are_read():
    explained = re.findall(r"^#?([A-Z][A-Z_]*)=", read(".env.example"), flags=re.MULTILINE)

    assert sorted(explained) == sorted(variables_read_by("config/settings.py"))
