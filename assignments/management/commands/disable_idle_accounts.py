"""``manage.py disable_idle_accounts``: logins nobody has used for weeks are switched off."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assignments import logins


class Command(BaseCommand):
    help = "Khóa các tài khoản đã lâu không đăng nhập; quản trị viên mở lại khi cần."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=45, help="Số ngày (mặc định 45).")
        parser.add_argument(
            "--dry-run", action="store_true", help="Chỉ liệt kê, không khóa tài khoản nào."
        )

    def handle(self, *args, days, dry_run, **options):
        if days < 1:
            raise CommandError("--days phải là số ngày từ 1 trở lên.")
        now = timezone.now()
        if dry_run:
            idle = logins.idle_since(now - timedelta(days=days))
        else:
            idle = logins.disable_idle(days=days, now=now)
        for user in idle:
            last = user.last_login
            told = f"{timezone.localtime(last):%d/%m/%Y}" if last else "chưa lần nào"
            self.stdout.write(f"{user.get_username()}: đăng nhập lần cuối {told}")
        done = "Sẽ khóa" if dry_run else "Đã khóa"
        self.stdout.write(f"{done} {len(idle)} tài khoản.")
