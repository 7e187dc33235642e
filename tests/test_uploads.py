"""Attacks by files: what is not what it says, too large, packed to burst, or named to harm."""

import contextlib
import io
import struct
import warnings
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from documents import services
from documents.files import clean_file_name, receive
from documents.files.names import LONGEST
from documents.files.uploading import TooLarge
from documents.models import Attachment
from tests.chance import examples
from tests.factories import PDF, PlannedDocumentFactory, ResolutionFactory, pdf_file

TYPES = '<?xml version="1.0"?><Types xmlns="x"/>'


def sent(name, content):
    """A file as a browser sends it, with the type it claims."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def docx(*paragraphs):
    document = Document()
    for text in paragraphs or ("Kế hoạch cụ thể hóa",):
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def xlsx(text="Kế hoạch"):
    book = Workbook()
    book.active["A1"] = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def chunk(kind, data):
    return (
        struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
    )


def png():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def packed(members, *, compression=zipfile.ZIP_DEFLATED, comment=b""):
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # members of one name
        with zipfile.ZipFile(file, "w", compression) as made:
            for name, content in members:
                made.writestr(name, content)
            made.comment = comment
    return file.getvalue()


def word(*more, **given):
    parts = [("[Content_Types].xml", TYPES), ("word/document.xml", "<w:p>Kế hoạch</w:p>")]
    return packed([*parts, *more], **given)


ACCEPTED = {
    "a.pdf": PDF,
    "a.PDF": PDF,
    "a.docx": docx(),
    "a.xlsx": xlsx(),
    "a.png": png(),
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_file_that_is_what_it_says_is_kept(name):
    assert receive(sent(name, ACCEPTED[name])).size == len(ACCEPTED[name])


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\0" * 100
REFUSED = {
    "svg": ("a.svg", SVG),
    "svg named png": ("a.png", SVG),
    "html": ("a.html", HTML),
    "html named pdf": ("a.pdf", HTML),
    "program": ("a.exe", EXE),
    "program named docx": ("a.docx", EXE),
    "program named pdf": ("a.pdf.exe", PDF),
    "docm": ("a.docm", docx()),
    "no ending": ("a", PDF),
    "docx named xlsx": ("a.xlsx", docx()),
    "xlsx named docx": ("a.docx", xlsx()),
    "png named jpg": ("a.jpg", png()),
    "zip named docx": ("a.docx", packed([("a.txt", "x")])),
    "both word and excel": ("a.docx", word(("xl/workbook.xml", "<x/>"))),
    "no content types": ("a.docx", packed([("word/document.xml", "<x/>")])),
    "pdf and zip": ("a.pdf", PDF + packed([("a.txt", "x")])),
    "png and zip": ("a.png", png() + packed([("a.txt", "x")])),
    "jpeg and zip": ("a.jpg", JPEG + packed([("a.txt", "x")])),
    "jpeg and page": ("a.jpg", JPEG + HTML),
    "jpeg and svg": ("a.jpg", JPEG + SVG),
    "jpeg and pdf": ("a.jpg", JPEG + PDF),
    "png with a tail": ("a.png", png() + b"tail"),
    "png cut off": ("a.png", png()[:-6]),
    "pdf cut off": ("a.pdf", PDF[:20]),
    "pdf after junk": ("a.pdf", b"junk" + PDF),
    "program before docx": ("a.docx", EXE + docx()),
    "page before docx": ("a.docx", HTML + docx()),
    "one zip before another": ("a.docx", packed([("a.txt", "x")]) + docx()),
    "docx with a comment": ("a.docx", word(comment=HTML)),
    "macros": ("a.docx", word(("word/vbaProject.bin", b"x"))),
    "macros in capitals": ("a.docx", word(("word/VBAPROJECT.BIN", b"x"))),
    "program inside": ("a.docx", word(("word/media/a.exe", b"MZ"))),
    "page inside": ("a.docx", word(("word/a.html", HTML))),
    "member above the root": ("a.docx", word(("../../etc/passwd", b"x"))),
    "member from the root": ("a.docx", word(("/etc/passwd", b"x"))),
    "member of another drive": ("a.docx", word(("C:/x", b"x"))),
    "docx cut off": ("a.docx", docx()[:-30]),
    "empty": ("a.pdf", b""),
}


@pytest.mark.parametrize("attack", REFUSED)
def test_file_that_is_something_else_is_refused(attack):
    with pytest.raises(ValidationError):
        receive(sent(*REFUSED[attack]))


# --- bombs ----------------------------------------------------------------------------------


def code_of(content, name="a.docx"):
    with pytest.raises(ValidationError) as refusal:
        receive(sent(name, content))
    return refusal.value.code


def test_bomb_is_refused_without_unpacking():
    content = word(("word/media/bomb.bin", b"\0" * 50_000_000))

    assert len(content) < 100_000
    assert code_of(content) == "bomb"


def test_too_many_members_are_refused():
    content = word(*((f"word/media/{n}", b"") for n in range(5001)), compression=0)

    assert code_of(content) == "bomb"


def test_members_that_lie_over_each_other_are_refused():
    content = bytearray(word(("word/media/a.bin", b"x" * 1000), compression=0))
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 24] = struct.pack("<I", 5_000_000)

    assert code_of(bytes(content)) == "bomb"


def test_member_that_unpacks_to_more_than_it_says_is_refused():
    honest = word(("word/header1.xml", b"<w:p>" + b" " * 3_000_000 + b"</w:p>"))
    lying = bytearray(honest)
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)

    assert code_of(bytes(lying)) == "damaged"


def test_protected_file_is_refused():
    content = bytearray(word())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1

    assert code_of(bytes(content)) == "polyglot"


# --- size -----------------------------------------------------------------------------------


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def small(settings):
    settings.ATTACHMENT_MAX_MB = 1
    return 1024 * 1024


@pytest.mark.django_db
def test_file_over_the_limit_is_told_its_limit(clerk, small):
    document = PlannedDocumentFactory()
    content = PDF[:-6] + b"x" * small + b"\n%%EOF\n"

    answer = clerk.post(
        f"/files/add/document/{document.pk}/", {"file": pdf_file("a.pdf", content)}
    )

    assert answer.status_code == 422
    assert "lớn hơn 1 MB" in answer.text
    assert Attachment.objects.count() == 0


@pytest.mark.django_db
def test_file_far_over_the_limit_is_told_beside_its_field_and_the_text_is_kept(clerk, small):
    document = PlannedDocumentFactory()
    file = pdf_file("a.pdf", PDF + b"x" * (2 * small))
    sent = {
        "effective_on": "",
        "symbol": "15-KH/TU",
        "issued_on": "14/12/2021",
        "issuer_name": "Ban Thường vụ Tỉnh ủy",
        "note": "Ghi chú đã gõ",
    }

    answers = {
        "attach": clerk.post(
            f"/files/add/document/{document.pk}/", {"file": file, "purpose": "evidence"}
        )
    }
    file.seek(0)
    answers["issue"] = clerk.post(f"/documents/{document.pk}/issue/", sent | {"file": file})

    for answer in answers.values():
        assert answer.status_code == 422
        assert "lớn hơn 1 MB" in str(answer.context["form"].errors["file"])
    assert answers["attach"].context["form"]["purpose"].value() == "evidence"
    assert "Ghi chú đã gõ" in answers["issue"].text
    assert 'value="15-KH/TU"' in answers["issue"].text
    assert Attachment.objects.count() == 0


@pytest.mark.django_db
def test_file_over_the_limit_is_not_kept_on_its_way(small, rf):
    file = pdf_file("a.pdf", PDF + b"x" * (12 * small))

    request = rf.post("/", {"file": file, "text": "đã gõ"})

    found = request.FILES["file"]
    assert isinstance(found, TooLarge)
    assert (found.size, found.read()) == (len(PDF) + 12 * small, b"")
    assert request.POST["text"] == "đã gõ"


@pytest.mark.django_db
def test_annex_over_the_limit_is_told_beside_its_field(clerk, small, settings):
    settings.IMPORT_MAX_MB = 1
    resolution = ResolutionFactory()

    for size in (small, 3 * small):
        file = SimpleUploadedFile("Phụ lục.csv", b"STT,\n" + b"x" * size)
        answer = clerk.post(
            "/import/", {"resolution": resolution.pk, "file": file, "sheet": "Trang 2"}
        )

        assert answer.status_code == 422
        assert "tối đa 1 MB" in str(answer.context["form"].errors["file"])
        assert 'value="Trang 2"' in answer.text


@pytest.mark.django_db
def test_report_with_a_file_over_the_limit_keeps_what_was_typed(client, focal, agency, small):
    client.force_login(focal)
    document = PlannedDocumentFactory(lead_agency=agency)
    sent = {"claim": "issue", "text": "Đã trình ký", "symbol": "15-KH/TU"}

    answer = client.post(
        f"/documents/{document.pk}/report/",
        sent | {"file": pdf_file("a.pdf", PDF + b"x" * (2 * small))},
    )

    assert answer.status_code == 422
    assert "lớn hơn 1 MB" in str(answer.context["form"].errors["file"])
    assert "Đã trình ký" in answer.text


@pytest.mark.django_db
def test_far_larger_request_is_stopped_before_it_is_read(clerk, small, settings):
    settings.IMPORT_MAX_MB = 1
    document = PlannedDocumentFactory()
    file = pdf_file("a.pdf", b"x" * (10 * small + 100_000))

    answer = clerk.post(f"/files/add/document/{document.pk}/", {"file": file})

    assert answer.status_code == 400
    assert "tệp không quá 1 MB" in answer.text
    assert Attachment.objects.count() == 0


@pytest.mark.django_db
def test_many_files_at_once_are_refused(clerk):
    document = PlannedDocumentFactory()
    files = {f"file{n}": pdf_file() for n in range(6)}

    answer = clerk.post(f"/files/add/document/{document.pk}/", files)

    assert answer.status_code == 400
    assert "nhiều nhất 5 tệp" in answer.text


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("C:\\x\\Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ('a"; filename="b.exe.pdf', "a__ filename=_b.exe.pdf"),
        ("", "tep"),
        ("...", "tep"),
        (".pdf", "pdf"),
        ("x" * 500 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
        ("Ke\u0302\u0301 hoạch.pdf", "Kế hoạch.pdf"),
    ],
)
def test_name_is_made_harmless(name, clean):
    assert clean_file_name(name) == clean


@given(st.text())
def test_any_name_becomes_one_that_can_be_kept(name):
    clean = clean_file_name(name)

    assert 0 < len(clean) <= LONGEST
    assert clean == clean_file_name(clean)
    assert not set(clean) & set('/\\<>"\r\n\0\u202e')


@pytest.mark.django_db
def test_file_name_runs_nothing_on_any_page(clerk, office):
    document = PlannedDocumentFactory()
    name = "<script>alert(1)</script>' onmouseover='x {{7*7}} =cmd().pdf"
    clerk.post(f"/files/add/document/{document.pk}/", {"file": pdf_file(name)})
    file = Attachment.objects.get()
    # A name that came around the form is escaped as well.
    Attachment.objects.filter(pk=file.pk).update(name="<script>alert(1)</script>.pdf")

    pages = [
        clerk.get(address).text
        for address in (
            f"/documents/{document.pk}/",
            f"/files/{file.pk}/view/",
            f"/files/{file.pk}/replace/",
            f"/files/{file.pk}/withdraw/",
        )
    ]

    assert [page for page in pages if "<script>alert" in page] == []
    assert all("&lt;script&gt;alert(1)" in page for page in pages)


@pytest.mark.django_db
def test_file_name_adds_no_header(clerk):
    document = PlannedDocumentFactory()
    file = services.attach_file(item=document, file=pdf_file(), by=None)
    Attachment.objects.filter(pk=file.pk).update(name='a"\r\nX-Evil: 1.pdf')

    answer = clerk.get(f"/files/{file.pk}/")

    assert "X-Evil" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


# --- secrecy --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Báo cáo (Mật).pdf", PDF),
        ("15-BC_TU_TUYỆT MẬT.pdf", PDF),
        ("TÀI LIỆU MẬT.pdf", PDF),
        ("tai lieu mat.pdf", PDF),
        ("a.docx", docx("TỈNH ỦY", "MẬT", "Báo cáo")),
        ("a.docx", docx("Độ mật: Tối mật")),
        ("a.xlsx", xlsx("TUYỆT MẬT")),
    ],
)
def test_file_with_a_mark_of_secrecy_is_refused(name, content):
    assert code_of(content, name) == "secret"


def test_ordinary_words_in_a_file_are_no_mark():
    receive(sent("Bảo vệ bí mật nhà nước.docx", docx("Quy chế bảo mật", "mật độ dân số")))


# --- anything at all ------------------------------------------------------------------------


@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    ending=st.sampled_from(["pdf", "docx", "xlsx", "png", "jpg", "svg"]),
    start=st.sampled_from(
        [b"", b"%PDF-1.4", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
    ),
    content=st.binary(max_size=400),
)
def test_any_content_is_kept_or_refused(ending, start, content):
    with contextlib.suppress(ValidationError):
        receive(sent(f"a.{ending}", start + content))


@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(place=st.integers(0, 5000), value=st.integers(0, 255))
def test_damaged_office_file_is_kept_or_refused(place, value):
    content = bytearray(word())
    content[place % len(content)] = value

    with contextlib.suppress(ValidationError):
        receive(sent("a.docx", bytes(content)))
