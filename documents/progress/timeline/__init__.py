"""The one merged timeline of a governing document: everything dated that happened under it."""

from documents.progress.timeline.entries import Entry, Group, Happening, groups_of
from documents.progress.timeline.rows import rows_of

__all__ = ["Entry", "Group", "Happening", "groups_of", "rows_of"]
