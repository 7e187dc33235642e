"""``manage.py application_rights``: the SQL of what the application may do in PostgreSQL."""

from django.core.management.base import BaseCommand

from documents.audit.rights import statements


class Command(BaseCommand):
    help = (
        "In các lệnh GRANT cho vai trò chạy ứng dụng trên PostgreSQL, để lưu vào "
        "deploy/postgresql/grants.sql."
    )

    def handle(self, *args, **options):
        self.stdout.write(
            "-- Quyền của vai trò chạy ứng dụng; in bằng manage.py application_rights.\n"
            "-- psql -v ON_ERROR_STOP=1 -v app=nghi_quyet_app -f grants.sql nghi_quyet\n"
            "-- Chạy bằng vai trò chủ sở hữu sau mỗi lần migrate, hoặc đặt DATABASE_APP_ROLE\n"
            "-- để migrate tự làm."
        )
        for statement in statements():
            self.stdout.write(f"{statement};")
