#!/bin/sh
# Chạy thử trên máy cá nhân: `make run`. Không dùng cho máy chủ thật (xem docs/).
#
#   run-local.sh run            cài đặt, nạp dữ liệu mẫu, chạy gunicorn
#   run-local.sh dev            máy chủ lập trình, tự nạp lại
#   run-local.sh check-port     chỉ kiểm tra Python và cổng
#   run-local.sh venv           chỉ tạo .venv
#   run-local.sh install FILE   tạo .venv và cài đúng các bản ghi trong FILE
#
# POSIX sh: chạy được với dash và bash.
set -eu
cd "$(dirname "$0")/.."

export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1
PY=.venv/bin/python
PORT=${PORT:-8000}
SYSTEM_PYTHON=
STEPS=

fail() {
    printf '\nLỖI: %s\n' "$1" >&2
    shift
    for line; do printf '     %s\n' "$line" >&2; done
    exit 1
}

step() {
    [ -z "$STEPS" ] || printf '[%s/%s] %s\n' "$1" "$STEPS" "$2"
}

# Runs a command silently, and shows all it printed if it fails.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

find_python() {
    for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            SYSTEM_PYTHON=$candidate
            return
        fi
    done
    fail "Cần Python từ 3.11 trở lên, máy này chưa có." \
        "Debian 12 / Ubuntu 24.04 trở lên: apt install python3 python3-venv"
}

check_port() {
    "$SYSTEM_PYTHON" - "$PORT" <<'PYTHON' || exit 1
import errno
import socket
import sys


def problem(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


asked = sys.argv[1]
if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 65535):
    sys.exit(
        f"\nLỖI: PORT={asked} không phải là số cổng (từ 1 đến 65535)."
        "\n     Ví dụ: make run PORT=8001"
    )
port = int(asked)
error = problem(port)
if error:
    nearby = range(port + 1, min(port + 100, 65536))
    free = next((other for other in nearby if other > 1023 and not problem(other)), 8001)
    reason = {
        errno.EADDRINUSE: "đang có chương trình khác dùng",
        errno.EACCES: "chỉ dành cho quản trị máy",
    }.get(error.errno, f"không mở được ({error.strerror})")
    sys.exit(f"\nLỖI: Cổng {port} {reason}.\n     Hãy chọn cổng khác: make run PORT={free}")
PYTHON
}

# Debian splits venv's own installer off into another package.
require_venv_module() {
    if "$SYSTEM_PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then return; fi
    version=$("$SYSTEM_PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "      Cài gói python$version-venv của hệ điều hành…"
        quietly apt-get update &&
            quietly env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y --no-install-recommends "python$version-venv" ||
            fail "Không cài được python$version-venv."
    else
        fail "Python $version của máy thiếu thành phần venv." \
            "Hãy chạy: sudo apt install python$version-venv"
    fi
}

make_venv() {
    # Also replaces a half-made environment, or one whose Python has gone.
    if "$PY" -m pip --version >/dev/null 2>&1; then return; fi
    [ -n "$SYSTEM_PYTHON" ] || find_python
    require_venv_module
    rm -rf .venv
    quietly "$SYSTEM_PYTHON" -m venv .venv || {
        rm -rf .venv
        fail "Không tạo được môi trường Python trong .venv."
    }
}

# Compares contents, not times, so that a fresh checkout does not install again.
is_installed() {
    [ -x "$PY" ] && cmp -s "$1" ".venv/installed-$1"
}

install() {
    if is_installed "$1"; then return; fi
    make_venv
    # The lock file names every library; without --no-deps, pip before 24 takes the newest release
    # of a library that another one asks for with an extra, and then misses its hash.
    quietly "$PY" -m pip install --quiet --no-input --no-deps --require-hashes --requirement "$1" ||
        fail "Không cài được thư viện trong $1." "Hãy kiểm tra kết nối mạng rồi chạy lại."
    cp "$1" ".venv/installed-$1"
}

# What the environment or .env says counts more than the defaults for a local trial.
is_set() {
    eval "[ -n \"\${$1:-}\" ]" || { [ -f .env ] && grep -Eq "^(export )?$1=." .env; }
}

set_defaults() {
    mkdir -p var
    if ! is_set SECRET_KEY; then
        if [ ! -s var/secret_key ]; then
            (umask 077 && "$PY" -c 'import secrets; print(secrets.token_urlsafe(64))' >var/secret_key)
        fi
        SECRET_KEY=$(cat var/secret_key)
        export SECRET_KEY
    fi
    is_set HTTPS || export HTTPS=0
    is_set DEBUG || export DEBUG="$1"
}

# The demo stays out of a database that somebody chose, unless asked for by name.
wants_demo() {
    [ "${DEMO:-}" = 1 ] || { [ "${DEMO:-}" != 0 ] && ! is_set DATABASE_URL; }
}

load_demo() {
    quietly "$PY" manage.py load_demo --scenario all --with-logins ||
        fail "Không nạp được dữ liệu mẫu."
}

migrate() {
    quietly "$PY" manage.py migrate --noinput || fail "Không chuẩn bị được cơ sở dữ liệu."
}

run() {
    STEPS=6
    step 1 "Kiểm tra Python và cổng $PORT…"
    find_python
    check_port
    if is_installed requirements.txt; then
        step 2 "Thư viện Python đã có sẵn."
    else
        step 2 "Cài thư viện Python (lần đầu mất khoảng 1 phút)…"
        install requirements.txt
    fi
    set_defaults 0
    step 3 "Chuẩn bị cơ sở dữ liệu…"
    migrate
    if wants_demo; then
        step 4 "Nạp dữ liệu mẫu…"
        load_demo
    else
        step 4 "Không nạp dữ liệu mẫu: đã chọn cơ sở dữ liệu riêng (muốn nạp: make run DEMO=1)."
    fi
    step 5 "Gom tệp giao diện…"
    quietly "$PY" manage.py collectstatic --noinput -v0 || fail "Không gom được tệp giao diện."
    step 6 "Khởi động…"
    printf '\n  Mở trình duyệt tại:  http://127.0.0.1:%s/\n  Dừng lại:            Ctrl+C\n\n' "$PORT"
    if wants_demo; then "$PY" manage.py load_demo --show-logins; fi
    exec "$PY" -m gunicorn config.wsgi --bind "127.0.0.1:$PORT" --workers 1 --threads 4 \
        --log-level warning --no-control-socket
}

dev() {
    find_python
    check_port
    if ! is_installed requirements-dev.txt; then
        echo "Cài thư viện Python (lần đầu mất khoảng 1 phút)…"
        install requirements-dev.txt
    fi
    set_defaults 1
    fresh=
    [ -e var/db.sqlite3 ] || fresh=yes
    migrate
    if wants_demo && [ -n "$fresh" ]; then load_demo; fi
    exec "$PY" manage.py runserver "127.0.0.1:$PORT"
}

case ${1:-} in
    run) run ;;
    dev) dev ;;
    check-port)
        find_python
        check_port
        ;;
    venv) make_venv ;;
    install)
        if ! is_installed "$2"; then
            echo "Cài thư viện từ $2 (lần đầu mất khoảng 1 phút)…"
            install "$2"
        fi
        ;;
    *) fail "Dùng: sh deploy/run-local.sh run|dev|check-port|venv|install FILE" ;;
esac
