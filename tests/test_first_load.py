"""What a page asks of the network the first time: its style sheets, its scripts and the fonts
they name, compressed; the limit is 200 kB. Nothing comes from another host."""

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories import PlannedDocumentFactory

pytestmark = pytest.mark.django_db

LIMIT = 200_000  # bytes


class Linked(HTMLParser):
    """The style sheets and scripts of a page."""

    def __init__(self):
        super().__init__()
        self.files = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "stylesheet":
            self.files.append(given["href"])
        if tag == "script" and "src" in given:
            self.files.append(given["src"])


def bytes_of(address):
    with open(finders.find(address.removeprefix("/static/")), "rb") as file:
        return file.read()


def weight(files):
    """Style sheets and scripts compressed, with every font that the sheets name."""
    contents = {address: bytes_of(address) for address in files}
    fonts = {
        f"/static/fonts/{name}"
        for content in contents.values()
        for name in re.findall(r"fonts/([\w-]+\.woff2)", content.decode())
    }
    return sum(len(gzip.compress(content)) for content in contents.values()) + sum(
        len(bytes_of(font)) for font in fonts
    )


@pytest.mark.parametrize("address", ["/", "/?present", "/documents/", "/tasks/", "resolution"])
def test_first_load_stays_under_the_limit(client, office, address):
    client.force_login(office)
    document = PlannedDocumentFactory()
    if address == "resolution":
        address = reverse("documents:resolution_page", args=[document.resolution_id])
    linked = Linked()
    linked.feed(client.get(address).content.decode())

    assert linked.files
    assert all(address.startswith("/static/") for address in linked.files)
    assert weight(linked.files) <= LIMIT
