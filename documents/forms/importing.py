"""An annex is sent, what is said of it in the preview, and taken back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.files.storing import refused_by_disk
from documents.files.uploading import NoRoom
from documents.importing.cells import Sheet, Unreadable
from documents.importing.header import find_header
from documents.importing.reading import read_workbook
from documents.importing.results import Field
from documents.models import ImportBatch
from resolutions.folding import clean_line
from resolutions.forms import ResolutionField, show_refusal
from resolutions.models import Resolution
from resolutions.secrecy import secrecy_mark

_EDIT = re.compile(r"cell-([A-Z]{1,3}[1-9][0-9]{0,6})")
_COLUMN = re.compile(r"column-([1-9][0-9]{0,2})")
# A cell is never longer than the longest text of the register.
_LONGEST = 4000


class ImportForm(forms.Form):
    """The annex of which governing document, and which of its sheets."""

    resolution = ResolutionField(Resolution.objects.none(), label=_("It is the annex of"))
    file = forms.FileField(
        label=_("File of the annex"),
        help_text=_("Excel (.xlsx), CSV, or a table in Word (.docx)."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.docx"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=200,
        help_text=_("When empty: the first sheet that has a table of tasks or documents."),
    )

    def __init__(self, *args: Any, training: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_training = training
        self.fields["resolution"].queryset = Resolution.objects.for_choice().filter(
            is_fictional=training
        )
        self.read: Sheet | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is None:
            return cleaned
        if isinstance(file, NoRoom):
            self.add_error("file", refused_by_disk(file.why))
            return cleaned
        try:
            sheets = read_workbook(file, file.name)
        except Unreadable as refusal:
            self.add_error("file", str(refusal))
            return cleaned
        self.read = self._chosen(sheets, clean_line(cleaned.get("sheet", "")))
        return cleaned

    def _chosen(self, sheets: list[Sheet], name: str) -> Sheet | None:
        if not name:
            headed = (sheet for sheet in sheets if find_header(sheet) is not None)
            return next(headed, sheets[0])
        for sheet in sheets:
            if clean_line(sheet.name) == name:
                return sheet
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets)
        self.add_error("sheet", _("There is no such sheet. The sheets: %s.") % names)
        return None

    def commit(self, *, by: Any) -> ImportBatch | None:
        """Keep the sheet as a draft; a refusal goes onto the form and returns None."""
        assert self.read is not None
        file = self.cleaned_data["file"]
        try:
            return services.keep_annex(
                self.read,
                resolution=self.cleaned_data["resolution"],
                file=file,
                file_name=file.name,
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class LookedThroughForm:
    """What a person changed in the preview: the field of columns, texts of cells, rows left
    out. What is as it was shown is not spoken of, whatever the annex says by now."""

    def __init__(self, data: QueryDict, batch: ImportBatch) -> None:
        self.data = data
        self.errors: list[str] = []
        # What was typed into cells and cannot be kept, by address.
        self.refused: dict[str, str] = {}
        seen = data.get("seen", "")
        # A form that does not say is compared with the annex of now.
        self.says_version = seen.isdecimal() and len(seen) < 8
        self.seen = int(seen) if self.says_version else batch.version
        columns, cells = {}, {}
        fields = {*Field.values, ""} - {Field.KEY.value}
        for name, values in data.lists():
            value = values[-1]
            if found := _COLUMN.fullmatch(name):
                if value in fields and value != data.get(f"was-{name}"):
                    columns[found[1]] = value
            elif found := _EDIT.fullmatch(name):
                text = value.strip()
                if text != data.get(f"was-{found[1]}", "").strip() and self._takes(
                    found[1], text
                ):
                    cells[found[1]] = text
        was_out = self._rows("was-out") if self.says_version else {*batch.left_out}
        out = self._rows("out")
        rows = {n: n in out for n in self._rows("shown") if (n in out) != (n in was_out)}
        self.said = services.Said(columns, cells, rows)

    def _rows(self, name: str) -> set[int]:
        return {int(n) for n in self.data.getlist(name) if n.isdecimal() and len(n) < 8}

    def commit(self, batch: ImportBatch, *, by: Any) -> ImportBatch:
        """Keep what was said. The cells are checked when the preview is made anew."""
        return services.look_through(
            batch, said=self.said, seen=self.seen, now=timezone.now(), by=by
        )

    def _takes(self, address: str, text: str) -> bool:
        if len(text) > _LONGEST:
            self.errors.append(f"{address}: " + _("Longer than %s characters.") % _LONGEST)
        elif mark := secrecy_mark(text):
            self.errors.append(
                f"{address}: "
                + _("Nothing secret may be entered here (“%(mark)s”).") % {"mark": mark}
            )
        else:
            return True
        self.refused[address] = text
        return False


class TakeBackForm(forms.Form):
    """Take an annex back, with a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)

    def commit(self, batch: ImportBatch, *, by: Any) -> ImportBatch | None:
        """Take it back; a refusal goes onto the form and returns None."""
        try:
            return services.take_back(
                batch, reason=self.cleaned_data["reason"], now=timezone.now(), by=by
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
