#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

typedef struct Writer {
  Call *call;
  Buffer buffer;
  bool is_canonical;
} Writer;

/**
 * The fewest significant digits that mean this number, and its decimal exponent: what ECMAScript's Number::toString
 * begins with. printf rounds exactly, so the first precision that reads back as the number gives the digits closest to
 * it.
 * @return the exponent of the first digit
 */
static int shortest_digits(Call *call, double number, char digits[18]) {
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0) fail_oddly(call, "There is not enough memory.");
  const locale_t before = uselocale(plain);
  char text[32];
  for (int precision = 0; precision < 17; precision++) {
    snprintf(text, sizeof text, "%.*e", precision, number);
    if (strtod(text, NULL) == number) break;
  }
  uselocale(before);
  freelocale(plain);
  size_t count = 0;
  const char *next = text;
  for (; *next != 'e'; next++)
    if (*next != '.') digits[count++] = *next;
  digits[count] = '\0';
  return (int)strtol(next + 1, NULL, 10);
}

static void write_zeros(Writer *writer, int count) {
  for (; count > 0; count--) append_word(&writer->buffer, "0");
}

/** As ECMAScript spells numbers (RFC 8785 §3.2.2.3). */
static void write_number(Writer *writer, double number) {
  if (number == 0) {
    append_word(&writer->buffer, "0");
    return;
  }
  if (number < 0) append_word(&writer->buffer, "-");
  char digits[18];
  const int exponent = shortest_digits(writer->call, number < 0 ? -number : number, digits);
  const int count = (int)strlen(digits);
  if (exponent >= 21 || exponent < -6) {
    append(&writer->buffer, digits, 1);
    if (count > 1) append_text(&writer->buffer, format(writer->call, ".%s", digits + 1));
    append_text(&writer->buffer, format(writer->call, "e%+d", exponent));
  } else if (exponent < 0) {
    append_word(&writer->buffer, "0.");
    write_zeros(writer, -exponent - 1);
    append_word(&writer->buffer, digits);
  } else if (count <= exponent + 1) {
    append_word(&writer->buffer, digits);
    write_zeros(writer, exponent + 1 - count);
  } else {
    append(&writer->buffer, digits, (size_t)exponent + 1);
    append_word(&writer->buffer, ".");
    append_word(&writer->buffer, digits + exponent + 1);
  }
}

static bool is_surrogate(const unsigned char *bytes, size_t room) {
  return room >= 3 && bytes[0] == 0xED && bytes[1] >= 0xA0;
}

static void write_string(Writer *writer, Text text) {
  static const char named[] = "\"\\\b\f\n\r\t";
  static const char *const names[] = {"\\\"", "\\\\", "\\b", "\\f", "\\n", "\\r", "\\t"};
  Buffer *buffer = &writer->buffer;
  append_word(buffer, "\"");
  const unsigned char *bytes = (const unsigned char *)text.bytes;
  for (size_t index = 0; index < text.length; index++) {
    const unsigned char byte = bytes[index];
    const char *name = byte == '\0' ? NULL : strchr(named, byte);
    if (name != NULL) {
      append_word(buffer, names[name - named]);
    } else if (byte < 0x20) {
      append_text(buffer, format(writer->call, "\\u%04x", (unsigned)byte));
    } else if (is_surrogate(bytes + index, text.length - index)) {
      if (writer->is_canonical)
        fail(writer->call, OD_REFUSED, "FILE_DAMAGED", "Get the file once more.",
             "The file is refused: it holds a lone surrogate, which has no canonical form.");
      const unsigned unit = 0xD000u | (bytes[index + 1] & 0x3Fu) << 6 | (bytes[index + 2] & 0x3Fu);
      append_text(buffer, format(writer->call, "\\u%04x", unit));
      index += 2;
    } else {
      append(buffer, (const char *)bytes + index, 1);
    }
  }
  append_word(buffer, "\"");
}

static void write_value(Writer *writer, const Json *value) {
  Buffer *buffer = &writer->buffer;
  switch (value->type) {
    case JSON_NULL: append_word(buffer, "null"); break;
    case JSON_BOOLEAN: append_word(buffer, value->is_true ? "true" : "false"); break;
    case JSON_NUMBER: write_number(writer, value->number); break;
    case JSON_STRING: write_string(writer, value->string); break;
    case JSON_LIST:
      append_word(buffer, "[");
      for (size_t index = 0; index < value->count; index++) {
        if (index > 0) append_word(buffer, ",");
        write_value(writer, &value->items[index]);
      }
      append_word(buffer, "]");
      break;
    case JSON_OBJECT:
      append_word(buffer, "{");
      for (size_t index = 0; index < value->count; index++) {
        if (index > 0) append_word(buffer, ",");
        write_string(writer, value->members[index].name);
        append_word(buffer, ":");
        write_value(writer, &value->members[index].value);
      }
      append_word(buffer, "}");
      break;
  }
}

static Text written(Call *call, const Json *value, bool is_canonical) {
  Writer writer = {.call = call, .buffer = {.call = call}, .is_canonical = is_canonical};
  write_value(&writer, value);
  return text_in(&writer.buffer);
}

Text canonical_json(Call *call, const Json *value) { return written(call, value, true); }

Text write_json(Call *call, const Json *value) { return written(call, value, false); }
