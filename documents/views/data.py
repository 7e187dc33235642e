"""Which data a page counts: real or training, never both."""

from typing import Literal

from django.http import HttpRequest

DataSet = Literal["real", "training"]


def data_asked(request: HttpRequest, *, by_default: DataSet = "real") -> DataSet:
    """The data set the address asks for."""
    asked = request.GET.get("data")
    if asked == "training":
        return "training"
    return "real" if asked == "real" else by_default


def only(rows, data: DataSet):
    """The rows of one data set; ``rows`` has ``real()`` and ``fictional()``."""
    return rows.fictional() if data == "training" else rows.real()
