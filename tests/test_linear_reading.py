"""What people send is read in a time that grows with its length, not with its square; and one
request is read for so long only.

The sweeps find the patterns and the readers in the code by themselves: a new one is in them.
"""

import ast
import inspect
import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from types import FunctionType

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from openpyxl import Workbook

from documents.extraction import extract
from documents.files import receive
from documents.importing.cells import Unreadable
from documents.importing.preview import preview
from documents.importing.reading import read_workbook
from resolutions.allowance import UsedUp, allowed
from resolutions.secrecy import secrecy_mark
from tests.factories import DAY, AgencyFactory, ResolutionFactory
from tests.test_uploads import packed, sent
from tests.worst_cases import (
    TooSlow,
    cost,
    grown,
    modules,
    patterns,
    places_of_use,
    worst_for,
)

# The processor's seconds for a megabyte, far above what a scan takes and far below what a
# square takes (100 kB: minutes).
A_TENTH, A_MEGABYTE = 100_000, 1_000_000
# A request is read for 20 s; here a reader that goes on is stopped after so many.
ENOUGH = 0.4


def name_of(pattern_path):
    last = pattern_path.rpartition(".")[2].partition("[")[0]
    return pattern_path if last.startswith("_") else last


def run(pattern, text, *, anywhere, once=False):
    if isinstance(pattern.pattern, bytes):
        text = text.encode()

    def work():
        if anywhere:
            for _ in pattern.finditer(text):
                pass
        if not (anywhere and once):
            pattern.match(text)
            pattern.fullmatch(text)

    return work


def test_every_pattern_takes_a_text_once():
    used = places_of_use()
    found = patterns()
    slow = []

    for path, pattern in found.items():
        # Whoever is only matched from the first character on does not begin at each of them.
        anywhere = used.get(name_of(path)) != {"match"}
        seeds = worst_for(pattern)
        try:
            times = {
                seed: cost(run(pattern, grown(seed, 1_500), anywhere=anywhere), limit=0.2)
                for seed in seeds
            }
            second, worst = sorted(times, key=times.get)[-2:]
            spent = [
                cost(run(pattern, grown(worst, A_TENTH), anywhere=anywhere), limit=0.5),
                cost(
                    run(pattern, grown(second, A_TENTH), anywhere=anywhere, once=True),
                    limit=0.5,
                ),
            ]
            # A square of 100 kB is far more than this: what takes less takes no square.
            if max(spent) > 0.005:
                whole = run(pattern, grown(worst, A_MEGABYTE), anywhere=anywhere, once=True)
                cost(whole, limit=2.0)
        except TooSlow as reason:
            slow.append(f"{path}: {reason}")

    assert len(found) >= 150
    assert slow == []


def test_patterns_are_compiled_where_the_sweep_finds_them():
    hidden = []
    for module in modules():
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and getattr(node.func.value, "id", "") == "re"
                and node.func.attr not in ("compile", "escape")
            ):
                hidden.append(f"{module.__name__}:{node.lineno}")

    assert hidden == []


# --- readers --------------------------------------------------------------------------------

# Functions of one text that no person writes.
OF_THE_CODE = {
    "documents.files.harm.warning_of",
    "documents.models.attachment.exactly_one",
    "documents.services.completing.awaited",
    "documents.status.events_from",
    "documents.status.statuses_of",
    "documents.templatetags.figures.cell_label",
    "documents.templatetags.figures.cell_move",
    "resolutions.models.searchable.exactness",
}
# What reads a whole file, cell or report; the others get a field, which its form bounds.
WHOLE_TEXTS = {
    "assignments.wordings.read_wording",
    "documents.extraction.extract",
    "documents.extraction.sentences.sentences_of",
    "documents.files.texts.plain",
    "resolutions.folding.clean_text",
    "resolutions.folding.fold",
    "resolutions.secrecy.secrecy_mark",
}
SEEDS = [
    "12-NQ/TU ", "<", "<br ", "a", " ", "1", "1.", "(", "[", "; ", ".\n", "\n", "- a\n", "/",
    "-", "&", '"', "Mật - ", "-MẬT", "M Ậ T ", "đã ban hành 3 kế hoạch ", "ngày 1/1/2020 ",
    "\u0301", "KH ", "11/18 văn bản, ", "1.000,5 tỷ đồng ", "BTV ", "chờ a a a ",
]  # fmt: skip


