"""Keys, suites and serials (docs/formats.md section 3), and what is done with them."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519
from cryptography.hazmat.primitives.hashes import SHA256

from .canonical import canonical_json
from .encoding import sha256, to_base64url

_SUITES = {"ed25519-x25519": "Ed25519", "p256-p256": "P-256"}
_PUBLIC = {"Ed25519": ed25519.Ed25519PublicKey, "X25519": x25519.X25519PublicKey}
_PRIVATE = {"Ed25519": ed25519.Ed25519PrivateKey, "X25519": x25519.X25519PrivateKey}


class PublicKey:
    """A public key whose point is checked; `jwk` has exactly the members of RFC 7638."""

    def __init__(self, place, curve):
        place["kty"].word("EC" if curve == "P-256" else "OKP")
        place["crv"].word(curve)
        if place["d"].is_there:
            place.refuse("is a private key")
        numbers = [_coordinate(place[name]) for name in ("x", "y") if name == "x" or curve == "P-256"]
        names = ["crv", "kty", "x", "y"][: 2 + len(numbers)]
        self.curve = curve
        self.jwk = {name: place.value[name] for name in names}
        self.thumbprint = to_base64url(sha256(canonical_json(self.jwk)))
        try:
            self.key = _point(*numbers) if curve == "P-256" else _PUBLIC[curve].from_public_bytes(numbers[0])
        except ValueError:
            place.refuse("is not a valid %s key" % curve)

    @property
    def algorithm(self):
        return "ES256" if self.curve == "P-256" else "Ed25519"

    def has_signed(self, data, signature):
        """Ed25519, or ES256 as r and s of 32 bytes each."""
        try:
            if self.curve == "Ed25519":
                self.key.verify(signature, data)
                return True
            if len(signature) != 64:
                return False
            pair = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            self.key.verify(utils.encode_dss_signature(*pair), data, ec.ECDSA(SHA256()))
            return True
        except InvalidSignature:
            return False


def _coordinate(place):
    data = place.binary(32)
    if len(data) != 32:
        place.refuse("is not 32 bytes long")
    return data


def _point(x, y):
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    return numbers.public_key()


class PrivateKey:
    """A private key of a container, from its JWK with `d`; Ed25519 or X25519."""

    def __init__(self, place, curve):
        secret = _coordinate(place["d"])
        public = {name: value for name, value in place.object().items() if name != "d"}
        self.public = PublicKey(type(place)(public, place.path), curve)
        self.key = _PRIVATE[curve].from_private_bytes(secret)

    def sign(self, data):
        return self.key.sign(data)


def new_private_jwk(curve):
    key = _PRIVATE[curve].generate()
    raw, none = serialization.Encoding.Raw, serialization.NoEncryption()
    secret = key.private_bytes(raw, serialization.PrivateFormat.Raw, none)
    point = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
    return {"kty": "OKP", "crv": curve, "x": to_base64url(point), "d": to_base64url(secret)}


def read_root(place):
    """A firm root: a signing key of either suite, which its curve tells."""
    return PublicKey(place, place["crv"].word("Ed25519", "P-256"))


def signing_curve(place):
    """Signing curve of the suite that is named here."""
    return _SUITES[place.word(*_SUITES)]


def software_serial(signing_key):
    """Serial of a software container with this signing key."""
    first = sha256(canonical_json(signing_key.jwk))[:8]
    return "130-%d" % (int.from_bytes(first, "big") >> 4)
