"""A real S3 server on loopback (moto's), which can be told to hold uploads back or to refuse."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any, Self

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

KEY, SECRET = "key-of-tests", "canary-s3cret-0123456789"
ERROR = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>as the test says</Message></Error>"

logging.getLogger("werkzeug").setLevel(logging.ERROR)


class S3Server:
    """One server; every bucket is of one test."""

    def __init__(self) -> None:
        self.refusal: Callable[[str, str], tuple[str, str] | None] = lambda _method, _path: None
        self.going = threading.Event()
        self.going.set()
        self.uploads: list[str] = []  # paths of uploads that arrived, held back or not
        self._app = DomainDispatcherApplication(create_backend_app)

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.going.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        path += f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        if method == "PUT":
            self.uploads.append(path)
            self.going.wait(60)
        refusal = self.refusal(method, path)
        if refusal is not None:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            status, code = refusal
            start(status, [("Content-Type", "application/xml")])
            return [ERROR.format(code=code).encode()]
        return self._app(environ, start)  # type: ignore[no-any-return]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def options(self) -> dict[str, Any]:
        """As `store.options` takes them."""
        return {**self.login, "skip_instance_cache": False}  # a new client takes a third of a second

    @property
    def login(self) -> dict[str, Any]:
        """The same without the tests' own."""
        return {"endpoint_url": self.endpoint, "key": KEY, "secret": SECRET}

    @property
    def client(self) -> Any:
        """Another program that looks into the buckets."""
        names = {"aws_access_key_id": "other", "aws_secret_access_key": "program"}
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1", **names)

    def bucket(self, name: str, *, versions: bool = False) -> str:
        self.client.create_bucket(Bucket=name)
        if versions:
            said = {"Status": "Enabled"}
            self.client.put_bucket_versioning(Bucket=name, VersioningConfiguration=said)
        return f"s3://{name}/files"

    def everything(self, bucket: str) -> list[bytes]:
        """The bytes of every version of every object."""
        found = self.client.list_object_versions(Bucket=bucket)
        return [
            self.client.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read()
            for one in found.get("Versions", ())
        ]
