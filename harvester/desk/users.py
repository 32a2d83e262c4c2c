"""The people of the desk: names, roles, links to choose a password."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from harvester.desk.access import ROLES, Role
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.base_user import AbstractBaseUser

_NAME = re.compile(r"[^\W_][\w.@+-]{0,59}")


@dataclass(frozen=True, slots=True)
class Person:
    """One user, as listed."""

    name: str
    role: str  # "" for none
    enabled: bool
    has_password: bool
    last_login: str  # "" for never


def plain_name(text: str) -> str:
    """A user's name as it is kept: one form of each letter, small letters, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def role_of(user: object) -> Role | None:
    """What this user may do; None for nobody, and for who has no role."""
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return None
    names = user.groups.values_list("name", flat=True)  # type: ignore[attr-defined]
    return max((ROLES[name] for name in names if name in ROLES), default=None)


def people() -> list[Person]:
    """All users, by name."""
    found = User.objects.order_by("username").prefetch_related("groups")
    return [_person(user) for user in found]


def find(name: str) -> User:
    """The user of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        return User.objects.get(username=plain_name(name))
    except User.DoesNotExist:
        raise UsageError(f"no user {name!r}; 'harvester users list' shows those there are") from None


@transaction.atomic
def add(name: str, role: Role) -> User:
    """Add a user, who has no password yet.

    Raises:
        UsageError: the name cannot be one, or is taken.
    """
    name = plain_name(name)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be a user's name: up to 60 letters and digits, with . _ @ + - after the first"
        )
    if User.objects.filter(username=name).exists():
        raise UsageError(f"there is a user {name!r} already; 'harvester users role' changes what they may do")
    user = User(username=name)
    user.set_unusable_password()
    user.save()
    _give(user, role)
    return user


@transaction.atomic
def set_role(name: str, role: Role) -> User:
    """Change what a user may do, at once.

    Raises:
        UsageError: no such user, or the last admin would be none any more.
    """
    user = find(name)
    if role is not Role.ADMIN:
        _keep_an_admin(user)
    _give(user, role)
    return user


@transaction.atomic
def set_enabled(name: str, *, enabled: bool) -> User:
    """Let a user in again, or keep them out from this moment; what they decided stays.

    Raises:
        UsageError: no such user, or the last admin would be kept out.
    """
    user = find(name)
    if not enabled:
        _keep_an_admin(user)
    user.is_active = enabled
    user.save(update_fields=["is_active"])
    return user


def set_password(user: User, password: str) -> None:
    """Give a user a password; whoever is logged in as them has to log in again.

    Raises:
        UsageError: the password is too easily guessed.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_tries(user)


def forget_tries(user: AbstractBaseUser) -> None:
    """Open the account where wrong passwords had locked it: who has a new password is its owner."""
    from axes.utils import reset

    reset(username=user.get_username())


def link_for(user: User) -> str:
    """The path of a page where this user chooses a password: good once, and for a day."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("choose_password", args=[uid, default_token_generator.make_token(user)])


def admins() -> Iterable[User]:
    """The users who may look after users and can log in."""
    return User.objects.filter(is_active=True, groups__name=Role.ADMIN.word)


def _keep_an_admin(user: User) -> None:
    if all(one.pk == user.pk for one in admins()) and role_of(user) is Role.ADMIN:
        raise UsageError(f"{user.username!r} is the only admin; make somebody else one first")


def _give(user: User, role: Role) -> None:
    group, _ = Group.objects.get_or_create(name=role.word)
    user.groups.set([group])


def _person(user: User) -> Person:
    role = max((ROLES[group.name] for group in user.groups.all() if group.name in ROLES), default=None)
    return Person(
        name=user.username,
        role=role.word if role else "",
        enabled=user.is_active,
        has_password=user.has_usable_password(),
        last_login=user.last_login.strftime("%Y-%m-%dT%H:%M:%SZ") if user.last_login else "",
    )
