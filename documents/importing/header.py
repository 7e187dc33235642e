"""The head of an annex: where it is, and which field each column speaks of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from rapidfuzz import fuzz

from documents.importing.cells import Cell, Sheet
from documents.importing.exports import Export, recognise_export
from documents.importing.results import Field, MappedColumn
from resolutions.folding import clean_line, fold

# Title rows above a head are few; what lies deeper is work.
_DEEPEST_HEAD = 60
_LIKE_ENOUGH = 88
_BRACKETS = re.compile(r"\([^()]*\)")
_OTHER_MARKS = re.compile(r"[^a-z0-9]+")

_F = Field
# The heads seen in annexes, folded; the first field is proposed.
_NAMES: dict[Field, str] = {
    _F.NUMBER: "stt|tt|so tt|so thu tu|ma nhiem vu|ma so|ma",
    _F.TEXT: "nhiem vu|noi dung|noi dung cong viec|noi dung nhiem vu|cong viec|dau viec"
    "|nhiem vu giai phap|nhiem vu cu the|ten nhiem vu|noi dung thuc hien|nhiem vu chu yeu"
    "|noi dung cong viec van ban can ban hanh|noi dung van ban can ban hanh|nhiem vu trong tam",
    _F.TITLE: "ten van ban|van ban can ban hanh|van ban cu the hoa|ten de an|ten van ban de an"
    "|trich yeu|ten loai trich yeu|ten van ban cu the hoa|van ban",
    _F.PRODUCT: "san pham|san pham dau ra|ket qua dau ra|ket qua|ket qua san pham"
    "|san pham du kien|san pham hoan thanh|du kien san pham|san pham ket qua"
    "|ket qua can dat|yeu cau san pham",
    _F.KIND: "hinh thuc van ban|loai van ban|the loai van ban|the loai|hinh thuc|loai",
    _F.LEAD: "co quan chu tri|chu tri|don vi chu tri|co quan don vi chu tri"
    "|co quan chu tri tham muu|don vi chu tri tham muu|co quan tham muu|don vi tham muu"
    "|chu tri tham muu|co quan thuc hien|don vi thuc hien|co quan chu tri thuc hien"
    "|don vi chu tri thuc hien|tham muu",
    _F.COORDINATING: "co quan phoi hop|phoi hop|don vi phoi hop|co quan don vi phoi hop"
    "|co quan phoi hop thuc hien|don vi phoi hop thuc hien|phoi hop thuc hien",
    _F.SIGNING: "cap ban hanh|co quan ban hanh|cap co quan ban hanh|tham quyen ban hanh"
    "|noi ban hanh|cap quyet dinh|cap trinh|cap co tham quyen|tham quyen",
    _F.MEMBER: "dong chi phu trach|dong chi chi dao|lanh dao phu trach|dong chi uvbtv phu trach"
    "|dong chi uvbtv chi dao|dong chi uy vien ban thuong vu phu trach|uvbtv phu trach"
    "|dong chi uy vien ban thuong vu chi dao|nguoi chi dao|lanh dao chi dao|phu trach"
    "|nguoi phu trach|dong chi phu trach chi dao|dong chi thuong truc phu trach",
    _F.DEADLINE: "thoi han|thoi gian|thoi han hoan thanh|thoi gian hoan thanh|han hoan thanh"
    "|tien do|tien do hoan thanh|thoi gian thuc hien|tien do thuc hien|thoi gian ban hanh"
    "|thoi han thuc hien|moc thoi gian|thoi gian ban hanh hoan thanh|han",
    _F.SYMBOL: "so ky hieu|so hieu|ky hieu|so van ban|so ky hieu van ban|so va ky hieu",
    _F.ISSUED_ON: "ngay ban hanh|ngay thang ban hanh|ngay van ban|ngay ky|ngay thang",
    _F.STATUS: "trang thai|tinh trang|ket qua thuc hien|tinh hinh thuc hien|tien do hien nay"
    "|tien do den nay|hien trang|tinh trang thuc hien|trang thai thuc hien",
    _F.UPPER_CODES: "nhiem vu cap tren|ma nhiem vu cap tren|ma nhiem vu trung uong",
    # Known, with no column of their own in the register: kept word for word.
    _F.NOTE: "ghi chu|thoi gian trinh|thoi han trinh|linh vuc|can cu|kinh phi|nguon luc"
    "|chuyen vien theo doi|ghi chu khac|dia ban|muc tieu|can cu thuc hien|nhom nhiem vu",
}
_FIELDS = {name: f for f, names in _NAMES.items() for name in names.split("|")}
# Words that decide where a head says more than a known one, the telling ones first.
_WORDS: tuple[tuple[str, Field], ...] = (
    ("phoi hop", _F.COORDINATING),
    ("chu tri", _F.LEAD),
    ("thoi gian trinh", _F.NOTE),
    ("ky hieu", _F.SYMBOL),
    ("ngay ban hanh", _F.ISSUED_ON),
    ("thoi gian hoan thanh", _F.DEADLINE),
    ("thoi han hoan thanh", _F.DEADLINE),
    ("cap ban hanh", _F.SIGNING),
    ("uy vien ban thuong vu", _F.MEMBER),
    ("uvbtv", _F.MEMBER),
    ("hinh thuc van ban", _F.KIND),
    ("san pham", _F.PRODUCT),
    ("ket qua thuc hien", _F.STATUS),
    ("nv theo", _F.UPPER_CODES),
    ("nhiem vu theo", _F.UPPER_CODES),
    ("ghi chu", _F.NOTE),
)
# Several columns may be kept in the note or left out; any other field has one.
_SHARED = {Field.NOTE, Field.IGNORE, ""}


@dataclass(frozen=True)
class Header:
    """The head of a sheet: its rows, its columns, and the list of our own it comes from."""

    rows: tuple[int, ...]
    columns: tuple[MappedColumn, ...]
    export: Export | None = None

    def mapped(self, mapping: Mapping[int, str]) -> "Header":
        """The same head with the fields a person chose for some columns (by number)."""
        columns = tuple(
            MappedColumn(c.index, c.letter, c.heading, mapping[c.index])
            if mapping.get(c.index) in Field.values
            else c
            for c in self.columns
        )
        return Header(self.rows, columns, self.export)

    def remembered(self, template: Mapping[str, str]) -> dict[int, str]:
        """What a template (folded heading → field) says of these columns, by number."""
        return {
            column.index: template[key]
            for column in self.columns
            if (key := plain(column.heading)) in template
        }


def plain(heading: str) -> str:
    """A heading as headings are compared: folded, without brackets and marks."""
    bare = fold(_BRACKETS.sub(" ", heading)) or fold(heading)
    return _OTHER_MARKS.sub(" ", bare).strip()


def find_header(sheet: Sheet, row: int | None = None) -> Header | None:
    """The head below the title rows: the row in which most columns are known by name, or the
    one a person points at."""
    best = row if row in sheet.rows else _best_row(sheet, 1)
    if not best:
        return None
    rows = _rows_of_head(sheet, best)
    headings = _headings(sheet, rows)
    export = recognise_export(headings.values())
    if export is not None:
        return Header(rows, tuple(_of_export(headings, export)), export)
    return Header(rows, tuple(_proposed(headings)))


def _best_row(sheet: Sheet, most: int) -> int:
    best = 0
    for row in list(sheet.rows)[:_DEEPEST_HEAD]:
        known = {
            field
            for cell in sheet.rows[row].values()
            if not cell.is_spread and (field := _known(plain(cell.text)))
        }
        if len(known) > most:
            best, most = row, len(known)
    return best


def _rows_of_head(sheet: Sheet, best: int) -> tuple[int, ...]:
    """The head's rows: cells merged downwards tie them together, and so do the names below a
    cell that spans several columns."""
    first = last = best
    while any(c.is_inherited for c in sheet.rows.get(first, {}).values()) and first > 1:
        first -= 1
    while below := sheet.rows.get(last + 1):
        above = sheet.rows[last]
        tied = any(
            c.is_inherited and above.get(column) is not None and above[column].text == c.text
            for column, c in below.items()
        )
        spanned = {
            column + step for column, c in above.items() if c.is_spread for step in (-1, 0)
        }
        if not tied and not (spanned and set(below) <= spanned):
            break
        last += 1
    return tuple(range(first, last + 1))


def _headings(sheet: Sheet, rows: tuple[int, ...]) -> dict[int, str]:
    """What stands above each column, the rows of the head read downwards."""
    words: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in sheet.rows.get(row, {}).items():
            found = words.setdefault(column, [])
            text = " ".join(clean_line(cell.text).split())
            if text not in found:
                found.append(text)
    # A column without a head that holds something is a column all the same.
    used = {c for row in sheet.rows.values() for c, cell in row.items() if _counts(cell)}
    for column in used:
        words.setdefault(column, [])
    return {column: " ".join(words[column]) for column in sorted(words)}


def _counts(cell: Cell) -> bool:
    return not (cell.is_spread or cell.is_inherited)


def _known(name: str) -> Field | None:
    return _FIELDS.get(name) if name else None


def _guess(name: str) -> tuple[Field | None, bool]:
    """The field a heading speaks of, and whether its very words say so."""
    if (known := _known(name)) is not None:
        return known, True
    if not name:
        return None, True
    for words, field in _WORDS:
        if words in name:
            return field, False
    alike, closest = max((fuzz.ratio(name, known), known) for known in _FIELDS)
    return (_FIELDS[closest], False) if alike >= _LIKE_ENOUGH else (None, True)


def _proposed(headings: Mapping[int, str]) -> list[MappedColumn]:
    guesses = {column: _guess(plain(text)) for column, text in headings.items()}
    taken: dict[str, int] = {}
    # The certain ones choose first; of two alike the left one.
    for column, (field, _certain) in sorted(guesses.items(), key=lambda g: not g[1][1]):
        if field is not None and field not in _SHARED:
            taken.setdefault(field, column)
    columns = []
    for column, (field, certain) in guesses.items():
        is_ours = field is not None and (field in _SHARED or taken[field] == column)
        columns.append(
            MappedColumn(
                column,
                get_column_letter(column),
                headings[column],
                field.value if field is not None and is_ours else "",
                certain if is_ours else True,
            )
        )
    return columns


def _of_export(headings: Mapping[int, str], export: Export) -> list[MappedColumn]:
    return [
        MappedColumn(
            column, get_column_letter(column), text, export.field_of(text), is_certain=True
        )
        for column, text in headings.items()
    ]
