/** Keys, suites and serials (docs/formats.md §3), and what is done with them. */
#ifndef OD_KEYS_H
#define OD_KEYS_H

#include <openssl/evp.h>

#include "shape.h"

typedef enum Curve { ED25519, X25519, P256 } Curve;

/** A public key whose point is checked. */
typedef struct PublicKey {
  Curve curve;
  Json *jwk; /**< Exactly the members of RFC 7638. */
  Text thumbprint;
  EVP_PKEY *key;
} PublicKey;

/** A private key, with its public half. */
typedef struct PrivateKey {
  PublicKey public_half;
  EVP_PKEY *key;
} PrivateKey;

PublicKey read_public_key(Place place, Curve curve);
/** A firm root: a signing key of either suite, which its curve tells. */
PublicKey read_root(Place place);
/** Signing curve of the suite that is named here. */
Curve read_suite(Place place);

/** Reads a private key as JWK with `d`; Ed25519 or X25519. */
PrivateKey read_private_key(Place place, Curve curve);
/** Makes a key pair; gives its private JWK. */
Json *new_private_jwk(Call *call, Curve curve);

/** `alg` of the signatures of such a key. */
const char *algorithm_of(Curve curve);
bool is_signed_by(Call *call, const PublicKey *key, Text bytes, Text signature);
Text sign_bytes(Call *call, const PrivateKey *key, Text bytes);

/** Serial of a software container with this signing key. */
Text software_serial(Call *call, const PublicKey *signing_key);

#endif
