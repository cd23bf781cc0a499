"""Calls of the Business API, as a script makes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .calls import BOUNDARY, JSON_TYPE, Seller, multipart, new_seller
from .server import Reply, RunningPlatform

ROOT = "/open_api/v1.3"
UPLOAD = f"{ROOT}/dmp/custom_audience/file/upload/"
FORM_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hashes(count: int, kind: str = "nobody") -> list[str]:
    """So many hashes that are nobody's."""
    return [sha256(f"{kind}{number}@example.com") for number in range(count)]


@dataclass(frozen=True)
class Advertiser:
    """A seller account as the Business API knows it."""

    seller: Seller
    advertiser_id: str

    def ask(self, method: str, path: str, body: Any = None, *, token: str | None = None, **query: Any) -> Reply:
        """A call of the door by its path behind ``/open_api/v1.3/``; lists of the query travel as JSON."""
        headers = {"access-token": self.seller.token if token is None else token}
        if body is not None:
            headers["content-type"] = JSON_TYPE
            body = {"advertiser_id": self.advertiser_id, **body}
        else:
            query = {"advertiser_id": self.advertiser_id, **query}
        texts = {name: json.dumps(value) if isinstance(value, list) else value for name, value in query.items()}
        return self.seller.platform.ask(method, f"{ROOT}/{path}", body, query=texts, headers=headers)

    def audience(self, act: str, body: Any = None, **query: Any) -> Reply:
        """A call of an audience's path: POST with a body, GET without."""
        return self.ask("POST" if body is not None else "GET", f"dmp/custom_audience/{act}/", body, **query)

    def upload(
        self,
        data: bytes,
        calculate_type: str = "EMAIL_SHA256",
        *,
        filename: str | None = "list.csv",
        headers: Mapping[str, str | None] | None = None,
        **fields: str | None,
    ) -> Reply:
        """Upload a file; fields and headers replace those of a right call, and ``None`` leaves them out."""
        all_fields = {
            "advertiser_id": self.advertiser_id,
            "file_signature": hashlib.md5(data).hexdigest(),
            "calculate_type": calculate_type,
            **fields,
        }
        sent = {name: value for name, value in all_fields.items() if value is not None}
        names = {"access-token": self.seller.token, "content-type": FORM_TYPE, **(headers or {})}
        body = multipart(sent, data, filename, "file")
        kept = {name: value for name, value in names.items() if value is not None}
        return self.seller.platform.send("POST", UPLOAD, body, kept)

    def path_of(self, lines: Iterable[str], calculate_type: str = "EMAIL_SHA256") -> str:
        """The path of an uploaded file of these lines."""
        return str(self.upload("\n".join(lines).encode(), calculate_type).data["file_path"])

    def details(self, audience_id: str) -> dict[str, Any]:
        """What ``get`` says of an audience."""
        (row,) = self.audience("get", custom_audience_ids=[audience_id]).data["list"]
        return dict(row["audience_details"])


def new_advertiser(platform: RunningPlatform, region: str = "GB") -> Advertiser:
    seller = new_seller(platform, region=region)
    account = platform.get(f"/sandbox/accounts/{seller.account_id}")
    return Advertiser(seller, account["advertiser_id"])
