#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

enum { MOST_NESTED = 100, MOST_VALUES = 2000000 };

typedef struct Parser {
  Call *call;
  const char *what;
  const unsigned char *next;
  const unsigned char *end;
  size_t values;
  int depth;
} Parser;

static _Noreturn void refuse_json(Parser *parser) {
  fail(parser->call, OD_REFUSED, "FILE_DAMAGED",
       "Get the file once more; it may have been cut off or changed on its way.",
       "The file is refused: %s is not JSON in UTF-8.", parser->what);
}

static bool is_next(Parser *parser, char wanted) {
  if (parser->next == parser->end || *parser->next != (unsigned char)wanted) return false;
  parser->next++;
  return true;
}

static void require(Parser *parser, const char *word) {
  for (; *word != '\0'; word++)
    if (!is_next(parser, *word)) refuse_json(parser);
}

static void skip_space(Parser *parser) {
  while (parser->next < parser->end && strchr(" \t\n\r", *parser->next) != NULL && *parser->next != '\0')
    parser->next++;
}

static bool is_digit_next(const Parser *parser) {
  return parser->next < parser->end && *parser->next >= '0' && *parser->next <= '9';
}

static void skip_digits(Parser *parser) {
  if (!is_digit_next(parser)) refuse_json(parser);
  while (is_digit_next(parser)) parser->next++;
}

/** strtod reads the decimal point of the program's locale, which may be a comma; a JSON number has a point anywhere. */
static double number_in(Call *call, const char *digits) {
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0) fail_oddly(call, "There is not enough memory.");
  const locale_t before = uselocale(plain);
  const double number = strtod(digits, NULL);
  uselocale(before);
  freelocale(plain);
  return number;
}

static Json parse_number(Parser *parser) {
  const unsigned char *start = parser->next;
  bool is_plain = !is_next(parser, '-');
  if (!is_next(parser, '0')) skip_digits(parser);
  if (is_next(parser, '.')) {
    is_plain = false;
    skip_digits(parser);
  }
  if (is_next(parser, 'e') || is_next(parser, 'E')) {
    is_plain = false;
    if (!is_next(parser, '+')) is_next(parser, '-');
    skip_digits(parser);
  }
  const size_t length = (size_t)(parser->next - start);
  double number = 0;
  if (is_plain && length <= 15) {
    for (const unsigned char *digit = start; digit < parser->next; digit++) number = number * 10 + (*digit - '0');
  } else {
    number = number_in(parser->call, copy_text(parser->call, (const char *)start, length).bytes);
  }
  if (!isfinite(number)) refuse_json(parser);
  return json_number(number);
}

static unsigned parse_hex(Parser *parser) {
  unsigned unit = 0;
  for (int digit = 0; digit < 4; digit++) {
    if (parser->next == parser->end) refuse_json(parser);
    const unsigned char c = *parser->next++;
    const unsigned value = c >= '0' && c <= '9'   ? (unsigned)c - '0'
                           : c >= 'a' && c <= 'f' ? (unsigned)c - 'a' + 10
                           : c >= 'A' && c <= 'F' ? (unsigned)c - 'A' + 10
                                                  : 16;
    if (value == 16) refuse_json(parser);
    unit = unit * 16 + value;
  }
  return unit;
}

