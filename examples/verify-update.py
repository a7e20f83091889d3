#!/usr/bin/env python3
"""Verifies an update file (.odu) against the root key of a firm and prints what it would do to its container.

    verify-update.py UPDATE.odu ROOT.jwk

Written from docs/formats.md alone; the numbers in brackets are its paragraphs. Needs only python3-cryptography.
Exit code 0: genuine, 1: refused, 2: wrong usage.
"""
import base64
import hashlib
import json
import re
import sys
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

MAX_FILE = 16 * 1024 * 1024
SUITES = {"ed25519-x25519": ("Ed25519", "Ed25519"), "p256-p256": ("P-256", "ES256")}  # [3] signing curve, alg


class Refused(Exception):
    """The file breaks a rule of the page."""


def require(condition, why):
    if not condition:
        raise Refused(why)


def is_int(value, least, most):
    return type(value) is int and least <= value <= most


def unbase64(text):
    """[2] base64url without padding, white space or spare bits."""
    require(isinstance(text, str) and re.fullmatch("[0-9A-Za-z_-]*", text), "not base64url")
    require(len(text) % 4 != 1, "not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(to_base64(data) == text, "base64url with spare bits")
    return data


def to_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def json_object(data):
    try:
        value = json.loads(data if isinstance(data, str) else data.decode("utf-8"))
    except ValueError:
        raise Refused("not JSON in UTF-8") from None
    require(isinstance(value, dict), "not a JSON object")
    return value


def canonical(value):
    """[9] RFC 8785. Numbers with fractions do not occur in version 1, so their spelling is left out here."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    require(not isinstance(value, float), "a number with a fraction")
    return json.dumps(value, ensure_ascii=False)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def instant(text):
    """[2] UTC, 24 characters."""
    require(isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text), "not a time")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Refused("not a time") from None


def public_key(jwk, curve):
    """[3] The members of RFC 7638; never a private key."""
    require(isinstance(jwk, dict) and jwk.get("crv") == curve and "d" not in jwk, "not a public key of " + curve)
    require(jwk.get("kty") == ("EC" if curve == "P-256" else "OKP"), "not a key of " + curve)
    names = ["crv", "kty", "x", "y"] if curve == "P-256" else ["crv", "kty", "x"]
    numbers = [unbase64(jwk.get(name)) for name in names[2:]]
    require(all(len(number) == 32 for number in numbers), "a coordinate is not 32 bytes long")
    return {name: jwk[name] for name in names}


def thumbprint(key):
    return to_base64(sha256(canonical(key).encode()))


def check_signature(key, signed, signature):
    """[3] Ed25519, or ES256 as r and s of 32 bytes each."""
    try:
        if key["crv"] == "Ed25519":
            ed25519.Ed25519PublicKey.from_public_bytes(unbase64(key["x"])).verify(signature, signed)
            return
        require(len(signature) == 64, "the signature is not 64 bytes long")
        x, y, r, s = (int.from_bytes(part, "big") for part in
                      (unbase64(key["x"]), unbase64(key["y"]), signature[:32], signature[32:]))
        point = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        point.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise Refused("the signature does not match") from None
    except ValueError:
        raise Refused("the key is not valid") from None


def header_of(protected, typ, names):
    """[4] Exactly these members."""
    header = json_object(unbase64(protected))
    require(header.get("typ") == typ, "its typ is not " + typ)
    require(sorted(header) == names, "the header has other members than " + ", ".join(names))
    return header


def verify(protected, payload, signature, header, key, alg):
    """[4] Key and algorithm are known before; the header only has to agree."""
    require(header["alg"] == alg, "its alg is not " + alg)
    require(header["kid"] == thumbprint(key), "it is signed by another key")
    check_signature(key, (protected + "." + payload).encode("ascii"), unbase64(signature))
    content = json_object(unbase64(payload))
    require(is_int(content.get("v"), 1, 1), "its version is not 1")
    return content


def verify_certificate(compact, root):
    """[5] Signed by the pinned root."""
    require(isinstance(compact, str) and compact.count(".") == 2, "the certificate is not a compact JWS")
    protected, payload, signature = compact.split(".")
    header = header_of(protected, "od-certificate+jws", ["alg", "kid", "typ"])
    alg = "ES256" if root["crv"] == "P-256" else "Ed25519"
    certificate = verify(protected, payload, signature, header, root, alg)
    require(certificate.get("suite") in SUITES, "the suite of the certificate is not known")
    curve, alg = SUITES[certificate["suite"]]
    key = public_key(certificate.get("publicKey"), curve)
    require(thumbprint(key) == certificate.get("kid"), "the kid of the certificate is not that of its key")
    require(is_int(certificate.get("epoch"), 1, 2**31 - 1), "the certificate has no epoch")
    return certificate, key, alg


def verify_update(text, root):
    """The whole chain: root, certificate, update [5], then steps [8] and digests [9]."""
    require(len(text) <= MAX_FILE, "it is too long")
    jws = json_object(text)
    require(sorted(jws) == ["payload", "protected", "signature"], "it is not a flattened JWS")
    require(all(isinstance(part, str) for part in jws.values()), "it is not a flattened JWS")
    header = header_of(jws["protected"], "od-update+jws", ["alg", "cert", "kid", "typ"])
    certificate, key, alg = verify_certificate(header["cert"], root)
    update = verify(jws["protected"], jws["payload"], jws["signature"], header, key, alg)
    require(is_int(update.get("firmCode"), 1, 2**31 - 1), "it has no firm code")
    require(update["firmCode"] == certificate.get("firmCode"), "its key is certified for another firm code")
    issued = instant(update.get("issuedAt"))
    valid = instant(certificate.get("notBefore")) <= issued < instant(certificate.get("notAfter"))
    require(valid, "its key was not certified when it was issued")
    require(isinstance(update.get("serial"), str), "it names no container")
    check_steps(update)
    return update, certificate


def check_steps(update):
    steps = update.get("steps")
    require(isinstance(steps, list) and 1 <= len(steps) <= 1000, "it has no steps")
    digest = None
    for index, step in enumerate(steps):
        require(isinstance(step, dict) and sorted(step) == ["actions", "digest", "from", "to"], "a step of another form")
        require(is_int(step["from"], 0, 2**31 - 2) and is_int(step["to"], 1, 2**31 - 1), "a step without numbers")
        require(step["to"] == step["from"] + 1, "a step that leads too far")
        require(step["from"] == steps[0]["from"] + index, "a step is missing")
        require(isinstance(step["actions"], list) and step["actions"], "a step without actions")
        plain = {"from": step["from"], "to": step["to"],
                 "actions": [plain_action(action, update["firmCode"]) for action in step["actions"]]}
        if step["from"] == 0:
            digest = bytes(32)
        if digest is not None:  # a container that is further on knows its own digest
            digest = sha256(digest, canonical(plain).encode())
            require(to_base64(digest) == step["digest"], "the digest of step %d differs" % step["to"])
        digest = unbase64(step["digest"])
        require(len(digest) == 32, "a digest that is none")


def plain_action(action, firm_code):
    """[9] What the digest covers."""
    require(isinstance(action, dict) and list(action) in (["put"], ["remove"]), "an action that is not known")
    (name, what), = action.items()
    require(isinstance(what, dict) and isinstance(what.get("licenseId"), str), "an action without license")
    if name == "remove":
        return {"remove": {"licenseId": what["licenseId"]}}
    options = what.get("options")
    require(isinstance(options, dict) and is_int(what.get("generation"), 0, 2**31 - 1), "a license of another form")
    require(options.get("firmCode") == firm_code, "a license of another firm code")
    require(is_int(options.get("productCode"), 0, 2**32 - 1), "a license without product code")
    require(all(isinstance(options.get(member), str) for member in ("itemNumber", "name")), "a license without name")
    options_hash = to_base64(sha256(canonical(options).encode()))
    return {"put": {"licenseId": what["licenseId"], "generation": what["generation"], "optionsHash": options_hash}}


def show(update, certificate):
    print("genuine update %s for container %s" % (update["transferId"], update["serial"]))
    print("firm code %d, issued %s, epoch %d%s" % (update["firmCode"], update["issuedAt"], certificate["epoch"],
                                                  ", TEST" if update.get("test") else ""))
    for step in update["steps"]:
        print("step %d to %d" % (step["from"], step["to"]))
        for action in step["actions"]:
            if "remove" in action:
                print("  remove license %s" % action["remove"]["licenseId"])
                continue
            options = action["put"]["options"]
            until = "until " + options["expirationTime"] if "expirationTime" in options else "no end"
            riding = ", riding on license " + options["ridesOn"] if "ridesOn" in options else ""
            print("  put license %s, generation %d: %s (%s), product %d, %s%s" % (
                action["put"]["licenseId"], action["put"]["generation"], options["name"], options["itemNumber"],
                options["productCode"], until, riding))


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as update, open(arguments[1], encoding="utf-8") as root:
            text, root_jwk = update.read(), json_object(root.read())
        root_key = public_key(root_jwk, "P-256" if root_jwk.get("crv") == "P-256" else "Ed25519")
        show(*verify_update(text, root_key))
        return 0
    except Refused as why:
        print("refused: %s" % why, file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print("cannot read: %s" % error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
