"""What only S3 has: older versions of a file, and uploads that never came to their end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harvester.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The little of s3fs that is used here: `split_path` and `call_s3`, which calls a method of its client.
FileSystem = Any


def speaks_s3(fs: FileSystem) -> bool:
    """Whether a file system is one of S3."""
    protocol = fs.protocol
    return "s3" in ((protocol,) if isinstance(protocol, str) else protocol)


def remove(fs: FileSystem, path: str, url: str) -> None:
    """Remove an object with every older version of it, and uploads of it that never ended.

    Raises:
        StoreError: the bucket keeps versions, and they cannot be listed.
        Exception: as the client raises.
    """
    bucket, key, _ = fs.split_path(path)
    for upload in _uploads(fs, bucket, key):
        if upload["Key"] == key:
            fs.call_s3("abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload["UploadId"])
    fs.call_s3("delete_object", Bucket=bucket, Key=key)
    if not keeps_versions(fs, path):
        return
    try:
        versions = list(_versions(fs, bucket, key))
    except PermissionError as error:
        raise StoreError(
            f"the bucket of {url} keeps old versions, and this key may not list them, so that what was "
            "removed may still be there: allow s3:ListBucketVersions and s3:DeleteObjectVersion."
        ) from error
    for version in versions:
        fs.call_s3("delete_object", Bucket=bucket, Key=key, VersionId=version)


def keeps_versions(fs: FileSystem, path: str) -> bool:
    """Whether the bucket keeps, or once kept, older versions; yes when it does not tell."""
    bucket = fs.split_path(path)[0]
    try:
        return bool(fs.call_s3("get_bucket_versioning", Bucket=bucket).get("Status"))
    except PermissionError:
        return True


def clean(fs: FileSystem, root: str, older_than_s: float) -> int:
    """Abort uploads below a folder that began so long ago and never ended; how many.

    Raises:
        Exception: as the client raises.
    """
    bucket, prefix, _ = fs.split_path(root)
    aborted = 0
    for upload in list(_uploads(fs, bucket, f"{prefix}/" if prefix else "")):
        if (datetime.now(UTC) - upload["Initiated"]).total_seconds() >= older_than_s:
            what = {"Bucket": bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
            fs.call_s3("abort_multipart_upload", **what)
            aborted += 1
    return aborted


def _versions(fs: FileSystem, bucket: str, key: str) -> Iterator[str]:
    more: dict[str, str] = {}
    while True:
        page = fs.call_s3("list_object_versions", Bucket=bucket, Prefix=key, **more)
        for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            if one["Key"] == key:
                yield one["VersionId"]
        if not page.get("IsTruncated"):
            return
        more = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def _uploads(fs: FileSystem, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    more: dict[str, str] = {}
    while True:
        page = fs.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=prefix, **more)
        yield from page.get("Uploads", ())
        if not page.get("IsTruncated"):
            return
        more = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
