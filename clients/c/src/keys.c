#include "keys.h"

#include <inttypes.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <string.h>

enum { COORDINATE = 32, ES256_SIGNATURE = 64 };

static const char *const curve_names[] = {[ED25519] = "Ed25519", [X25519] = "X25519", [P256] = "P-256"};

static void release_key(void *key) { EVP_PKEY_free(key); }
static void release_key_context(void *context) { EVP_PKEY_CTX_free(context); }
static void release_digest(void *context) { EVP_MD_CTX_free(context); }
static void release_signature(void *signature) { ECDSA_SIG_free(signature); }
static void release_bytes(void *bytes) { OPENSSL_free(bytes); }

static int type_of(Curve curve) { return curve == ED25519 ? EVP_PKEY_ED25519 : EVP_PKEY_X25519; }

/** Importing a P-256 point checks that it is on the curve. */
static EVP_PKEY *import_point(Call *call, Text x, Text y) {
  unsigned char point[1 + 2 * COORDINATE] = {POINT_CONVERSION_UNCOMPRESSED};
  memcpy(point + 1, x.bytes, COORDINATE);
  memcpy(point + 1 + COORDINATE, y.bytes, COORDINATE);
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){"prime256v1"}, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
      OSSL_PARAM_construct_end(),
  };
  EVP_PKEY_CTX *context = keep(call, EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL), release_key_context);
  EVP_PKEY *key = NULL;
  if (EVP_PKEY_fromdata_init(context) != 1) fail_oddly(call, "P-256 does not work.");
  return EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1 ? key : NULL;
}

static Text coordinate(Place key, const char *name) {
  const Text bytes = a_binary(at(key, name), COORDINATE);
  if (bytes.length != COORDINATE) refuse(key.call, MALFORMED, "%s.%s is not 32 bytes long", key.path, name);
  return bytes;
}

PublicKey read_public_key(Place here, Curve curve) {
  Call *call = here.call;
  a_word_of(at(here, "kty"), (const char *const[]){curve == P256 ? "EC" : "OKP", NULL});
  a_word_of(at(here, "crv"), (const char *const[]){curve_names[curve], NULL});
  if (is_there(at(here, "d"))) refuse(call, MALFORMED, "%s is a private key", here.path);
  const Text x = coordinate(here, "x");
  PublicKey key = {.curve = curve, .jwk = grab(call, sizeof *key.jwk)};
  *key.jwk = json_object();
  for (const char *const *name = (const char *const[]){"crv", "kty", "x", "y", NULL}; *name != NULL; name++)
    if (curve == P256 || **name != 'y') set_member(call, key.jwk, *name, *member_of(here.value, *name));
  EVP_PKEY *imported =
      curve == P256 ? import_point(call, x, coordinate(here, "y"))
                    : EVP_PKEY_new_raw_public_key(type_of(curve), NULL, (const unsigned char *)x.bytes, x.length);
  if (imported == NULL) refuse(call, MALFORMED, "%s is not a valid %s key", here.path, curve_names[curve]);
  key.key = keep(call, imported, release_key);
  key.thumbprint = sha256_text(call, canonical_json(call, key.jwk));
  return key;
}

PublicKey read_root(Place here) {
  const Text curve = a_word_of(at(here, "crv"), (const char *const[]){"Ed25519", "P-256", NULL});
  return read_public_key(here, is_word(curve, "P-256") ? P256 : ED25519);
}

Curve read_suite(Place here) {
  const Text suite = a_word_of(here, (const char *const[]){"ed25519-x25519", "p256-p256", NULL});
  return is_word(suite, "p256-p256") ? P256 : ED25519;
}

PrivateKey read_private_key(Place here, Curve curve) {
  Call *call = here.call;
  Json public_jwk = json_object();
  for (size_t index = 0; index < an_object(here)->count; index++) {
    const Member *member = &here.value->members[index];
    if (!is_word(member->name, "d")) set_member_by(call, &public_jwk, member->name, member->value);
  }
  const Text secret = coordinate(here, "d");
  EVP_PKEY *key =
      EVP_PKEY_new_raw_private_key(type_of(curve), NULL, (const unsigned char *)secret.bytes, secret.length);
  return (PrivateKey){read_public_key(place(call, &public_jwk, here.path), curve), keep(call, key, release_key)};
}

