"""What a page says to people: its visible text and the attributes that are read out."""

from html.parser import HTMLParser

# Attributes whose value people see or hear; those of data-* that styles or scripts show.
_SAID = {"title", "aria-label", "placeholder", "alt", "label", "data-label", "summary"}
_SILENT = {"script", "style", "template"}
_VOID = {"input", "img", "br", "hr", "meta", "link", "source", "col", "wbr", "area", "path"}


class _Reader(HTMLParser):
    """Collects texts, except those of a passage marked as being in another language
    or as never to be translated."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.language = ""

    def silent(self) -> bool:
        return any(silent for _tag, silent in self.open)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "html":
            self.language = given.get("lang", "")
        foreign = given.get("lang", self.language) != self.language
        # Data of the database that no interface translates says so: the values of the log.
        silent = tag in _SILENT or foreign or given.get("translate") == "no"
        if tag not in _VOID:
            self.open.append((tag, silent))
        if not (silent or self.silent()):
            self.texts += [given[name] for name in _SAID & given.keys() if given[name]]
            if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
                self.texts.append(given.get("value") or "")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        places = [place for place, (name, _silent) in enumerate(self.open) if name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, text):
        if text.strip() and not self.silent():
            self.texts.append(" ".join(text.split()))


def texts_of(page: str) -> list[str]:
    """The texts of a page, in the order in which they stand."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.texts
