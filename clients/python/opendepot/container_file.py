"""The file of a container: encrypted to the machine (docs/container-file.md)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .canonical import canonical_json, parse_object, write_json
from .encoding import from_base64url, to_base64url
from .errors import FileRefusal, Refusal
from .machine import part_hash
from .shape import Place


def bind_to(machine):
    """A binding to all the parts of this machine."""
    if not machine:
        raise _unreadable("no part of this machine can be read")
    salt = os.urandom(32)
    parts = [{"name": name, "check": _check_of(salt, name, value)} for name, value in machine.items()]
    return {"scheme": "strict", "salt": to_base64url(salt), "parts": parts}


def seal_container(state, binding, machine):
    head = {"v": 1, "format": "opendepot-container", "serial": state["serial"], "binding": binding}
    nonce = os.urandom(12)
    clear = write_json(state).encode("utf-8", "surrogatepass")
    sealed = AESGCM(_binding_key(binding, machine)).encrypt(nonce, clear, canonical_json(head))
    encrypted = {"iv": nonce, "content": sealed[:-16], "tag": sealed[-16:]}
    head.update({name: to_base64url(data) for name, data in encrypted.items()})
    return write_json(head) + "\n"


def open_container(text, machine, path):
    """State and binding. Refuses with OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED, CONTAINER_NEWER."""
    try:
        file = _check_file(Place(parse_object(text, path), path), path)
        iv, content, tag = (from_base64url(file[name], path) for name in ("iv", "content", "tag"))
    except FileRefusal as error:
        raise _damaged(path) from error
    key = _binding_key(file["binding"], machine)
    head = {name: file[name] for name in ("v", "format", "serial", "binding")}
    try:
        clear = AESGCM(key).decrypt(iv, content + tag, canonical_json(head))
    except InvalidTag as error:
        raise _damaged(path) from error
    return parse_object(clear.decode("utf-8", "surrogatepass"), path), file["binding"]


def _check_file(file, path):
    """Each value has the form that version 1 writes, so that nothing but the tag has to fail for what is left."""
    file["format"].word("opendepot-container")
    if file.value.get("v") != 1 or file["binding"]["scheme"].text(0, 64) not in ("strict", "operator"):
        text = "The container file %s is of another version or binding than this library can open." % path
        raise Refusal("CONTAINER_NEWER", text, "Use opendepot-runtime for it.")
    file["serial"].text(1, 24)
    file["content"].text(0, 2**31)
    for place, size in ((file["iv"], 12), (file["tag"], 16), (file["binding"]["salt"], 32)):
        if len(place.binary(size)) != size:
            place.refuse("is too short")
    for part in file["binding"]["parts"].list(1, 16):
        part["name"].text(1, 64)
        part["check"].text(4, 4)
    return file.value


def _check_of(salt, name, value):
    """Two bytes of the hash: enough to say which part changed, too little to find out its value."""
    return part_hash(salt, name, value).hex()[:4]


def _binding_key(binding, machine):
    """The key of a container file on this machine: from the values of all the parts that it is bound to."""
    salt = from_base64url(binding["salt"], "salt")
    names = [part["name"] for part in binding["parts"]]
    other = [
        part["name"]
        for part in binding["parts"]
        if part["name"] in machine and _check_of(salt, part["name"], machine[part["name"]]) != part["check"]
    ]
    if other:
        text = "This container belongs to another machine, or its hardware was changed (other %s)." % ", ".join(other)
        advice = "A container cannot be copied. Create a new one here; the vendor can move your licenses to it."
        raise Refusal("OTHER_MACHINE", text, advice)
    missing = [name for name in names if name not in machine]
    if missing:
        raise _unreadable("it was recognised by %s, which cannot be read now" % ", ".join(missing))
    secret = write_json([[name, value] for name, value in machine.items() if name in names])
    info = ("opendepot container v1 %s" % binding["scheme"]).encode()
    return HKDF(SHA256(), 32, salt, info).derive(secret.encode("utf-8", "surrogatepass"))


def _unreadable(what):
    advice = "Run the program where it can see the hardware, or give it an identity that stays the same (OPENDEPOT_IDENTITY)."
    return Refusal("MACHINE_UNREADABLE", "The machine cannot be recognised: %s." % what, advice)


def _damaged(path):
    advice = "Put the file back from a backup, or create a new container and ask the vendor for your licenses."
    return Refusal("CONTAINER_DAMAGED", "The container file %s is damaged or was changed." % path, advice)
