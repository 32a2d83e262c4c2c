"""What a store elsewhere answers when it fails, in words for the operator: what it is, and what to do."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.errors import HarvesterError, StoreError, StoreUnreachableError
from harvester.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAIN = "Nothing is lost: what was fetched and not kept is fetched again by the next run."
# By the names of their classes: none of the libraries is imported to be asked.
_UNREACHABLE = {
    "ConnectionError",
    "HTTPClientError",
    "ClientError",  # of aiohttp
    "FSTimeoutError",
    "TimeoutError",
    "gaierror",
    "NoValidConnectionsError",
    "SSHException",
}
_DENIED = {"PermissionError", "NoCredentialsError", "PartialCredentialsError", "AuthenticationException"}
_BUSY = {errno.EBUSY, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EREMOTEIO}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_LONGEST = 300


class StoreWords:
    """Turns what the libraries of a file system raise into errors that end a command with one line."""

    def __init__(self, url: str, secrets: tuple[str, ...] = ()) -> None:
        self._url, self._redact = url, Redactor(secrets)

    @contextmanager
    def plain(self) -> Iterator[None]:
        """Everything raised inside as a `StoreError`, but `FileNotFoundError` of a single file."""
        try:
            yield
        except (HarvesterError, FileExistsError):
            raise
        except FileNotFoundError as error:
            if _code_of(error) == "NoSuchBucket":
                raise self.missing() from error
            raise
        except Exception as error:
            raise self._of(error) from error

    def missing(self) -> StoreError:
        """The bucket or folder itself is not there."""
        return StoreError(
            f"there is no store of files at {self._url}: its bucket or folder is missing, or was emptied. "
            "Correct store.url, or bring the bucket back; what is missing in it comes from a backup made "
            "with --with-files ('harvester restore')."
        )

    def _of(self, error: Exception) -> StoreError:
        names = {one.__name__ for one in type(error).__mro__}
        code = _code_of(error)
        number = error.errno if isinstance(error, OSError) else None
        said = self._redact(f"{type(error).__name__}: {error}")[:_LONGEST]
        if names & _DENIED or code in ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"):
            return StoreError(
                f"the store of files at {self._url} denies access ({said}): look at the keys and rights; "
                "it must be allowed to read, write, list and delete there. harvester doctor tries it."
            )
        if number in _FULL or code in ("QuotaExceeded", "XMinioStorageFull"):
            return StoreError(f"the store of files at {self._url} is full ({said}): make room. {AGAIN}")
        if "SSHException" not in names and "ClientError" in names and code:  # botocore's: an answer
            busy = code in ("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "503", "500")
        else:
            busy = bool(names & _UNREACHABLE) or number in _BUSY
        if busy:
            return StoreUnreachableError(
                f"the store of files at {self._url} does not answer ({said}): look at the network and the "
                f"service, and run again. {AGAIN}"
            )
        return StoreError(
            f"the store of files at {self._url} failed ({said}); harvester doctor tries it. {AGAIN}"
        )


def _code_of(error: BaseException) -> str:
    """The code that S3 gave, which s3fs keeps in the cause."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
    return ""
