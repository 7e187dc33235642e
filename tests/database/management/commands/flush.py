"""``flush`` between tests that commit: the log gives way to it, as in service it never does."""

from django.core.management.commands import flush

from documents.audit import append_only


class Command(flush.Command):
    """Lifts the refusals first; the signal after it puts them back."""

    def handle(self, **options):
        append_only.lift(options["database"])
        super().handle(**options)
