"""Bytes and times as the files write them (docs/formats.md section 2), and hashes."""

import base64
import binascii
import hashlib
import re
from datetime import datetime, timedelta, timezone

from .errors import refuse

MAX_FILE = 16 * 1024 * 1024


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text, path):
    """Refuses padding, blanks, foreign characters and spare bits."""
    if not isinstance(text, str) or not re.fullmatch("[0-9A-Za-z_-]*", text):
        refuse("malformed", "%s is not base64url" % path)
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        refuse("malformed", "%s is not base64url" % path)
    if to_base64url(data) != text:
        refuse("malformed", "%s is not base64url" % path)
    return data


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def time_text(moment):
    """A datetime as `2026-01-31T12:00:00.000Z`."""
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    exact = _EPOCH + timedelta(milliseconds=milliseconds)
    return "%04d-%s.%03dZ" % (exact.year, exact.strftime("%m-%dT%H:%M:%S"), milliseconds % 1000)


def read_time(text):
    """The datetime of such a text; None if it is not of exactly that form, or a day that does not exist."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


MAX_INT64 = 2**63 - 1


def read_int64(text):
    """0 to 2^63-1 of decimal text without leading zeros; None if it is something else."""
    if not isinstance(text, str) or not re.fullmatch("0|[1-9][0-9]{0,18}", text):
        return None
    return int(text) if int(text) <= MAX_INT64 else None
