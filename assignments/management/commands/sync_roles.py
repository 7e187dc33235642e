"""Writes the table of roles to the database's groups."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assignments.roles import ROLES


class Command(BaseCommand):
    help = "Tạo các nhóm quyền và đặt đúng quyền cho từng nhóm theo bảng vai trò."

    @transaction.atomic
    def handle(self, *args, **options):
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        unknown = sorted(
            {name for rule in ROLES.values() for name in rule.permissions - set(known)}
        )
        if unknown:
            raise CommandError(
                f"Bảng vai trò nêu quyền không có trong hệ thống: {', '.join(unknown)}. "
                "Chạy `migrate` trước, hoặc sửa assignments/roles.py."
            )
        changed = 0
        for role, rule in ROLES.items():
            group, created = Group.objects.get_or_create(name=role.value)
            wanted = {known[name].pk for name in rule.permissions}
            if created or wanted != set(group.permissions.values_list("pk", flat=True)):
                group.permissions.set(wanted)
                changed += 1
        self.stdout.write(
            f"Vai trò: {len(ROLES)} nhóm, "
            + (
                f"{changed} nhóm được tạo hoặc sửa quyền."
                if changed
                else "không có gì thay đổi."
            )
        )
