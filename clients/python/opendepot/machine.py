"""What this machine is recognised by (docs/container-file.md section 2), from files of Linux that any user may read."""

import errno
import os
import re

from .encoding import sha256
from .errors import Refusal
from .jws import read_flattened, unverified_payload, verify_jws
from .keys import PublicKey
from .shape import Place

_SPACE = " \t\n\v\f\r"
_CPU = ("vendor_id", "cpu family", "model", "model name", "CPU implementer", "CPU part")


def this_machine(identity=None, identity_file=None):
    """Parts by name; what cannot be read is left out."""
    parts = {
        "board": _board(),
        "cpu": _cpu(),
        "disk": _root_disk(),
        "mac": _first_mac(),
        "machineId": _first_text("/etc/machine-id", "/var/lib/dbus/machine-id"),
        "operator": _operator_identity(identity_file) if identity_file else identity,
    }
    return {name: value for name, value in sorted(parts.items()) if value}


def part_hash(salt, name, value):
    return sha256(salt, name.encode(), b"\n", value.encode("utf-8", "surrogatepass"))


def _text_of(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace").strip(_SPACE)
    except OSError as error:
        # A lack of these passes; what is read meanwhile would look like another machine.
        if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
            raise
        return ""


def _first_text(*paths):
    return next((text for text in map(_text_of, paths) if text), None)


def _board():
    """Maker and model; the serial number of the board is for the superuser only."""
    names = ("sys_vendor", "product_name", "board_vendor", "board_name", "board_version")
    texts = [_text_of("/sys/class/dmi/id/" + name) for name in names]
    return "|".join(texts) if any(texts) else None


def _cpu():
    """Values of the first processor."""
    first = _text_of("/proc/cpuinfo").split("\n\n")[0]
    lines = re.findall(r"^([^\t:]+?)[ \t\n\v\f\r]*:[ \t\n\v\f\r]*(.*)$", first, re.MULTILINE)
    return "|".join(value for name, value in lines if name in _CPU)


def _root_disk():
    """Serial number of the disk that holds `/`; none in a container, whose root is no disk."""
    found = re.search(r"^\d+ \d+ (\d+:\d+) \S+ / ", _text_of("/proc/self/mountinfo"), re.MULTILINE)
    if found is None:
        return None
    block = os.path.realpath("/sys/dev/block/" + found.group(1))
    # A partition stands in the folder of its disk.
    folders = [block, os.path.dirname(block)]
    names = ("wwid", "serial", "device/wwid", "device/serial")
    return _first_text(*(os.path.join(folder, name) for folder in folders for name in names))


def _first_mac():
    """Address of the first network card by name that is hardware with a factory address."""
    folder = "/sys/class/net"
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        address = _text_of(os.path.join(folder, name, "address"))
        if os.path.exists(os.path.join(folder, name, "device")) and _is_universal(address):
            return address
    return None


def _is_universal(address):
    """From the factory: not zero, and not made up by software, as containers' are."""
    is_address = re.match("[0-9a-fA-F]{2}", address) is not None
    return is_address and address != "00:00:00:00:00:00" and int(address[:2], 16) & 2 == 0


def _operator_identity(path):
    """An identity that the operator signed, as the compact form of its file (docs/formats.md section 12)."""
    try:
        with open(path, encoding="utf-8") as file:
            return operator_value(file.read())
    except OSError as error:
        advice = "Mount the file there, readable for this program."
        raise Refusal("MACHINE_UNREADABLE", "The operator identity %s cannot be read." % path, advice) from error


def operator_value(text):
    what = "operator identity"
    jws = read_flattened(text, what)
    key = PublicKey(Place(unverified_payload(jws, what), what)["operator"], "Ed25519")
    payload = verify_jws(jws, "od-operator+jws", key, what)
    payload["v"].one()
    payload["name"].text(1, 128)
    return ".".join(jws)
