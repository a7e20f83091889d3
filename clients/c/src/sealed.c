#include <openssl/aes.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <string.h>

#include "container-file.h"
#include "update.h"

enum { KEY = 32, WRAPPED = 40, NONCE = 12, TAG = 16 };

static void release_key_context(void *context) { EVP_PKEY_CTX_free(context); }
static void release_cipher(void *context) { EVP_CIPHER_CTX_free(context); }
static void release_kdf(void *kdf) { EVP_KDF_free(kdf); }
static void release_kdf_context(void *context) { EVP_KDF_CTX_free(context); }

static _Noreturn void cannot_open(Call *call) {
  refuse(call, SEALED, "the sealed data cannot be opened with the agreement key of this container");
}

static Text agree(Call *call, const PrivateKey *own, const PublicKey *other) {
  EVP_PKEY_CTX *context = keep(call, EVP_PKEY_CTX_new(own->key, NULL), release_key_context);
  unsigned char *secret = grab(call, KEY);
  size_t length = KEY;
  // X25519 refuses points of small order here, whose secret everybody knows.
  if (EVP_PKEY_derive_init(context) != 1 || EVP_PKEY_derive_set_peer(context, other->key) != 1 ||
      EVP_PKEY_derive(context, secret, &length) != 1 || length != KEY)
    cannot_open(call);
  return (Text){(char *)secret, length};
}

static void append_number(Buffer *buffer, uint32_t number) {
  const unsigned char bytes[] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
                                 (unsigned char)(number >> 8), (unsigned char)number};
  append(buffer, (const char *)bytes, sizeof bytes);
}

/** The Concat KDF of RFC 7518 §4.6.2, without party information. */
static Text key_encryption_key(Call *call, Text secret) {
  static const char algorithm[] = "ECDH-ES+A256KW";
  Buffer info = {.call = call};
  append_number(&info, sizeof algorithm - 1);
  append_word(&info, algorithm);
  append_number(&info, 0);
  append_number(&info, 0);
  append_number(&info, KEY * 8);
  EVP_KDF *kdf = keep(call, EVP_KDF_fetch(NULL, "SSKDF", NULL), release_kdf);
  EVP_KDF_CTX *context = keep(call, EVP_KDF_CTX_new(kdf), release_kdf_context);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret.bytes, secret.length),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.bytes, info.length),
      OSSL_PARAM_construct_end(),
  };
  unsigned char *key = grab(call, KEY);
  if (EVP_KDF_derive(context, key, KEY, parameters) != 1) fail_oddly(call, "The key derivation does not work.");
  return (Text){(char *)key, KEY};
}

static Text unwrap(Call *call, Text key, Text wrapped) {
  if (wrapped.length != WRAPPED) cannot_open(call);
  EVP_CIPHER_CTX *context = keep(call, EVP_CIPHER_CTX_new(), release_cipher);
  EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  unsigned char *content_key = grab(call, WRAPPED);
  int length = 0;
  if (EVP_DecryptInit_ex(context, EVP_aes_256_wrap(), NULL, (const unsigned char *)key.bytes, NULL) != 1 ||
      EVP_DecryptUpdate(context, content_key, &length, (const unsigned char *)wrapped.bytes, WRAPPED) != 1 ||
      length != KEY)
    cannot_open(call);
  return (Text){(char *)content_key, KEY};
}

/** Checks the header against what §8.3 says of it, and gives the other side's key. */
static PublicKey read_header(Call *call, Text encoded, const PrivateKey *agreement_key) {
  const char *path = "sealed: header";
  const Place header = place(call, parse_object(call, from_base64url(call, encoded, path), path), path);
  only(header, (const char *const[]){"alg", "enc", "epk", "kid", "typ", NULL});
  a_word_of(at(header, "alg"), (const char *const[]){"ECDH-ES+A256KW", NULL});
  a_word_of(at(header, "enc"), (const char *const[]){"A256GCM", NULL});
  a_word_of(at(header, "typ"), (const char *const[]){"od-sealed+jwe", NULL});
  if (!same(a_thumbprint(at(header, "kid")), agreement_key->public_half.thumbprint)) cannot_open(call);
  return read_public_key(at(header, "epk"), agreement_key->public_half.curve);
}

static void check_data(Place list, bool is_hidden) {
  bool seen[128] = {false};
  const size_t count = list_length(list, 0, 128);
  for (size_t index = 0; index < count; index++) {
    const Place entry = item(list, index);
    bool *type = &seen[an_integer(at(entry, "type"), 0, 127)];
    if (*type) refuse(list.call, MALFORMED, "%s names an entry twice", list.path);
    *type = true;
    a_binary(at(entry, "data"), 256);
    if (is_hidden && is_there(at(entry, "accessCode"))) an_integer(at(entry, "accessCode"), 0, MAX_UINT32);
  }
}

Json *unseal(Call *call, Text compact, Text license_id, int32_t generation, const PrivateKey *agreement_key) {
  Text parts[5] = {0};
  size_t count = 0;
  const char *start = compact.bytes;
  for (const char *next = start; next <= compact.bytes + compact.length; next++) {
    if (next < compact.bytes + compact.length && *next != '.') continue;
    if (count < 5) parts[count] = copy_text(call, start, (size_t)(next - start));
    count++;
    start = next + 1;
  }
  if (count != 5) refuse(call, MALFORMED, "the sealed data is not a compact JWE of five parts");
  const PublicKey sender = read_header(call, parts[0], agreement_key);
  const Text wrapping_key = key_encryption_key(call, agree(call, agreement_key, &sender));
  const Text key = unwrap(call, wrapping_key, from_base64url(call, parts[1], "sealed: key"));
  const Text nonce = from_base64url(call, parts[2], "sealed: nonce");
  const Text content = from_base64url(call, parts[3], "sealed: content");
  const Text tag = from_base64url(call, parts[4], "sealed: tag");
  Text clear;
  if (nonce.length != NONCE || tag.length != TAG || !decrypt(call, key, nonce, parts[0], content, tag, &clear))
    cannot_open(call);
  Json *data = parse_object(call, clear, "sealed");
  const Place sealed = place(call, data, "sealed");
  exactly_one(at(sealed, "v"));
  if (!same(an_identifier(at(sealed, "licenseId")), license_id) ||
      an_integer(at(sealed, "generation"), 0, MAX_INT32) != generation)
    refuse(call, MALFORMED, "the sealed data belongs to another license");
  check_data(at(sealed, "hiddenData"), true);
  check_data(at(sealed, "secretData"), false);
  return data;
}
