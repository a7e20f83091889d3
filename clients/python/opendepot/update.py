"""Updates, templates and sealed data (docs/formats.md sections 6, 8 and 9)."""

import struct
from collections import namedtuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from .canonical import canonical_json, parse_object
from .encoding import from_base64url, sha256, to_base64url
from .errors import refuse
from .jws import read_firm_file
from .keys import PublicKey, read_root, signing_curve
from .options import check_options, distinct_types
from .shape import INT32, UINT32, Place

Update = namedtuple("Update", "serial key_thumbprint firm_code transfer_id issued_at is_test epoch steps")
Template = namedtuple("Template", "serial firm_code firm_name issued_at is_test epoch")


def read_update(file, root):
    """Verifies an update and checks its form; for whom it is, the container checks."""
    verified = read_firm_file(file, "od-update+jws", root, "update")
    payload = verified.payload
    update = Update(
        payload["serial"].serial(),
        payload["keyThumbprint"].thumbprint(),
        verified.firm_code,
        payload["transferId"].identifier(),
        verified.issued_at,
        payload["test"].is_there and payload["test"].boolean(),
        verified.epoch,
        payload["steps"].list(1, 1000).value,
    )
    first = payload["steps"][0]["from"].integer(0, INT32)
    for index, step in enumerate(payload["steps"]):
        _check_step(step, first + index, update.firm_code)
    return update


def _check_step(step, begin, firm_code):
    step.only("from", "to", "actions", "digest")
    if step["from"].integer(0, INT32) != begin:
        step.refuse("does not begin where the one before ends")
    if step["to"].integer(0, INT32) != begin + 1:
        step.refuse("leads too far")
    step["digest"].hash()
    for action in step["actions"].list(1):
        if "put" in action.object():
            _check_put(action.only("put")["put"], firm_code)
        else:
            action.only("remove")["remove"]["licenseId"].identifier()


def _check_put(put, firm_code):
    put["licenseId"].identifier()
    put["generation"].integer(0, INT32)
    if put["consumed"].is_there:
        put["consumed"].int64()
    if put["sealed"].is_there:
        put["sealed"].text(1, 262144)
    check_options(put["options"])
    # A license of another firm code than its update would slip past the firm's certificate.
    if put["options"]["firmCode"].value != firm_code:
        refuse("otherFirm", "update for firm code %d holds a license of another" % firm_code)


def options_hash(options):
    return to_base64url(sha256(canonical_json(options)))


def plain_step(step):
    """The part of a step that the digest covers, in canonical form."""
    return canonical_json({"from": step["from"], "to": step["to"], "actions": [_plain(a) for a in step["actions"]]})


def _plain(action):
    if "remove" in action:
        return {"remove": {"licenseId": action["remove"]["licenseId"]}}
    put = action["put"]
    facts = {"licenseId": put["licenseId"], "generation": put["generation"], "optionsHash": options_hash(put["options"])}
    return {"put": facts}


def next_digest(before, step):
    return sha256(before, plain_step(step))


def read_template(file, root):
    verified = read_firm_file(file, "od-template+jws", root, "template")
    payload = verified.payload
    payload["kind"].word("dongle", "software", "cloud")
    signing_curve(payload["suite"])
    payload["binding"]["scheme"].word("strict", "tolerant", "operator")
    if read_root(payload["root"]).thumbprint != root.thumbprint:
        payload["root"].refuse("is not the root that vouches for it")
    return Template(
        payload["serial"].serial() if payload["serial"].is_there else None,
        verified.firm_code,
        payload["firmName"].text(1, 256) if payload["firmName"].is_there else None,
        verified.issued_at,
        payload["test"].is_there and payload["test"].boolean(),
        verified.epoch,
    )


def unseal(compact, license_id, generation, agreement_key):
    """Opens sealed data (section 8.3) and checks that it belongs to this license."""
    parts = compact.split(".")
    if len(parts) != 5:
        refuse("malformed", "the sealed data is not a compact JWE of five parts")
    header = Place(parse_object(from_base64url(parts[0], "sealed: header"), "sealed: header"), "sealed: header")
    header.only("alg", "enc", "epk", "kid", "typ")
    header["alg"].word("ECDH-ES+A256KW")
    header["enc"].word("A256GCM")
    header["typ"].word("od-sealed+jwe")
    if header["kid"].thumbprint() != agreement_key.public.thumbprint:
        _cannot_open()
    sender = PublicKey(header["epk"], agreement_key.public.curve)
    wrapped, nonce, content, tag = (from_base64url(part, "sealed") for part in parts[1:])
    if len(nonce) != 12 or len(tag) != 16:
        _cannot_open()
    try:
        key = aes_key_unwrap(_wrapping_key(agreement_key.key, sender.key), wrapped)
        clear = AESGCM(key).decrypt(nonce, content + tag, parts[0].encode("ascii"))
    except (InvalidUnwrap, InvalidTag, ValueError):
        _cannot_open()
    sealed = Place(parse_object(clear, "sealed"), "sealed")
    sealed["v"].one()
    if sealed["licenseId"].identifier() != license_id or sealed["generation"].integer(0, INT32) != generation:
        sealed.refuse("belongs to another license")
    entry = {"type": lambda place: place.integer(0, 127), "data": lambda place: place.binary(256)}
    distinct_types(sealed["hiddenData"], entry, {"accessCode": lambda place: place.integer(0, UINT32)})
    distinct_types(sealed["secretData"], entry)
    return {"hiddenData": sealed.value["hiddenData"], "secretData": sealed.value["secretData"]}


def _cannot_open():
    refuse("sealed", "the sealed data cannot be opened with the agreement key of this container")


def _wrapping_key(own, other):
    """The Concat KDF of RFC 7518 section 4.6.2, without party information."""
    name = b"ECDH-ES+A256KW"
    info = struct.pack(">I", len(name)) + name + struct.pack(">III", 0, 0, 256)
    return ConcatKDFHash(SHA256(), 32, info).derive(own.exchange(other))
