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

# The door that uploadFileInit names.
UPLOAD_UNKNOWN = ErrorCode(
    40406,
    "There is no upload with this address and token, or its time is over.",
    404,
    "Begin again with uploadFileInit.",
)
UPLOAD_OVER = ErrorCode(
    40950, "The upload is {status}: it takes no more parts.", 409, "Read its state, or begin again with uploadFileInit."
)
PART_OUT_OF_PLACE = ErrorCode(
    40951,
    "The part is not taken: {reason}",
    409,
    "Read the state of the upload, and send one of the ranges that are missing.",
)
FILE_REFUSED = ErrorCode(
    40952, "The file is whole and is not taken: {reason}", 409, "Mend the file, and begin again with uploadFileInit."
)
