"""Where uploaded bytes are kept: content-addressed, never changed, through fsspec."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from shopwright.platform.database.atomic_write import replace_file

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


class FileStore:
    """A folder or bucket by fsspec URL, or memory when there is none."""

    def __init__(self, url: str | None) -> None:
        self._memory: dict[str, bytes] | None = {} if url is None else None
        self._url = url
        self._fs: AbstractFileSystem | None = None
        self._root = ""

    def _open(self) -> AbstractFileSystem:
        if self._fs is None:
            from fsspec.core import url_to_fs

            self._fs, self._root = url_to_fs(self._url)
        return self._fs

    def put(self, data: bytes) -> str:
        """Keep the bytes; answers their SHA-256, by which they are found again."""
        blob = hashlib.sha256(data).hexdigest()
        if self._memory is not None:
            self._memory[blob] = data
            return blob
        fs = self._open()
        path = self._path(blob)
        if not fs.exists(path) or fs.size(path) != len(data):  # an interrupted write may have left a part of it
            fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self._write(fs, path, data)
        return blob

    @staticmethod
    def _write(fs: AbstractFileSystem, path: str, data: bytes) -> None:
        from fsspec.implementations.local import LocalFileSystem

        if isinstance(fs, LocalFileSystem):
            replace_file(Path(path), data)
        else:  # object stores show an object once it is whole
            fs.pipe_file(path, data)

    def get(self, blob: str) -> bytes:
        """The bytes; ``FileNotFoundError`` when they are not there."""
        if self._memory is not None:
            if blob not in self._memory:
                raise FileNotFoundError(blob)
            return self._memory[blob]
        data: bytes = self._open().cat_file(self._path(blob))
        return data

    def remove(self, blob: str) -> None:
        """Delete bytes that nothing is made of any more."""
        if self._memory is not None:
            self._memory.pop(blob, None)
            return
        fs, path = self._open(), self._path(blob)
        if fs.exists(path):
            fs.rm(path)

    def put_part(self, upload_id: str, start: int, data: bytes) -> None:
        """Keep a part of a file that is not whole yet."""
        name = f"{upload_id}/{start}"
        if self._memory is not None:
            self._memory[f"parts/{name}"] = data
            return
        fs = self._open()
        fs.makedirs(f"{self._root}/parts/{upload_id}", exist_ok=True)
        self._write(fs, f"{self._root}/parts/{name}", data)

    def get_part(self, upload_id: str, start: int) -> bytes:
        """A part; ``FileNotFoundError`` when it is not there."""
        name = f"parts/{upload_id}/{start}"
        if self._memory is not None:
            if name not in self._memory:
                raise FileNotFoundError(name)
            return self._memory[name]
        data: bytes = self._open().cat_file(f"{self._root}/{name}")
        return data

    def drop_parts(self, upload_id: str) -> None:
        """Delete the parts of an upload, if there are any."""
        if self._memory is not None:
            for name in [name for name in self._memory if name.startswith(f"parts/{upload_id}/")]:
                self._memory.pop(name, None)
            return
        fs, folder = self._open(), f"{self._root}/parts/{upload_id}"
        if fs.exists(folder):
            fs.rm(folder, recursive=True)

    def _path(self, blob: str) -> str:
        return f"{self._root}/{blob[:2]}/{blob}"
