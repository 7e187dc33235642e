"""Logins and the roles they hold. A rank, all rights and single rights are asked for here and
hold once a second administrator agrees (``assignments.ranks``).

The names of groups and rights are words of the code, and English; people are shown the roles'
labels and the rights in words.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignments import logins, ranks
from assignments.admin.columns import Undeletable
from assignments.models.guarded import RANKS, Act
from assignments.roles import ROLES, Role
from resolutions.admin import FoldedColumns, ReadOnly

_VERBS = {
    "view": _("see"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
    "view_all": _("see those of every agency"),
}
# Tables of libraries, which nobody edits by hand: no rights to hand out.
_BEHIND_THE_DOOR = ["account", "auditlog", "axes", "knox", "mfa", "socialaccount"]


def role_label(group: Group) -> str:
    """What the office calls a role; a group outside the table by its own name."""
    return str(ROLES[Role(group.name)].label) if group.name in set(Role) else group.name


def right_label(permission: Permission) -> str:
    """A right in words: “Đầu việc: sửa”."""
    model = permission.content_type.model_class()
    if model is None:
        return permission.name
    verb, _underscore, _model = permission.codename.rpartition("_")
    name = capfirst(str(model._meta.verbose_name))
    return f"{name}: {_VERBS.get(verb, permission.codename)}"


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return role_label(obj)


class RightsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return right_label(obj)


class RoleFilter(admin.SimpleListFilter):
    """People who hold a role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(group.pk, role_label(group)) for group in Group.objects.order_by("pk")]

    def queryset(self, request, queryset):
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(groups=chosen) if chosen.isdecimal() else queryset.none()


class PasswordForm(AdminPasswordChangeForm):
    """Django joins a help text in English at import; ours waits for the language."""

    usable_password_help_text = _(
        "When sign-in by password is off, the present password is forgotten."
    )


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(Undeletable, StockUserAdmin):
    """Logins. Only a superuser makes superusers or hands out single permissions; everybody
    else works with the groups of the role table."""

    change_password_form = PasswordForm
    list_display = ["username", "last_name", "first_name", "roles", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active", "is_staff"]
    filter_horizontal = ["user_permissions"]
    readonly_fields = ["last_login", "date_joined"]

    actions = ["remove_second_factor"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request, obj, form, change):
        """A new login's password is known to who made it: its owner chooses another first. All
        rights are asked for, not given; to dismiss an administrator rings."""
        before = User.objects.filter(pk=obj.pk).first()
        form.asks = []
        if obj.is_superuser and not (before and before.is_superuser):
            obj.is_superuser = False
            form.asks.append(Act.SUPERUSER)
        form.was_administrator = ranks.administrators().filter(pk=obj.pk).exists()
        super().save_model(request, obj, form, change)
        if not change:
            logins.require_new_password(obj)

    def save_related(self, request, form, formsets, change):
        """Ranks and single rights are asked for, not given."""
        user, given = form.instance, form.cleaned_data
        if "groups" in given:
            new = given["groups"].exclude(pk__in=user.groups.all())
            ranked = [group.name for group in new if group.name in RANKS]
            given["groups"] = given["groups"].exclude(name__in=ranked)
            form.asks += ranked
        if "user_permissions" in given:
            held = user.user_permissions.values_list("pk", flat=True)
            new = given["user_permissions"].exclude(pk__in=list(held))
            form.asks += ranks.guarded_rights(new.select_related("content_type"))
            given["user_permissions"] = given["user_permissions"].filter(pk__in=list(held))
        super().save_related(request, form, formsets, change)
        now = timezone.now()
        for what in form.asks:
            self._tell(request, ranks.ask(user, what, by=request.user, now=now))
        is_one = ranks.administrators().filter(pk=user.pk).exists()
        if change and user != request.user and {"username", "email"} & {*form.changed_data}:
            self._ring(user, Act.IDENTITY, request)
        if form.was_administrator and not is_one:
            ranks.ring(user, Act.DISMISSED, by=request.user, now=now)

    def _tell(self, request, act):
        if act.decided_at is None:
            said = gettext("“%(what)s” waits until a second administrator agrees.")
        else:
            said = gettext("“%(what)s” was done by you alone, and all administrators are told.")
        self.message_user(request, said % {"what": act.said}, messages.WARNING)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 -- Django's name
        """So is one that an administrator has set anew."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            user = self.get_object(request, unquote(id))
            if user != request.user:
                logins.require_new_password(user)
                self._ring(user, Act.PASSWORD, request)
        return response

    @admin.action(
        description=_("Remove the second factor (phone lost)"), permissions=["change"]
    )
    def remove_second_factor(self, request, queryset):
        """The person sets up another one at the next sign-in, if the role needs it."""
        for user in queryset:
            if self.has_change_permission(request, user):
                logins.remove_second_factor(user)
                self._ring(user, Act.SECOND_FACTOR, request)
                self.log_change(request, user, gettext("Second factor removed."))
        self.message_user(request, gettext("The second factor has been removed."))

    def _ring(self, user, what, request):
        """Who takes an account in hand is not unseen: all are told when it opens a rank, now or
        within thirty days, and it suspends taking a leader's place."""
        ranks.ring(user, what, by=request.user, now=timezone.now())

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(role_label(group) for group in user.groups.all()) or "–"

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"form_class": RolesField, "widget": forms.CheckboxSelectMultiple}
        else:
            rights = Permission.objects.exclude(
                content_type__model__startswith="historical"
            ).exclude(content_type__app_label__in=_BEHIND_THE_DOOR)
            kwargs |= {
                "form_class": RightsField,
                "queryset": rights.select_related("content_type"),
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return [*fields, "is_superuser", "single_rights"]

    def get_fieldsets(self, request, obj=None):
        """For all but a superuser, single rights are read in words."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or request.user.is_superuser:
            return fieldsets
        return [
            (
                name,
                options
                | {
                    "fields": [
                        "single_rights" if field == "user_permissions" else field
                        for field in options["fields"]
                    ]
                },
            )
            for name, options in fieldsets
        ]

    @admin.display(description=_("user permissions"))
    def single_rights(self, user):
        rights = user.user_permissions.select_related("content_type")
        return ", ".join(map(right_label, rights)) or "–"

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return allowed


@admin.register(Group)
class GroupAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Roles are read here; what they may do is the table in ``assignments/roles.py``."""

    list_display = ["role", "people"]
    search_fields = ["name"]
    fields = ["role", "rights"]
    readonly_fields = ["role", "rights"]
    ordering = ["pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people=Count("user"))

    def get_object(self, request, object_id, from_field=None):
        """Headings name the object: by its label, never saved."""
        group = super().get_object(request, object_id, from_field)
        if group is not None:
            group.name = role_label(group)
        return group

    @admin.display(description=_("role"))
    def role(self, group):
        return role_label(group)

    @admin.display(description=_("people"), ordering="people")
    def people(self, group):
        return group.people

    @admin.display(description=_("rights"))
    def rights(self, group):
        labels = sorted(map(right_label, group.permissions.select_related("content_type")))
        return format_html_join("", "<div>{}</div>", ([label] for label in labels)) or gettext(
            "none"
        )
