"""A file is sent, replaced, or withdrawn."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import services
from documents.files import receive
from documents.files.contents import ACCEPTED
from documents.models import Attachment, PlannedDocument, Purpose
from resolutions.forms import show_refusal


class AttachmentField(forms.FileField):
    """A file that is judged (kind, content, viruses) while the form is read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("File"))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)
        self.error_messages["required"] = gettext_lazy("Choose a file to send.")
        self.error_messages["empty"] = gettext_lazy("The file is empty.")

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return receive(file) if file else None


def kinds_accepted() -> str:
    """What may be sent, for the help of a form."""
    return _(
        "PDF, DOCX, XLSX, JPG or PNG up to %(limit)d MB; only content that is not secret."
    ) % {"limit": settings.ATTACHMENT_MAX_MB}


class AttachForm(forms.Form):
    """Send a file to an item; ``may_prove`` lets it count as evidence of the issue."""

    file = AttachmentField()
    purpose = forms.ChoiceField(
        label=gettext_lazy("The file is"), choices=Purpose.choices, required=False
    )

    def __init__(
        self,
        *args: Any,
        item: Any,
        may_prove: bool,
        replaces: Attachment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.replaces = item, replaces
        self.fields["file"].help_text = kinds_accepted()
        if replaces or not may_prove or not isinstance(item, PlannedDocument):
            del self.fields["purpose"]

    def commit(self, *, by: Any) -> Attachment | None:
        """Keep the file; a refusal goes onto the form and returns None."""
        try:
            return services.attach_file(
                item=self.item,
                file=self.cleaned_data["file"],
                purpose=self.cleaned_data.get("purpose") or Purpose.OTHER,
                replaces=self.replaces,
                by=by,
            )
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class WithdrawFileForm(forms.Form):
    """Withdraw a file with a reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def commit(self, attachment: Attachment, *, by: Any) -> Attachment | None:
        """Withdraw it; a refusal goes onto the form and returns None."""
        try:
            return services.withdraw_file(attachment, reason=self.cleaned_data["reason"], by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
