/** Bytes and times as the files write them (docs/formats.md §2), and hashes. */
#ifndef OD_ENCODING_H
#define OD_ENCODING_H

#include "call.h"

enum { MOST_FILE = 16 * 1024 * 1024, HASH_SIZE = 32 };

/** Which rule of docs/formats.md a file breaks. */
typedef enum Rule {
  MALFORMED,        /**< Not the JSON, the encoding or the members that the page describes. */
  UNSUPPORTED,      /**< Another type of file, or a version or action that is not known. */
  SIGNATURE,        /**< The signature does not belong to these bytes and this key. */
  SEALED,           /**< Sealed data cannot be opened with this agreement key. */
  OTHER_ROOT,       /**< The certificate is not signed by the pinned root. */
  OTHER_FIRM,       /**< The file or its certificate speaks for another firm code. */
  CERTIFICATE_TIME, /**< The certificate was not valid when the file was issued. */
} Rule;

/** Refuses a file, with the code and advice of the rule. */
_Noreturn void refuse(Call *call, Rule rule, const char *text, ...) OD_PRINTF(3, 4);

Text to_base64url(Call *call, Text bytes);
/** Refuses padding, blanks, foreign characters and spare bits. */
Text from_base64url(Call *call, Text text, const char *path);

/** SHA-256 over all the parts together: 32 bytes. */
Text sha256(Call *call, const Text *parts, size_t count);
/** The same in base64url. */
Text sha256_text(Call *call, Text bytes);
Text random_bytes(Call *call, size_t count);
Text to_hex(Call *call, Text bytes);

/** `2026-01-31T12:00:00.000Z` */
Text time_text(Call *call, int64_t milliseconds);
/** False if it is not of exactly that form, or a day that does not exist. */
bool read_time(Text text, int64_t *milliseconds);

/** 0 to 2^63-1 as decimal text without leading zeros. */
bool read_int64(Text text, int64_t *number);

#endif