static bool is_high(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
static bool is_low(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

/** `\uXXXX`, and the second half of a pair if it follows. */
static void parse_unit(Parser *parser, Buffer *buffer) {
  const unsigned first = parse_hex(parser);
  if (is_high(first) && parser->end - parser->next >= 6 && parser->next[0] == '\\' && parser->next[1] == 'u') {
    const unsigned char *after_first = parser->next;
    parser->next += 2;
    const unsigned second = parse_hex(parser);
    if (is_low(second)) {
      append_character(buffer, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
      return;
    }
    parser->next = after_first;
  }
  append_character(buffer, first);
}

static void parse_escape(Parser *parser, Buffer *buffer) {
  static const char names[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  if (is_next(parser, 'u')) {
    parse_unit(parser, buffer);
    return;
  }
  if (parser->next == parser->end || *parser->next == '\0') refuse_json(parser);
  const char *name = strchr(names, *parser->next++);
  if (name == NULL) refuse_json(parser);
  append(buffer, &meanings[name - names], 1);
}

/** Length of the well-formed UTF-8 character here, as RFC 3629 allows them; 0 if it is none. */
static size_t character_length(const unsigned char *bytes, size_t room) {
  const unsigned char lead = bytes[0];
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                        : (lead & 0xF0) == 0xE0        ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 0;
  if (length == 0 || room < length) return 0;
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < least || bytes[1] > most) return 0;
  for (size_t index = 2; index < length; index++)
    if ((bytes[index] & 0xC0) != 0x80) return 0;
  return length;
}

static Text parse_string(Parser *parser) {
  Buffer buffer = {.call = parser->call};
  for (;;) {
    if (parser->next == parser->end) refuse_json(parser);
    const unsigned char *from = parser->next;
    while (parser->next < parser->end && *parser->next >= 0x20 && *parser->next != '"' && *parser->next != '\\') {
      const size_t length = character_length(parser->next, (size_t)(parser->end - parser->next));
      if (length == 0) refuse_json(parser);
      parser->next += length;
    }
    append(&buffer, (const char *)from, (size_t)(parser->next - from));
    if (is_next(parser, '"')) return text_in(&buffer);
    if (!is_next(parser, '\\')) refuse_json(parser);
    parse_escape(parser, &buffer);
  }
}

static Json parse_value(Parser *parser);

static Json parse_list(Parser *parser) {
  Json list = json_list();
  skip_space(parser);
  if (is_next(parser, ']')) return list;
  do {
    add_item(parser->call, &list, parse_value(parser));
    skip_space(parser);
  } while (is_next(parser, ','));
  require(parser, "]");
  return list;
}

static Json parse_members(Parser *parser) {
  Json object = json_object();
  Json pairs = json_list();
  skip_space(parser);
  if (is_next(parser, '}')) return object;
  do {
    skip_space(parser);
    require(parser, "\"");
    add_item(parser->call, &pairs, json_text(parse_string(parser)));
    skip_space(parser);
    require(parser, ":");
    add_item(parser->call, &pairs, parse_value(parser));
    skip_space(parser);
  } while (is_next(parser, ','));
  require(parser, "}");
  object.count = object.room = pairs.count / 2;
  object.members = grab_many(parser->call, object.count, sizeof *object.members);
  for (size_t index = 0; index < object.count; index++)
    object.members[index] = (Member){pairs.items[2 * index].string, pairs.items[2 * index + 1]};
  sort_members(parser->call, &object);
  return object;
}

static Json parse_value(Parser *parser) {
  skip_space(parser);
  if (parser->next == parser->end || ++parser->values > MOST_VALUES || parser->depth > MOST_NESTED) refuse_json(parser);
  const unsigned char first = *parser->next;
  if (first == '-' || (first >= '0' && first <= '9')) return parse_number(parser);
  if (is_next(parser, '"')) return json_text(parse_string(parser));
  Json value = {.type = JSON_NULL};
  parser->depth++;
  if (is_next(parser, '['))
    value = parse_list(parser);
  else if (is_next(parser, '{'))
    value = parse_members(parser);
  else if (first == 't')
    require(parser, "true"), value = json_boolean(true);
  else if (first == 'f')
    require(parser, "false"), value = json_boolean(false);
  else
    require(parser, "null");
  parser->depth--;
  return value;
}

Json *parse_json(Call *call, Text text, const char *what) {
  const unsigned char *bytes = (const unsigned char *)text.bytes;
  Parser parser = {.call = call, .what = what, .next = bytes, .end = bytes + text.length};
  Json *value = grab(call, sizeof *value);
  *value = parse_value(&parser);
  skip_space(&parser);
  if (parser.next != parser.end) refuse_json(&parser);
  return value;
}

Json *parse_object(Call *call, Text text, const char *what) {
  Json *value = parse_json(call, text, what);
  if (value->type != JSON_OBJECT)
    fail(call, OD_REFUSED, "FILE_DAMAGED", "Get the file once more; it may have been cut off or changed on its way.",
         "The file is refused: %s is not a JSON object.", what);
  return value;
}
