"""What Word and Excel files hold beside their text: macros, objects, fields that start
programs, links and connections.

Every part is looked at whatever it is called, since a file says itself which part plays which
role. A part with a document type definition is refused: no office program writes one.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.files.harm import Harm
from resolutions.allowance import reading, spend

_HEAD = 200  # bytes
_PIECE = 1 << 16
# The ends of the types of relationships.
_OF_TYPE = {
    "vbaproject": Harm.MACROS,
    "wordvbadata": Harm.MACROS,
    "xlmacrosheet": Harm.MACROS,
    "xlintlmacrosheet": Harm.MACROS,
    "oleobject": Harm.OBJECTS,
    "control": Harm.OBJECTS,
    "activexcontrolbinary": Harm.OBJECTS,
    "afchunk": Harm.OBJECTS,
    "externallink": Harm.LINKS,
    "connections": Harm.CONNECTIONS,
    "querytable": Harm.CONNECTIONS,
}
# What a part is by its type of content, of which a file may claim others.
_OF_CONTENT = {
    "vbaproject": Harm.MACROS,
    "macroenabled": Harm.MACROS,
    "macrosheet": Harm.MACROS,
    "oleobject": Harm.OBJECTS,
    "activex": Harm.OBJECTS,
    "connections+xml": Harm.CONNECTIONS,
    "querytable+xml": Harm.CONNECTIONS,
}
# Charts keep their numbers in a workbook of their own.
_CHARTS = "/charts/_rels/"
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}:){0,3}[\\/]{2}", re.I)
_LOCAL_FILE = re.compile(r"file:/{3}(?![/\\])", re.I)
# Elements whose mere name tells.
_OF_ELEMENT = {
    "ddeLink": Harm.DDE,
    "oleLink": Harm.OBJECTS,
    "OLEObject": Harm.OBJECTS,
    "oleObject": Harm.OBJECTS,
    "DataMashup": Harm.CONNECTIONS,
}
_DDE = re.compile(r"(?<!\w)DDE(?:AUTO)?(?!\w)", re.I)
_FETCHING = re.compile(
    r"(?<!\w)(?:INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DATABASE)(?!\w)", re.I
)
# A field within a field that gives it letters by their numbers.
_QUOTED = re.compile(r"QUOTE((?:\s{1,9}\"?(?:0x[0-9a-f]{1,4}|[0-9]{1,5})\"?)+)", re.I)
_BLANKS = re.compile(r"[\s\"]|QUOTE", re.I)
# Elements of a workbook with formulas. Names of sheets stay as they are, texts are left out.
_FORMULAS = {"f", "formula", "formula1", "formula2", "definedName"}
_TEXT_OR_SHEET = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_DDE_FORMULA = re.compile(r"\w'?\|(?:'[^'<]{0,255}'|[^'!<|]{1,255})!")
_CALLING = re.compile(r"(?<!\w)(?:RTD|CALL|EXEC|REGISTER(?:\.ID)?)\s{0,9}\(", re.I)
_ASKING = re.compile(r"(?<!\w)(?:WEBSERVICE|IMAGE)\s{0,9}\(", re.I)
# A part without one of these words in it has nothing that is looked for.
_TELLING = re.compile(
    rb"instrText|fldSimple|delInstrText|ddeLink|oleLink|OLEObject|oleObject|DataMashup"
    rb"|<!DOCTYPE|<!ENTITY|\||&#|<!\[CDATA|<!--|<\?(?!xml )"
    rb"|(?i:(?:WEBSERVICE|IMAGE|RTD|CALL|EXEC|REGISTER|\.ID)\s{0,9}\()"
)


def harms_in_office_file(file: IO[bytes]) -> Iterator[Harm]:
    """What a Word or Excel file holds that does something by itself. Raises ValidationError
    when a part of it cannot be read."""
    file.seek(0)
    try:
        with reading(), zipfile.ZipFile(file) as packed:
            for part in packed.infolist():
                yield from _in_part(packed, part)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ParseError,
        DefusedXmlException,
        LookupError,
        UnicodeError,
    ) as no:
        raise ValidationError(
            _("The file is damaged and cannot be read. Nothing was saved."), code="damaged"
        ) from no


def _in_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[Harm]:
    name = part.filename.lower()
    if "/embeddings/" in name and name.endswith(".bin"):
        yield Harm.OBJECTS
    if "/macrosheets/" in name:
        yield Harm.MACROS
    if name == "xl/connections.xml":
        yield Harm.CONNECTIONS
    with packed.open(part) as content:
        head = content.read(_HEAD)
        spend(read_bytes=len(head))
        if not _is_xml(head):
            return
    if not _may_tell(packed, part, head):
        return
    is_links, is_types = name.endswith(".rels"), name == "[content_types].xml"
    with packed.open(part) as content:
        fields: list[str] = []
        open_elements: list[Element] = []
        for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                continue
            spend(marks=1)
            tag = element.tag.rpartition("}")[2]
            found = _of_content(element) if is_types else _OF_ELEMENT.get(tag)
            if is_links and tag == "Relationship":
                yield from _of_link(element, in_charts=_CHARTS in name)
            elif found:
                yield found
            elif tag in ("instrText", "delInstrText"):
                fields.append(element.text or "")
            elif tag == "fldSimple":
                said = (text for key, text in element.items() if key.endswith("instr"))
                fields.append(" ".join(said) + " ")
            elif tag in _FORMULAS:
                yield from _of_formula(element.text or "")
            open_elements.pop()
            element.clear()
            if open_elements:  # what was read is not kept
                del open_elements[-1][:]
    yield from _of_fields("".join(fields))


def _of_fields(instructions: str) -> Iterator[Harm]:
    if _DDE.search(instructions):
        yield Harm.DDE
    if _FETCHING.search(instructions):
        yield Harm.LINKS
    if not _QUOTED.search(instructions):
        return
    # Where one field ends and the next begins is not asked: the letters come one by one.
    letters = _BLANKS.sub("", _QUOTED.sub(_letters, instructions)).upper()
    if "DDE" in letters:
        yield Harm.DDE
    if "INCLUDE" in letters:
        yield Harm.LINKS


def _letters(quoted: re.Match[str]) -> str:
    numbers = (number.strip('"').lower() for number in quoted[1].split())
    return "".join(
        chr(int(number, 16 if number.startswith("0x") else 10)) for number in numbers
    )


def _of_formula(formula: str) -> Iterator[Harm]:
    bare = _TEXT_OR_SHEET.sub(lambda found: found[0] if found[0][0] == "'" else '""', formula)
    if _DDE_FORMULA.search(bare) or _CALLING.search(bare):
        yield Harm.DDE
    if _ASKING.search(bare):
        yield Harm.LINKS


def _is_xml(head: bytes) -> bool:
    """Whether a part is text with tags, in any of the encodings of XML."""
    bare = (
        head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    )
    return bare.replace(b"\0", b"").lstrip()[:1] == b"<"


def _may_tell(packed: zipfile.ZipFile, part: zipfile.ZipInfo, head: bytes) -> bool:
    """Whether the part is one of the small ones that are always read, is written so that its
    words do not show, or has one of the words that are looked for."""
    declared = head.partition(b"?>")[0].lower()
    is_plain = b"\0" not in head and (
        b"encoding" not in declared or b"utf-8" in declared or b"us-ascii" in declared
    )
    found = part.filename.lower().endswith((".rels", "[content_types].xml")) or not is_plain
    with packed.open(part) as content:
        before = b""
        while piece := content.read(_PIECE):
            spend(read_bytes=len(piece), marks=piece.count(b"<"))
            found = found or _TELLING.search(before + piece) is not None
            before = piece[-20:]
    return found


def _of_link(element: Element, *, in_charts: bool) -> Iterator[Harm]:
    kind = element.get("Type", "").rpartition("/")[2].lower()
    is_outside = element.get("TargetMode", "").lower() == "external"
    target = element.get("Target", "")
    found = _OF_TYPE.get(kind)
    if kind == "package" and not in_charts:
        found = Harm.OBJECTS
    if found:
        yield found
    elif kind == "attachedtemplate" and is_outside:
        yield Harm.TEMPLATE if _is_remote(target) else Harm.LINKS
    elif is_outside and kind != "hyperlink":
        yield Harm.LINKS


def _is_remote(target: str) -> bool:
    return not _LOCAL_FILE.match(target) and _REMOTE.match(target.strip()) is not None


def _of_content(element: Element) -> Harm | None:
    kind = element.get("ContentType", "").lower()
    return next((harm for word, harm in _OF_CONTENT.items() if word in kind), None)
