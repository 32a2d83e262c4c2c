"""What is at which address of the desk. One line a route, sorted by address; names are fixed.

A view declares who may use it (`access.py`), and each route has a row in `tests/desk/matrix.py`.
Views live in `views/<screen>.py`; templates extend `desk/base.html`.
"""

from __future__ import annotations

from django.urls import path

from harvester.desk.views import account, help_page, login, queue, users

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("account/", account.account, name="account"),
    path("choose-password/<uidb64>/<token>/", login.choose_password, name="choose_password"),
    path("help/", help_page.help_page, name="help"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("users/", users.users, name="users"),
]

handler400 = "harvester.desk.views.errors.bad_request"
handler403 = "harvester.desk.views.errors.forbidden"
handler404 = "harvester.desk.views.errors.not_found"
handler500 = "harvester.desk.views.errors.broken"