def readers():
    """Every public function of one text, by its name."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        and _takes_one_text(value)
    }


def _takes_one_text(function):
    asked = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
    ]
    return len(asked) == 1 and asked[0].annotation is str


def reading_of(function, text):
    """Read to the end, or until the request has had enough; a refusal is an answer."""

    def work():
        with allowed(read_bytes=10**9, marks=10**9, seconds=ENOUGH):
            try:
                found = function(text)
                if inspect.isgenerator(found):
                    for _ in found:
                        pass
            except (ValidationError, ValueError):
                pass

    return work


def test_every_reader_of_text_takes_it_once_or_gives_up_in_time():
    found = {path: one for path, one in readers().items() if path not in OF_THE_CODE}
    slow = []

    for path, function in found.items():
        try:
            times = {
                seed: cost(reading_of(function, seed * (1_000 // len(seed))), limit=0.5)
                for seed in SEEDS
            }
            worst = max(times, key=times.get)
            cost(reading_of(function, worst * (A_TENTH // len(worst))), limit=1.5)
            if path in WHOLE_TEXTS:
                cost(reading_of(function, worst * (A_MEGABYTE // len(worst))), limit=4.0)
        except TooSlow as reason:
            slow.append(f"{path}: {reason}")

    assert found.keys() >= WHOLE_TEXTS
    assert slow == []


def test_reading_of_a_text_stops_when_the_time_of_the_request_is_used_up():
    text = "12-NQ/TU " * 100_000

    with allowed(read_bytes=10**9, marks=10**9, seconds=0.2), pytest.raises(UsedUp):
        extract(text)
    with allowed(read_bytes=10**9, marks=10**9, seconds=0.2), pytest.raises(UsedUp):
        secrecy_mark("-MẬT" * 200_000)


# --- files ----------------------------------------------------------------------------------


def word(body):
    """A Word file with this between its first and its last tag."""
    made = io.BytesIO()
    Document().save(made)
    parts = zipfile.ZipFile(made)
    members = {name: parts.read(name) for name in parts.namelist()}
    start, end, rest = members["word/document.xml"].decode().partition("<w:body>")
    members["word/document.xml"] = (start + end + body + rest).encode()
    return packed(members.items())


def table(rows, cells=3):
    cell = "<w:tc><w:p><w:r><w:t>Nội dung</w:t></w:r></w:p></w:tc>"
    return word(f"<w:tbl>{f'<w:tr>{cell * cells}</w:tr>' * rows}</w:tbl>")


def test_table_of_twenty_thousand_rows_is_read_as_fast_as_ten_of_two_thousand():
    small, large = table(2_000), table(20_000)

    of_small = cost(lambda: read_workbook(io.BytesIO(small), "a.docx"), limit=2, times=2)
    found = []
    of_large = cost(lambda: found.extend(read_workbook(io.BytesIO(large), "a.docx")), limit=6)

    assert len(found[0].rows) == 20_000
    assert of_large < 40 * max(of_small, 0.02)  # a square would be 100


MARKS = {
    "signs that open nothing": "<" * 2_000_000,
    "breaks that do not close": "<w:br" * 40_000,
    "tabs that do not close": "<w:tab" * 40_000,
    "empty tags": "<>" * 1_000_000,
}


@pytest.mark.parametrize("attack", MARKS)
def test_upload_of_a_few_kilobytes_that_unfolds_to_signs_is_read_at_once(attack):
    content = packed(
        [("[Content_Types].xml", "<Types/>"), ("word/document.xml", MARKS[attack])]
    )

    def work():
        with suppress(ValidationError):
            receive(sent("a.docx", content))

    assert len(content) < 10_000
    assert cost(work, limit=4) < 3


def test_files_of_one_request_are_paid_from_one_allowance():
    body = "<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>" * 5_000
    content = word(body)

    with allowed(read_bytes=10**9, marks=10**9, seconds=20) as allowance:
        receive(sent("a.docx", content))
    of_one = 10**9 - allowance.bytes_left

    with allowed(read_bytes=of_one * 5 // 2, marks=10**9, seconds=20):
        receive(sent("a.docx", content))
        receive(sent("b.docx", content))
        with pytest.raises(UsedUp):
            receive(sent("c.docx", content))


def test_annex_beyond_the_allowance_is_refused_with_advice():
    book = Workbook()
    for row in range(500):
        book.active.append([f"Nội dung {row}"] * 10)
    made = io.BytesIO()
    book.save(made)

    with allowed(read_bytes=10**9, marks=5_000, seconds=20), pytest.raises(Unreadable) as no:
        read_workbook(io.BytesIO(made.getvalue()), "a.xlsx")

    assert "quá lâu" in str(no.value)


@pytest.mark.django_db
def test_annex_of_names_that_nobody_knows_is_given_up_in_time():
    for number in range(60):
        AgencyFactory(name=f"Sở thử nghiệm {number}", short_name=f"S{number}")
    rows = (
        f"{n};Việc {n};{'+'.join(f'tên lạ {n} {i}' for i in range(80))}" for n in range(300)
    )
    text = "STT;Nhiệm vụ;Cơ quan chủ trì\n" + "\n".join(rows)
    [sheet] = read_workbook(io.BytesIO(text.encode()), "a.csv")
    resolution = ResolutionFactory()

    with allowed(read_bytes=10**9, marks=10**9, seconds=0.2), pytest.raises(UsedUp):
        preview(sheet, resolution=resolution, on=DAY)


# --- requests -------------------------------------------------------------------------------


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.mark.django_db
def test_upload_beyond_the_allowance_is_told_beside_its_field(clerk, settings):
    settings.READ_MAX_MB = 0

    page = clerk.post("/paste/", {"text": "Đã ban hành 3 kế hoạch."})
    annex = clerk.post("/import/", {"file": sent("a.docx", table(10))})

    assert page.status_code == 200
    assert annex.status_code == 422
    assert "quá lâu" in annex.text


@pytest.mark.django_db
def test_text_beyond_the_allowance_is_told_beside_its_field(clerk, settings):
    settings.READ_SECONDS = 0

    page = clerk.post("/paste/", {"text": "Đã ban hành 3 kế hoạch. " * 1000})

    assert page.status_code in (400, 422)
    assert "quá lâu" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/documents/", "/tasks/", "/api/v1/documents/"])
def test_filter_of_ten_thousand_values_is_refused(clerk, address):
    values = "&".join(f"agency={number}" for number in range(10_000))

    answer = clerk.get(f"{address}?{values}")

    assert answer.status_code == 400
    said = answer.json()["detail"] if "/api/" in address else answer.text
    assert "quá nhiều giá trị" in said


DEEP = {
    "lists": "[" * 100_000 + "]" * 100_000,
    "lists that do not close": "[" * 100_000,
    "objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "lists in a field": '{"title": ' + "[" * 500 + "]" * 500 + "}",
    "ten thousand values": json.dumps({"tasks": list(range(10_000))}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", DEEP)
def test_json_nested_deep_or_of_many_values_is_400(clerk, case):
    answer = clerk.post("/api/v1/documents/", DEEP[case], content_type="application/json")

    assert answer.status_code == 400
    assert "lồng quá sâu" in answer.json()["detail"]


@pytest.mark.django_db
def test_signs_within_a_text_are_not_counted(clerk):
    sent_text = json.dumps({"title": '[{,"' * 5_000})

    answer = clerk.post("/api/v1/documents/", sent_text, content_type="application/json")

    assert "lồng quá sâu" not in answer.content.decode()
