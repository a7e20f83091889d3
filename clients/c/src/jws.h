/** Signed files (docs/formats.md §4, §5): type, key and algorithm are known before the header is looked at. */
#ifndef OD_JWS_H
#define OD_JWS_H

#include "keys.h"

/** The three parts of a JWS as they were received; nothing in them is to be believed before `verify_jws`. */
typedef struct Jws {
  Text header;
  Text payload;
  Text signature;
} Jws;

Jws read_flattened(Call *call, Text file, const char *what);
Jws read_compact(Call *call, Text compact, const char *what);
/** The text of a file: flattened JSON on one line. */
Text write_flattened(Call *call, const Jws *jws);

/** The payload, unverified: only to find out which key has to verify it. */
Json *unverified_payload(Call *call, const Jws *jws, const char *what);

/** The bytes that are signed. */
Text signed_bytes(Call *call, const Jws *jws);

/** Verifies with a key that the caller has reason to trust, and gives the payload. */
Json *verify_jws(Call *call, const Jws *jws, const char *type, const PublicKey *key, const char *what);
Jws sign_jws(Call *call, const char *type, const Json *payload, const PrivateKey *key);

/** A file of the firm that was verified along its chain. */
typedef struct FirmFile {
  Json *payload;
  int32_t firm_code;
  int64_t issued_at;
  int32_t epoch; /**< Of its signing key; what it means, the container judges. */
} FirmFile;

/** Verifies pinned root → certificate → signature; one firm code, and the certificate valid when the file was issued.
 */
FirmFile read_firm_file(Call *call, Text file, const char *type, const PublicKey *root, const char *what);

#endif