Json *new_private_jwk(Call *call, Curve curve) {
  EVP_PKEY *key = keep(call, EVP_PKEY_Q_keygen(NULL, NULL, curve_names[curve]), release_key);
  unsigned char *secret = grab(call, COORDINATE);
  unsigned char *point = grab(call, COORDINATE);
  size_t lengths[] = {COORDINATE, COORDINATE};
  if (EVP_PKEY_get_raw_private_key(key, secret, &lengths[0]) != 1 ||
      EVP_PKEY_get_raw_public_key(key, point, &lengths[1]) != 1)
    fail_oddly(call, "A key cannot be made.");
  Json *jwk = grab(call, sizeof *jwk);
  *jwk = json_object();
  set_member(call, jwk, "kty", json_word("OKP"));
  set_member(call, jwk, "crv", json_word(curve_names[curve]));
  set_member(call, jwk, "x", json_text(to_base64url(call, (Text){(char *)point, lengths[1]})));
  set_member(call, jwk, "d", json_text(to_base64url(call, (Text){(char *)secret, lengths[0]})));
  return jwk;
}

const char *algorithm_of(Curve curve) { return curve == P256 ? "ES256" : "Ed25519"; }

/** r ‖ s in the form that OpenSSL reads; empty if it is none. */
static Text der_of(Call *call, Text signature) {
  if (signature.length != ES256_SIGNATURE) return (Text){"", 0};
  const unsigned char *bytes = (const unsigned char *)signature.bytes;
  ECDSA_SIG *pair = keep(call, ECDSA_SIG_new(), release_signature);
  BIGNUM *r = BN_bin2bn(bytes, COORDINATE, NULL);
  BIGNUM *s = BN_bin2bn(bytes + COORDINATE, COORDINATE, NULL);
  if (ECDSA_SIG_set0(pair, r, s) != 1) {
    BN_free(r);
    BN_free(s);
    fail_oddly(call, "There is not enough memory.");
  }
  unsigned char *der = NULL;
  const int length = i2d_ECDSA_SIG(pair, &der);
  if (length < 0) fail_oddly(call, "A signature cannot be read.");
  return (Text){keep(call, der, release_bytes), (size_t)length};
}

bool is_signed_by(Call *call, const PublicKey *key, Text bytes, Text signature) {
  if (key->curve == P256) signature = der_of(call, signature);
  EVP_MD_CTX *context = keep(call, EVP_MD_CTX_new(), release_digest);
  const EVP_MD *hash = key->curve == P256 ? EVP_sha256() : NULL;
  if (EVP_DigestVerifyInit(context, NULL, hash, NULL, key->key) != 1)
    fail_oddly(call, "Signatures cannot be verified.");
  return EVP_DigestVerify(context, (const unsigned char *)signature.bytes, signature.length,
                          (const unsigned char *)bytes.bytes, bytes.length) == 1;
}

Text sign_bytes(Call *call, const PrivateKey *key, Text bytes) {
  enum { SIGNATURE_SIZE = 64 };
  EVP_MD_CTX *context = keep(call, EVP_MD_CTX_new(), release_digest);
  unsigned char *signature = grab(call, SIGNATURE_SIZE);
  size_t length = SIGNATURE_SIZE;
  if (EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) != 1 ||
      EVP_DigestSign(context, signature, &length, (const unsigned char *)bytes.bytes, bytes.length) != 1)
    fail_oddly(call, "Nothing can be signed.");
  return (Text){(char *)signature, length};
}

Text software_serial(Call *call, const PublicKey *signing_key) {
  const Text hash = from_base64url(call, signing_key->thumbprint, "thumbprint");
  uint64_t number = 0;
  for (size_t index = 0; index < 8; index++) number = number << 8 | (unsigned char)hash.bytes[index];
  return format(call, "130-%" PRIu64, number >> 4);
}
