#include "jws.h"

#include <string.h>

enum { MOST_CERTIFICATE = 8192 };

static Text a_part(Place here) {
  const Text text = a_text(here, 1, MOST_FILE);
  from_base64url(here.call, text, here.path);
  return text;
}

Jws read_flattened(Call *call, Text file, const char *what) {
  if (file.length > MOST_FILE) refuse(call, MALFORMED, "%s is longer than %d bytes", what, MOST_FILE);
  const Place jws = place(call, parse_object(call, file, what), what);
  only(jws, (const char *const[]){"payload", "protected", "signature", NULL});
  return (Jws){a_part(at(jws, "protected")), a_part(at(jws, "payload")), a_part(at(jws, "signature"))};
}

Jws read_compact(Call *call, Text compact, const char *what) {
  Text parts[3] = {0};
  size_t count = 0;
  const char *start = compact.bytes;
  const char *const end = compact.bytes + compact.length;
  for (const char *next = start; next <= end; next++) {
    if (next < end && *next != '.') continue;
    if (count < 3) parts[count] = copy_text(call, start, (size_t)(next - start));
    count++;
    start = next + 1;
  }
  if (count != 3) refuse(call, MALFORMED, "%s is not a compact JWS of three parts", what);
  for (size_t index = 0; index < 3; index++) {
    const Json part = json_text(parts[index]);
    a_part(place(call, &part, what));
  }
  return (Jws){parts[0], parts[1], parts[2]};
}

Text write_flattened(Call *call, const Jws *jws) {
  Json file = json_object();
  set_member(call, &file, "payload", json_text(jws->payload));
  set_member(call, &file, "protected", json_text(jws->header));
  set_member(call, &file, "signature", json_text(jws->signature));
  return write_json(call, &file);
}

Json *unverified_payload(Call *call, const Jws *jws, const char *what) {
  const char *path = format(call, "%s: payload", what).bytes;
  return parse_object(call, from_base64url(call, jws->payload, path), path);
}

Text signed_bytes(Call *call, const Jws *jws) {
  return join(call, jws->header, join(call, text_of("."), jws->payload));
}

/** The protected header, unverified, exactly as this type of file has it; any other member (so also `crit`) is refused.
 */
static Place header_of(Call *call, const Jws *jws, const char *type, const char *what) {
  const char *path = format(call, "%s: header", what).bytes;
  const Place header = place(call, parse_object(call, from_base64url(call, jws->header, path), path), path);
  const Json *found = member_of(header.value, "typ");
  if (found == NULL || found->type != JSON_STRING || !is_word(found->string, type))
    refuse(call, UNSUPPORTED, "%s: its typ is not %s", what, type);
  const bool is_firm = strcmp(type, "od-template+jws") == 0 || strcmp(type, "od-update+jws") == 0 ||
                       strcmp(type, "od-blocklist+jws") == 0;
  only(header, !is_firm ? (const char *const[]){"alg", "kid", "typ", NULL}
                        : (const char *const[]){"alg", "cert", "kid", "typ", NULL});
  if (is_firm) a_text(at(header, "cert"), 1, MOST_CERTIFICATE);
  a_text(at(header, "alg"), 1, 20);
  a_text(at(header, "kid"), 43, 43);
  return header;
}

/** `rule` is what a signature by another key breaks. */
static Json *verify(Call *call, const Jws *jws, const char *type, const PublicKey *key, const char *what, Rule rule) {
  const Place header = header_of(call, jws, type, what);
  if (!is_word(at(header, "alg").value->string, algorithm_of(key->curve)))
    refuse(call, rule, "%s: its alg is not %s", what, algorithm_of(key->curve));
  if (!same(at(header, "kid").value->string, key->thumbprint)) {
    if (rule == OTHER_ROOT)
      refuse(call, rule, "%s is not signed by the pinned firm root %s", what, key->thumbprint.bytes);
    refuse(call, rule, "%s is signed by another key", what);
  }
  const Text signature = from_base64url(call, jws->signature, format(call, "%s: signature", what).bytes);
  if (!is_signed_by(call, key, signed_bytes(call, jws), signature))
    refuse(call, rule, "%s was changed after it was signed", what);
  return unverified_payload(call, jws, what);
}

Json *verify_jws(Call *call, const Jws *jws, const char *type, const PublicKey *key, const char *what) {
  return verify(call, jws, type, key, what, SIGNATURE);
}

Jws sign_jws(Call *call, const char *type, const Json *payload, const PrivateKey *key) {
  Json header = json_object();
  set_member(call, &header, "alg", json_word(algorithm_of(key->public_half.curve)));
  set_member(call, &header, "kid", json_text(key->public_half.thumbprint));
  set_member(call, &header, "typ", json_word(type));
  Jws jws = {to_base64url(call, canonical_json(call, &header)), to_base64url(call, canonical_json(call, payload)), {0}};
  jws.signature = to_base64url(call, sign_bytes(call, key, signed_bytes(call, &jws)));
  return jws;
}

/** What the root says of a signing key (§5). */
typedef struct Certificate {
  PublicKey key;
  int32_t firm_code;
  int64_t not_before;
  int64_t not_after;
  int32_t epoch;
} Certificate;

static Certificate read_certificate(Call *call, Text compact, const PublicKey *root, const char *what) {
  const Jws jws = read_compact(call, compact, what);
  const Place payload = place(call, verify(call, &jws, "od-certificate+jws", root, what, OTHER_ROOT), what);
  exactly_one(at(payload, "v"));
  const Text kid = a_thumbprint(at(payload, "kid"));
  const Certificate certificate = {
      .key = read_public_key(at(payload, "publicKey"), read_suite(at(payload, "suite"))),
      .firm_code = (int32_t)an_integer(at(payload, "firmCode"), 1, MAX_INT32),
      .not_before = a_time(at(payload, "notBefore")),
      .not_after = a_time(at(payload, "notAfter")),
      .epoch = (int32_t)an_integer(at(payload, "epoch"), 1, MAX_INT32),
  };
  if (!same(certificate.key.thumbprint, kid)) refuse(call, MALFORMED, "%s.kid is not of its key", what);
  return certificate;
}

FirmFile read_firm_file(Call *call, Text file, const char *type, const PublicKey *root, const char *what) {
  const Jws jws = read_flattened(call, file, what);
  const Text compact = at(header_of(call, &jws, type, what), "cert").value->string;
  const Certificate certificate = read_certificate(call, compact, root, format(call, "%s: certificate", what).bytes);
  const Place payload = place(call, verify(call, &jws, type, &certificate.key, what, SIGNATURE), what);
  exactly_one(at(payload, "v"));
  const FirmFile firm_file = {
      .payload = grab(call, sizeof(Json)),
      .firm_code = (int32_t)an_integer(at(payload, "firmCode"), 1, MAX_INT32),
      .issued_at = a_time(at(payload, "issuedAt")),
      .epoch = certificate.epoch,
  };
  *firm_file.payload = *payload.value;
  if (firm_file.firm_code != certificate.firm_code)
    refuse(call, OTHER_FIRM, "%s is for firm code %d, but its signing key is certified for %d", what,
           firm_file.firm_code, certificate.firm_code);
  if (firm_file.issued_at < certificate.not_before || firm_file.issued_at >= certificate.not_after)
    refuse(call, CERTIFICATE_TIME, "%s was issued at %s, but its signing key is certified from %s to %s", what,
           time_text(call, firm_file.issued_at).bytes, time_text(call, certificate.not_before).bytes,
           time_text(call, certificate.not_after).bytes);
  return firm_file;
}
