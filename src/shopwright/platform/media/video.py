"""Reads what a film is from its bytes."""

from __future__ import annotations

import tempfile

from msgspec import Struct

#: Container names of the reader and the words of the documentation.
_FORMATS = {
    "MPEG-4": "MP4", "QuickTime": "MOV", "Matroska": "MKV", "WebM": "WEBM", "AVI": "AVI", "Flash Video": "FLV",
    "Windows Media": "WMV", "MPEG-PS": "MPEG", "MPEG-TS": "MPEG", "MPEG Video": "MPEG", "3GPP": "3GP",
}  # fmt: skip


class FilmShape(Struct, frozen=True):
    """Container and pixels; 0 where the container does not say."""

    format: str
    width: int
    height: int


def film_shape(data: bytes) -> FilmShape | None:
    """The film's shape, or ``None`` when the bytes are no film."""
    from pymediainfo import MediaInfo

    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        tracks = MediaInfo.parse(file.name).tracks
    container = next((track.format for track in tracks if track.track_type == "General"), None)
    picture = next((track for track in tracks if track.track_type == "Video"), None)
    if container is None or picture is None:
        return None
    brand = _brand(data)
    kind = brand or _FORMATS.get(str(container), str(container))
    return FilmShape(kind, int(picture.width or 0), int(picture.height or 0))


def _brand(data: bytes) -> str | None:
    """MPEG-4's relatives tell themselves apart by the brand in their first box."""
    if data[4:8] != b"ftyp":
        return None
    major = data[8:12]
    return "MOV" if major == b"qt  " else "3GP" if major.startswith((b"3gp", b"3g2")) else "MP4"
