"""The librarian's desk: a web application over the catalogue, served to the people of one house.

| question | place |
|---|---|
| What is at which address? | `urls.py` |
| Who may do what? | `access.py`; each view says it, nothing is open by default |
| What does a view get? | `request.py` |
| One screen | `views/<screen>.py`, `templates/desk/<screen>.html` |
| How it is served | `settings.py`, `serving.py` |

Nothing here is configured at import: `settings.configure` comes before the first use of Django.
"""
