"""``manage.py check --deploy``: does the database keep what was written?"""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connection

from documents.audit.append_only import unguarded
from documents.audit.rights import powers


def history_is_kept(**kwargs: Any) -> list[checks.CheckMessage]:
    """Each trigger that is missing, switched off or altered; and a role that could do so."""
    try:
        missing, might = unguarded(), powers(connection)
    except DatabaseError as error:
        return [
            checks.Warning(
                "Chưa kiểm tra được cơ sở dữ liệu có giữ nguyên lịch sử và nhật ký không.",
                hint=str(error).strip(),
                id="history.W001",
            )
        ]
    return [
        *(
            checks.Error(
                f"Lịch sử và nhật ký không được bảo vệ: {told}.",
                hint="Tìm xem ai đã gỡ; chạy migrate bằng vai trò chủ sở hữu để dựng lại.",
                id="history.E001",
            )
            for told in missing
        ),
        *(
            checks.Warning(
                f"Vai trò chạy ứng dụng {told}, nên tắt được sự bảo vệ của cơ sở dữ liệu.",
                hint="Cho ứng dụng chạy bằng vai trò riêng: docs/operations.md.",
                id="history.W002",
            )
            for told in might
        ),
    ]
