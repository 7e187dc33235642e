"""The name under which a person knows a file, made harmless. It names nothing on our disks."""

import re
import unicodedata

from resolutions.folding import clean_line

LONGEST = 150
NAMELESS = "tep"

# Marks that turn the direction of text (“exe.pdf” shown for “fdp.exe”), control characters,
# separators of paths, and what some system reads in a name.
_UNWANTED_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_UNWANTED = re.compile(r'[<>:"|?*;\\/]')
_BLANKS = re.compile(r"\s+")


def clean_file_name(name: str) -> str:
    """The last part of a path without control, direction or reserved characters; at most
    ``LONGEST`` characters, the ending kept. Never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        char for char in last if unicodedata.category(char) not in _UNWANTED_CATEGORIES
    )
    plain = _BLANKS.sub(" ", _UNWANTED.sub("_", clean_line(visible))).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST] or NAMELESS
    ending = ending[:10]
    stem = stem.strip(" .") or NAMELESS
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


def ending_of(name: str) -> str:
    """What stands after the last dot, in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""
