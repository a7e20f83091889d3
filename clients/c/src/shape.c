#include "shape.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

Place place(Call *call, const Json *value, const char *path) { return (Place){call, value, path}; }

Place at(Place object, const char *name) {
  an_object(object);
  return place(object.call, member_of(object.value, name), format(object.call, "%s.%s", object.path, name).bytes);
}

Place item(Place list, size_t index) {
  return place(list.call, &list.value->items[index], format(list.call, "%s[%zu]", list.path, index).bytes);
}

bool is_there(Place here) { return here.value != NULL; }

static bool is_of(Place here, JsonType type) { return here.value != NULL && here.value->type == type; }

size_t list_length(Place list, size_t least, size_t most) {
  if (!is_of(list, JSON_LIST)) refuse(list.call, MALFORMED, "%s is not a list", list.path);
  const size_t count = list.value->count;
  if (count < least || count > most)
    refuse(list.call, MALFORMED, "%s has %zu entries, not %zu to %zu", list.path, count, least, most);
  return count;
}

const Json *an_object(Place here) {
  if (!is_of(here, JSON_OBJECT)) refuse(here.call, MALFORMED, "%s is not an object", here.path);
  return here.value;
}

void only(Place here, const char *const names[]) {
  an_object(here);
  for (size_t index = 0; index < here.value->count; index++) {
    const Text name = here.value->members[index].name;
    size_t known = 0;
    while (names[known] != NULL && !is_word(name, names[known])) known++;
    if (names[known] == NULL)
      refuse(here.call, UNSUPPORTED, "%s has a member that is not known: %s", here.path, name.bytes);
  }
}

int64_t an_integer(Place here, int64_t least, int64_t most) {
  const double number = is_of(here, JSON_NUMBER) ? here.value->number : NAN;
  // The limits are within 32 bits, so they are exact as doubles; NaN fits nowhere.
  if (!(number >= (double)least && number <= (double)most && number == floor(number)))
    refuse(here.call, MALFORMED, "%s is not an integer from %" PRId64 " to %" PRId64, here.path, least, most);
  return (int64_t)number;
}

static Text a_string(Place here) {
  if (!is_of(here, JSON_STRING)) refuse(here.call, MALFORMED, "%s is not a string", here.path);
  return here.value->string;
}

Text a_text(Place here, size_t least, size_t most) {
  const Text text = a_string(here);
  if (text.length < least || text.length > most)
    refuse(here.call, MALFORMED, "%s has %zu bytes, not %zu to %zu", here.path, text.length, least, most);
  return text;
}

Text a_word_of(Place here, const char *const words[]) {
  const Text text = a_string(here);
  for (size_t index = 0; words[index] != NULL; index++)
    if (is_word(text, words[index])) return text;
  refuse(here.call, MALFORMED, "%s is not one of the words that are known", here.path);
}

void exactly_one(Place here) {
  if (!is_of(here, JSON_NUMBER) || here.value->number != 1) refuse(here.call, MALFORMED, "%s is not 1", here.path);
}

bool a_boolean(Place here) {
  if (!is_of(here, JSON_BOOLEAN)) refuse(here.call, MALFORMED, "%s is not true or false", here.path);
  return here.value->is_true;
}

static bool is_among(Text text, const char *allowed) {
  for (size_t index = 0; index < text.length; index++)
    if (text.bytes[index] == '\0' || strchr(allowed, text.bytes[index]) == NULL) return false;
  return true;
}

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

Text an_identifier(Place here) {
  const Text text = a_text(here, 1, 64);
  if (!is_among(text, DIGITS LETTERS "._-") || strchr("._-", text.bytes[0]) != NULL)
    refuse(here.call, MALFORMED, "%s is no identifier", here.path);
  return text;
}

Text a_serial(Place here) {
  const Text text = a_text(here, 3, OD_SERIAL_SIZE - 1);
  static const char *const masks[] = {"3-", "130-", "140-"};
  for (size_t index = 0; index < sizeof masks / sizeof masks[0]; index++) {
    const size_t mask = strlen(masks[index]);
    int64_t number;
    if (strncmp(text.bytes, masks[index], mask) != 0) continue;
    if (read_int64((Text){text.bytes + mask, text.length - mask}, &number)) return text;
  }
  refuse(here.call, MALFORMED, "%s is no serial of a container", here.path);
}

Text a_thumbprint(Place here) {
  const Text text = a_text(here, 43, 43);
  if (!is_among(text, DIGITS LETTERS "_-")) refuse(here.call, MALFORMED, "%s is no thumbprint", here.path);
  return text;
}

Text a_binary(Place here, size_t most) {
  const Text bytes = from_base64url(here.call, a_string(here), here.path);
  if (bytes.length > most)
    refuse(here.call, MALFORMED, "%s has %zu bytes, more than %zu", here.path, bytes.length, most);
  return bytes;
}

Text a_hash(Place here) {
  const Text bytes = a_binary(here, HASH_SIZE);
  if (bytes.length != HASH_SIZE) refuse(here.call, MALFORMED, "%s is not 32 bytes long", here.path);
  return bytes;
}

int64_t an_int64(Place here) {
  int64_t number;
  if (!is_of(here, JSON_STRING) || !read_int64(here.value->string, &number))
    refuse(here.call, MALFORMED, "%s is not a decimal string from 0 to 9223372036854775807", here.path);
  return number;
}

int64_t a_time(Place here) {
  int64_t milliseconds;
  if (!is_of(here, JSON_STRING) || !read_time(here.value->string, &milliseconds))
    refuse(here.call, MALFORMED, "%s is not a UTC time of the form 2026-01-31T12:00:00.000Z", here.path);
  return milliseconds;
}
