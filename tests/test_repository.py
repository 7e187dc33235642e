"""What lies in the repository is in step with the code: migrations, translations, documents."""

import re
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from tests.catalogue import of_source

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
DECISIONS = ROOT / "docs" / "adr"


def said_by(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


# --- migrations ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --- translations --------------------------------------------------------------------------


def sentences(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
    }


def test_every_sentence_is_translated():
    catalogue = polib.pofile(str(CATALOGUE))

    assert len(catalogue) > 300
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_compiled_catalogue_says_what_the_source_says():
    source = polib.pofile(str(CATALOGUE))
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    assert sentences(compiled) == sentences(source)


def test_every_sentence_of_the_source_is_in_the_catalogue():
    said = {sentence.key: sentence for sentence in of_source()}
    held = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(CATALOGUE)) if not e.obsolete}

    missing = [sentence for key, sentence in said.items() if key not in held]
    without_plural = [
        sentence
        for key, sentence in said.items()
        if sentence.plural and key in held and held[key].msgid_plural != sentence.plural
    ]

    assert len(said) > 800
    assert missing == []
    assert without_plural == []


def test_catalogue_holds_nothing_that_nobody_says():
    said = {sentence.key for sentence in of_source()}
    catalogue = polib.pofile(str(CATALOGUE))

    left_over = [e.msgid for e in catalogue if (e.msgctxt, e.msgid) not in said]

    assert left_over == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def holes(text):
    """The places that a sentence leaves open: %(day)s, {method}."""
    return sorted(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


def test_translation_leaves_the_same_places_open():
    astray = []
    for entry in polib.pofile(str(CATALOGUE)):
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            allowed = [holes(entry.msgid), holes(entry.msgid_plural)]
            if holes(text) not in allowed:
                astray.append((entry.msgid, text))

    assert astray == []


# --- documents -----------------------------------------------------------------------------


def test_page_of_document_states_is_what_the_code_prints():
    page = (ROOT / "docs" / "document-states.md").read_text(encoding="utf-8")

    assert page == said_by("document_states")


def test_page_of_figures_is_what_the_catalogue_prints():
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")

    assert page == said_by("figures_catalogue")


def test_decisions_are_numbered_one_by_one():
    numbers = [int(path.name[:4]) for path in sorted(DECISIONS.glob("*.md"))]

    assert len(numbers) > 5
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_has_its_number_in_its_heading():
    headings = {
        path.name[:4]: path.read_text(encoding="utf-8").splitlines()[0]
        for path in DECISIONS.glob("*.md")
    }

    astray = {
        number: heading
        for number, heading in headings.items()
        if not re.match(rf"# (?:ADR )?0*{int(number)}\b", heading)
    }

    assert astray == {}


DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.stem for path in DOCUMENTS])
def test_every_link_between_documents_leads_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))

    missing = [
        link
        for link in links
        if "://" not in link
        and not link.startswith("mailto:")
        and not (path.parent / link).exists()
    ]

    assert missing == []
