#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "call.h"

Text text_of(const char *zero_terminated) { return (Text){zero_terminated, strlen(zero_terminated)}; }

Text copy_text(Call *call, const char *bytes, size_t length) {
  char *copy = grab(call, length + 1);
  if (length > 0) memcpy(copy, bytes, length);
  return (Text){copy, length};
}

Text format(Call *call, const char *pattern, ...) {
  va_list values;
  va_start(values, pattern);
  const int length = vsnprintf(NULL, 0, pattern, values);
  va_end(values);
  if (length < 0) fail_oddly(call, "A text cannot be written.");
  char *text = grab(call, (size_t)length + 1);
  va_start(values, pattern);
  vsnprintf(text, (size_t)length + 1, pattern, values);
  va_end(values);
  return (Text){text, (size_t)length};
}

Text join(Call *call, Text first, Text second) {
  char *both = grab(call, first.length + second.length + 1);
  if (first.length > 0) memcpy(both, first.bytes, first.length);
  if (second.length > 0) memcpy(both + first.length, second.bytes, second.length);
  return (Text){both, first.length + second.length};
}

bool same(Text a, Text b) { return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0); }

bool is_word(Text text, const char *word) { return same(text, text_of(word)); }

void append(Buffer *buffer, const char *bytes, size_t length) {
  if (length >= buffer->room - buffer->length || buffer->room == 0) {
    const size_t needed = buffer->length + length + 1;
    size_t room = buffer->room < 256 ? 256 : buffer->room * 2;
    if (room < needed) room = needed;
    char *larger = grab(buffer->call, room);
    if (buffer->length > 0) memcpy(larger, buffer->bytes, buffer->length);
    buffer->bytes = larger;
    buffer->room = room;
  }
  if (length > 0) memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

void append_text(Buffer *buffer, Text text) { append(buffer, text.bytes, text.length); }

void append_word(Buffer *buffer, const char *zero_terminated) { append_text(buffer, text_of(zero_terminated)); }

void append_character(Buffer *buffer, unsigned long point) {
  const char last = (char)(0x80 | (point & 0x3F));
  if (point < 0x80) {
    append(buffer, (const char[]){(char)point}, 1);
  } else if (point < 0x800) {
    append(buffer, (const char[]){(char)(0xC0 | point >> 6), last}, 2);
  } else if (point < 0x10000) {
    append(buffer, (const char[]){(char)(0xE0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3F)), last}, 3);
  } else {
    const char middle[] = {(char)(0x80 | (point >> 12 & 0x3F)), (char)(0x80 | (point >> 6 & 0x3F))};
    append(buffer, (const char[]){(char)(0xF0 | point >> 18), middle[0], middle[1], last}, 4);
  }
}

Text text_in(Buffer *buffer) {
  append(buffer, "", 0);
  buffer->bytes[buffer->length] = '\0';
  return (Text){buffer->bytes, buffer->length};
}

void put_text(char *target, size_t size, Text text) {
  size_t length = text.length < size - 1 ? text.length : size - 1;
  // Never half a character of UTF-8.
  while (length < text.length && length > 0 && ((unsigned char)text.bytes[length] & 0xC0) == 0x80) length--;
  if (length > 0) memcpy(target, text.bytes, length);
  target[length] = '\0';
}
