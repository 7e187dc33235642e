"""The daemon of ClamAV, spoken to in its own protocol (INSTREAM)."""

import re
import socket
import struct
from typing import IO

_PIECE = 1 << 16  # bytes
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"(?:stream: )?(.+) FOUND$")


class ScannerUnavailable(Exception):
    """No answer, or none that can be understood."""


def virus_in(file: IO[bytes], *, address: str, timeout: float) -> str:
    """The name of the virus found in a file; empty when it is clean. ``address`` is
    ``tcp://host:port`` or ``unix:/path``. Raises ScannerUnavailable."""
    try:
        with _connected(address, timeout) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            file.seek(0)
            while piece := file.read(_PIECE):
                daemon.sendall(struct.pack("!I", len(piece)) + piece)
            daemon.sendall(struct.pack("!I", 0))
            answer = _answer_of(daemon)
    except (OSError, ValueError) as gone:
        raise ScannerUnavailable(str(gone)) from gone
    if answer in ("stream: OK", "OK"):
        return ""
    if found := _FOUND.match(answer):
        return found[1]
    raise ScannerUnavailable(answer)


def _connected(address: str, timeout: float) -> socket.socket:
    scheme, _colon, rest = address.partition(":")
    if scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(timeout)
        try:
            daemon.connect(rest.removeprefix("//"))
        except OSError:
            daemon.close()
            raise
        return daemon
    if scheme != "tcp":
        raise ValueError(f"CLAMD_ADDRESS is neither tcp:// nor unix:: {address}")
    host, _colon, port = rest.removeprefix("//").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=timeout)


def _answer_of(daemon: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        piece = daemon.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
