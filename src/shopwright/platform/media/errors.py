"""Codes of uploads that are refused, whichever operation takes them."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

IMAGE_UNREADABLE = ErrorCode(
    12038002, "The upload is not a readable image or file.", remedy="Check that the file opens, and send it again."
)
UPLOAD_TYPE_REFUSED = ErrorCode(
    12038004,
    "Files of this type are not taken: {type}.",
    remedy="Send an image as JPG, PNG, WEBP, HEIC or BMP, a document as PDF, or a video.",
)
UPLOAD_TOO_LARGE = ErrorCode(12038005, "The file is over {limit} MB.", remedy="Send a smaller file.")
IMAGE_FORMAT_NOT_PROCESSED = ErrorCode(
    12038015, "This image format cannot be processed.", remedy="Save the image as JPG or PNG."
)
IMAGE_SIDES_OUT_OF_RANGE = ErrorCode(
    12019116, "The image is {width} × {height} px; each side must be {least} to {most} px.", remedy="Resize the image."
)
