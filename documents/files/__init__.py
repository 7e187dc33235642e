"""What a file must be to be kept: its name, its content, the scan, and where it lies.

Nothing here knows a model or a person.
"""

from documents.files.contents import ContentType
from documents.files.harm import Harm, warning_of
from documents.files.names import clean_file_name
from documents.files.receiving import Received, ScanResult, receive, told_of_name
from documents.files.storing import all_stored, digest_of, storage, store, unfinished

__all__ = [
    "ContentType",
    "Harm",
    "Received",
    "ScanResult",
    "all_stored",
    "clean_file_name",
    "digest_of",
    "receive",
    "storage",
    "store",
    "told_of_name",
    "unfinished",
    "warning_of",
]
