"""Signed files (docs/formats.md sections 4 and 5): type, key and algorithm are known before the header is looked at."""

from collections import namedtuple

from .canonical import canonical_json, parse_object, write_json
from .encoding import MAX_FILE, from_base64url, time_text, to_base64url
from .errors import refuse
from .keys import PublicKey, signing_curve
from .shape import INT32, Place

Jws = namedtuple("Jws", "protected payload signature")

_FIRM_FILES = ("od-template+jws", "od-update+jws", "od-blocklist+jws")


def read_flattened(file, what):
    if len(file) > MAX_FILE:
        refuse("malformed", "%s is longer than %d bytes" % (what, MAX_FILE))
    jws = Place(parse_object(file, what), what).only("payload", "protected", "signature")
    return Jws(*(_part(jws[name]) for name in Jws._fields))


def read_compact(compact, what):
    parts = compact.split(".")
    if len(parts) != 3:
        refuse("malformed", "%s is not a compact JWS of three parts" % what)
    return Jws(*(_part(Place(part, what)) for part in parts))


def _part(place):
    text = place.text(1, MAX_FILE)
    from_base64url(text, place.path)
    return text


def write_flattened(jws):
    return write_json(jws._asdict())


def signed_bytes(jws):
    return ("%s.%s" % (jws.protected, jws.payload)).encode("ascii")


def unverified_payload(jws, what):
    """Only to find out which key has to verify it."""
    return _encoded(jws.payload, "%s: payload" % what).value


def _encoded(text, path):
    return Place(parse_object(from_base64url(text, path), path), path)


def _header_of(jws, typ, what):
    """Unverified, exactly as this type of file has it; any other member (so also `crit`) is refused."""
    header = _encoded(jws.protected, "%s: header" % what)
    if header.value.get("typ") != typ:
        refuse("unsupported", "%s: its typ is not %s" % (what, typ))
    header.only("alg", "kid", "typ", *(["cert"] if typ in _FIRM_FILES else []))
    header["alg"].text(1, 20)
    header["kid"].text(43, 43)
    if typ in _FIRM_FILES:
        header["cert"].text(1, 8192)
    return header.value


def verify_jws(jws, typ, key, what, rule="signature"):
    """Verifies with a key that the caller has reason to trust, and gives the payload."""
    header = _header_of(jws, typ, what)
    if header["alg"] != key.algorithm:
        refuse(rule, "%s: its alg is not %s" % (what, key.algorithm))
    if header["kid"] != key.thumbprint:
        whose = "not signed by the pinned firm root" if rule == "otherRoot" else "signed by another key than"
        refuse(rule, "%s is %s %s" % (what, whose, key.thumbprint))
    if not key.has_signed(signed_bytes(jws), from_base64url(jws.signature, "%s: signature" % what)):
        refuse(rule, "%s was changed after it was signed" % what)
    return Place(unverified_payload(jws, what), what)


def sign_jws(typ, payload, key):
    header = {"alg": key.public.algorithm, "kid": key.public.thumbprint, "typ": typ}
    jws = Jws(to_base64url(canonical_json(header)), to_base64url(canonical_json(payload)), "")
    return jws._replace(signature=to_base64url(key.sign(signed_bytes(jws))))


FirmFile = namedtuple("FirmFile", "payload firm_code issued_at epoch")


def read_firm_file(file, typ, root, what):
    """Verifies pinned root, certificate, signature; one firm code, and the certificate valid when the file was issued."""
    jws = read_flattened(file, what)
    inside = "%s: certificate" % what
    certificate = verify_jws(
        read_compact(_header_of(jws, typ, what)["cert"], inside), "od-certificate+jws", root, inside, "otherRoot"
    )
    certificate["v"].one()
    kid = certificate["kid"].thumbprint()
    key = PublicKey(certificate["publicKey"], signing_curve(certificate["suite"]))
    certified = certificate["firmCode"].integer(1, INT32)
    begin, end = certificate["notBefore"].time(), certificate["notAfter"].time()
    epoch = certificate["epoch"].integer(1, INT32)
    if key.thumbprint != kid:
        certificate["kid"].refuse("is not of its key")
    payload = verify_jws(jws, typ, key, what)
    payload["v"].one()
    firm_code, issued_at = payload["firmCode"].integer(1, INT32), payload["issuedAt"].time()
    if firm_code != certified:
        refuse("otherFirm", "%s is for firm code %d, but its signing key is certified for %d" % (what, firm_code, certified))
    if not begin <= issued_at < end:
        span = "%s to %s" % (time_text(begin), time_text(end))
        refuse("certificateTime", "%s was issued at %s, but its signing key is certified from %s" % (what, time_text(issued_at), span))
    return FirmFile(payload, firm_code, issued_at, epoch)
