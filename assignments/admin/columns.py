"""What several lists and forms of the administration share."""

DEADLINE = ["deadline_kind", "due_on", "deadline_days", "deadline_text"]


class Undeletable:
    """What history refers to is ended by a date, never deleted."""

    def has_delete_permission(self, request, obj=None):
        return False
