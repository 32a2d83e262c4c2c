"""What is at which address of the desk. One line a route, sorted by address; names are fixed.

A view declares who may use it (`access.py`), and each route has a row in `tests/desk/matrix.py`.
Views live in `views/<screen>.py`; templates extend `desk/base.html`.
"""

from __future__ import annotations

from django.urls import path

from harvester.desk.views import (
    account,
    codings,
    compare,
    decide,
    duplicates,
    file,
    help_page,
    history,
    image,
    login,
    names,
    publications,
    queue,
    record,
    review,
    search,
    takedown,
    users,
)

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("account/", account.account, name="account"),
    path("choose-password/<uidb64>/<token>/", login.choose_password, name="choose_password"),
    path("codings/", codings.coding_queue, name="coding_queue"),
    path("compare/<str:one>/<str:two>/", compare.compare, name="compare"),
    path("decide/", decide.decide, name="decide"),
    path("documents/<str:document_id>/", record.record, name="record"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("files/<str:document_id>", file.file, name="file"),
    path("help/", help_page.help_page, name="help"),
    path("history/", history.history, name="history"),
    path("images/<str:document_id>/<int:page>.png", image.image, name="image"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("names/<str:document_id>/", names.names, name="names"),
    path("publications/", publications.publications, name="publications"),
    path("reviews/find/", review.find_review, name="find_review"),
    path("reviews/<str:review_id>/", review.review, name="review"),
    path("reviews/<str:review_id>/code/", codings.code, name="code"),
    path("reviews/<str:review_id>/codings/", codings.codings, name="codings"),
    path("search/", search.search, name="search"),
    path("takedown/<str:document_id>/", takedown.takedown, name="takedown"),
    path("undo/<str:batch>/", decide.undo, name="undo"),
    path("users/", users.users, name="users"),
]

handler400 = "harvester.desk.views.errors.bad_request"
handler403 = "harvester.desk.views.errors.forbidden"
handler404 = "harvester.desk.views.errors.not_found"
handler500 = "harvester.desk.views.errors.broken"
