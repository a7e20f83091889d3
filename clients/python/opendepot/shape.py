"""Reads untrusted JSON: each value is what the page says, or the file is refused naming its path."""

import re

from .encoding import from_base64url, read_int64, read_time
from .errors import refuse

INT32 = 2**31 - 1
UINT32 = 2**32 - 1

_absent = object()


class Place:
    """A value in a file, and the path to it for messages."""

    def __init__(self, value, path):
        self.value = value
        self.path = path

    def __getitem__(self, name):
        """A member of an object, absent or not; an entry of a list."""
        if isinstance(name, int):
            return Place(self.value[name], "%s[%d]" % (self.path, name))
        return Place(self.object().get(name, _absent), "%s.%s" % (self.path, name))

    def __iter__(self):
        return (self[index] for index in range(len(self.value)))

    @property
    def is_there(self):
        return self.value is not _absent

    def refuse(self, why):
        refuse("malformed", "%s %s" % (self.path, why))

    def object(self):
        if not isinstance(self.value, dict):
            self.refuse("is not an object")
        return self.value

    def only(self, *names):
        """Refuses members beyond these, where ignoring one would change the meaning."""
        for name in self.object():
            if name not in names:
                refuse("unsupported", "%s has a member that is not known: %s" % (self.path, name))
        return self

    def list(self, least=0, most=100000):
        if not isinstance(self.value, list):
            self.refuse("is not a list")
        if not least <= len(self.value) <= most:
            self.refuse("has %d entries, not %d to %d" % (len(self.value), least, most))
        return self

    def integer(self, least, most):
        if type(self.value) is not int or not least <= self.value <= most:
            self.refuse("is not an integer from %d to %d" % (least, most))
        return self.value

    def boolean(self):
        if type(self.value) is not bool:
            self.refuse("is not true or false")
        return self.value

    def text(self, least, most, pattern=None):
        """Text of so many bytes in UTF-8."""
        if not isinstance(self.value, str):
            self.refuse("is not a string")
        length = len(self.value.encode("utf-8", "surrogatepass"))
        if not least <= length <= most:
            self.refuse("has %d bytes, not %d to %d" % (length, least, most))
        if pattern is not None and not re.fullmatch(pattern, self.value):
            self.refuse("does not match %s" % pattern)
        return self.value

    def word(self, *words):
        if self.value not in words or not isinstance(self.value, str):
            self.refuse("is not one of %s" % ", ".join(words))
        return self.value

    def one(self):
        if type(self.value) is not int or self.value != 1:
            self.refuse("is not 1")

    def identifier(self):
        return self.text(1, 64, "[0-9A-Za-z][0-9A-Za-z._-]*")

    def serial(self):
        self.text(3, 24, "(3|130|140)-(0|[1-9][0-9]{0,18})")
        if read_int64(self.value.partition("-")[2]) is None:
            self.refuse("is no serial of a container")
        return self.value

    def thumbprint(self):
        return self.text(43, 43, "[0-9A-Za-z_-]*")

    def binary(self, most):
        data = from_base64url(self.value, self.path)
        if len(data) > most:
            self.refuse("has %d bytes, more than %d" % (len(data), most))
        return data

    def hash(self):
        data = self.binary(32)
        if len(data) != 32:
            self.refuse("is not 32 bytes long")
        return data

    def int64(self):
        number = read_int64(self.value)
        if number is None:
            self.refuse("is not a decimal string from 0 to 9223372036854775807")
        return number

    def time(self):
        moment = read_time(self.value)
        if moment is None:
            self.refuse("is not a UTC time of the form 2026-01-31T12:00:00.000Z")
        return moment
