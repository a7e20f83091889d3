#include "encoding.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void refuse(Call *call, Rule rule, const char *text, ...) {
  static const struct {
    const char *code;
    const char *advice;
  } words[] = {
      [MALFORMED] = {"FILE_DAMAGED", "Get the file once more; it may have been cut off or changed on its way."},
      [UNSUPPORTED] = {"FILE_DAMAGED", "Check that it is the right file; if it is, update the runtime."},
      [SIGNATURE] = {"FILE_DAMAGED", "Do not use it. Get the file once more, straight from the Depot."},
      [SEALED] = {"FILE_DAMAGED", "Get the file once more."},
      [OTHER_ROOT] = {"OTHER_ROOT", "It does not come from the vendor whom this container trusts. Do not use it."},
      [OTHER_FIRM] = {"OTHER_FIRM", "It does not come from the vendor of this firm code. Do not use it."},
      [CERTIFICATE_TIME] = {"CERTIFICATE_TIME", "Ask the vendor; their signing key needs a new certificate."},
  };
  char why[900];
  va_list values;
  va_start(values, text);
  vsnprintf(why, sizeof why, text, values);
  va_end(values);
  fail(call, OD_REFUSED, words[rule].code, words[rule].advice, "The file is refused: %s.", why);
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Text to_base64url(Call *call, Text bytes) {
  const unsigned char *from = (const unsigned char *)bytes.bytes;
  char *text = grab(call, bytes.length / 3 * 4 + 5);
  size_t length = 0;
  for (size_t index = 0; index < bytes.length; index += 3) {
    const size_t here = bytes.length - index < 3 ? bytes.length - index : 3;
    const unsigned group = (unsigned)from[index] << 16 | (here > 1 ? (unsigned)from[index + 1] << 8 : 0) |
                           (here > 2 ? (unsigned)from[index + 2] : 0);
    for (unsigned part = 0; part <= here; part++) text[length++] = alphabet[group >> (18 - 6 * part) & 63];
  }
  return (Text){text, length};
}

Text from_base64url(Call *call, Text text, const char *path) {
  char *bytes = grab(call, text.length / 4 * 3 + 4);
  size_t length = 0;
  unsigned group = 0;
  unsigned bits = 0;
  bool is_good = text.length % 4 != 1;
  for (size_t index = 0; index < text.length && is_good; index++) {
    const char *place = text.bytes[index] == '\0' ? NULL : strchr(alphabet, text.bytes[index]);
    is_good = place != NULL;
    group = (group << 6 | (is_good ? (unsigned)(place - alphabet) : 0)) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (char)(group >> bits & 0xFF);
  }
  if (!is_good || (group & ((1u << bits) - 1)) != 0) refuse(call, MALFORMED, "%s is not base64url", path);
  return (Text){bytes, length};
}

static void release_digest(void *context) { EVP_MD_CTX_free(context); }

Text sha256(Call *call, const Text *parts, size_t count) {
  unsigned char *hash = grab(call, HASH_SIZE + 1);
  EVP_MD_CTX *context = keep(call, EVP_MD_CTX_new(), release_digest);
  bool is_good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
  for (size_t index = 0; index < count; index++)
    is_good = is_good && EVP_DigestUpdate(context, parts[index].bytes, parts[index].length) == 1;
  if (!is_good || EVP_DigestFinal_ex(context, hash, NULL) != 1) fail_oddly(call, "SHA-256 does not work.");
  return (Text){(char *)hash, HASH_SIZE};
}

Text sha256_text(Call *call, Text bytes) { return to_base64url(call, sha256(call, &bytes, 1)); }

Text random_bytes(Call *call, size_t count) {
  unsigned char *bytes = grab(call, count + 1);
  if (RAND_bytes(bytes, (int)count) != 1) fail_oddly(call, "There are no random numbers.");
  return (Text){(char *)bytes, count};
}

Text to_hex(Call *call, Text bytes) {
  char *text = grab(call, bytes.length * 2 + 1);
  for (size_t index = 0; index < bytes.length; index++)
    snprintf(text + index * 2, 3, "%02x", (unsigned)(unsigned char)bytes.bytes[index]);
  return (Text){text, bytes.length * 2};
}

/** Days since 1970-01-01 of a day of the Gregorian calendar; years are counted from March, so that the leap day is
 * last. */
static int64_t days_since_epoch(int64_t year, int64_t month, int64_t day) {
  if (month <= 2) year--;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static int64_t days_in_month(int64_t year, int64_t month) {
  static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && is_leap);
}

bool read_time(Text text, int64_t *milliseconds) {
  static const char pattern[] = "0000-00-00T00:00:00.000Z";
  if (text.length != sizeof pattern - 1) return false;
  int64_t fields[7] = {0};
  size_t field = 0;
  for (size_t index = 0; index < text.length; index++) {
    const char c = text.bytes[index];
    const bool is_digit = c >= '0' && c <= '9';
    if (pattern[index] == '0' ? !is_digit : c != pattern[index]) return false;
    if (is_digit)
      fields[field] = fields[field] * 10 + (c - '0');
    else if (++field == 7)
      break;
  }
  const int64_t year = fields[0], month = fields[1], day = fields[2], hour = fields[3], minute = fields[4],
                second = fields[5];
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  const int64_t days = days_since_epoch(year, month, day);
  *milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fields[6];
  return true;
}

Text time_text(Call *call, int64_t milliseconds) {
  int64_t days = milliseconds / 86400000;
  int64_t rest = milliseconds % 86400000;
  if (rest < 0) rest += 86400000, days--;
  // The inverse of days_since_epoch.
  const int64_t shifted = days + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int64_t day_of_era = shifted - era * 146097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int64_t year = year_of_era + era * 400 + (month <= 2);
  const int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  return format(call,
                "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64 "Z",
                year, month, day, rest / 3600000, rest / 60000 % 60, rest / 1000 % 60, rest % 1000);
}

bool read_int64(Text text, int64_t *number) {
  if (text.length == 0 || text.length > 19 || (text.length > 1 && text.bytes[0] == '0')) return false;
  uint64_t value = 0;
  for (size_t index = 0; index < text.length; index++) {
    if (text.bytes[index] < '0' || text.bytes[index] > '9') return false;
    value = value * 10 + (uint64_t)(text.bytes[index] - '0');
  }
  *number = (int64_t)value;
  return value <= INT64_MAX;
}
