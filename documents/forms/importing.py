"""An annex is sent, what is said of it in the preview, and taken back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import services
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].queryset = Resolution.objects.for_choice()
        self.read: Sheet | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is None:
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
    """What a person said in the preview: the field of columns, other texts of cells, rows left
    out. Only the rows shown are spoken of; the others keep what was said of them."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.errors: list[str] = []

    def commit(self, batch: ImportBatch) -> None:
        """Keep what was said. The cells are checked when the preview is made anew."""
        fields = {*Field.values} - {Field.KEY.value}
        for name, values in self.data.lists():
            value = values[-1]
            if found := _COLUMN.fullmatch(name):
                if value in fields:
                    batch.mapping[found[1]] = value
                elif not value:
                    batch.mapping.pop(found[1], None)
            elif found := _EDIT.fullmatch(name):
                self._write_over(batch, found[1], value)
        shown = {int(n) for n in self.data.getlist("shown") if n.isdecimal() and len(n) < 8}
        out = {int(n) for n in self.data.getlist("out") if n.isdecimal() and len(n) < 8}
        kept = {*batch.left_out} - shown
        batch.left_out = sorted(kept | (out & shown))
        batch.save(update_fields=["mapping", "edits", "left_out"])

    def _write_over(self, batch: ImportBatch, address: str, text: str) -> None:
        text = text.strip()
        if text == self.data.get(f"was-{address}", "").strip():
            return
        if len(text) > _LONGEST:
            self.errors.append(f"{address}: " + _("Longer than %s characters.") % _LONGEST)
        elif mark := secrecy_mark(text):
            self.errors.append(
                f"{address}: "
                + _("Nothing secret may be entered here (“%(mark)s”).") % {"mark": mark}
            )
        else:
            batch.edits[address] = text


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
