#include <string.h>

#include "checks.h"
#include "encoding.h"
#include "json.h"

static void spellings(Call *call) {
  // ECMAScript's spellings of numbers, RFC 8785 appendix B.
  static const char *const numbers[][2] = {{"-0", "0"},
                                           {"5e-324", "5e-324"},
                                           {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
                                           {"9007199254740993", "9007199254740992"},
                                           {"295147905179352830000", "295147905179352830000"},
                                           {"999999999999999999999", "1e+21"},
                                           {"9.999999999999997e22", "9.999999999999997e+22"},
                                           {"1e23", "1e+23"},
                                           {"1.0000000000000001e23", "1.0000000000000001e+23"},
                                           {"0.000001", "0.000001"},
                                           {"0.0000001", "1e-7"},
                                           {"333333333.3333332", "333333333.3333332"},
                                           {"1.0", "1"},
                                           {"-12.50", "-12.5"},
                                           {"1424953923781206.2", "1424953923781206.2"},
                                           {"4.50E+1", "45"},
                                           {"123456789012345678", "123456789012345680"}};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++)
    check_text(canonical_json(call, parse_json(call, text_of(numbers[index][0]), "number")), text_of(numbers[index][1]),
               numbers[index][0]);
  const char *order = "{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"a\":1,\"a\":{\"c\":[],\"b\":{}},\"\":null}";
  const char *ordered = "{\"\":null,\"a\":{\"b\":{},\"c\":[]},\"\xF0\x9F\x98\x80\":2,\"\xEE\x80\x80\":1}";
  check_text(canonical_json(call, parse_json(call, text_of(order), "object")), text_of(ordered), "order of names");
}

typedef struct Parsing {
  Text text;
  bool is_canonical;
} Parsing;

static void parse(Call *call, void *argument) {
  const Parsing *parsing = argument;
  const Json *value = parse_json(call, parsing->text, "text");
  if (parsing->is_canonical) canonical_json(call, value);
}

static void not_json(Call *call) {
  static const char *const bad[] = {"",
                                    " ",
                                    "{",
                                    "[1,]",
                                    "{\"a\"}",
                                    "{\"a\":1,}",
                                    "01",
                                    "1.",
                                    ".5",
                                    "1e",
                                    "+1",
                                    "-",
                                    "nul",
                                    "truex",
                                    "\"\\x\"",
                                    "\"\\u12g4\"",
                                    "\"\t\"",
                                    "\"a",
                                    "[1 2]",
                                    "'a'",
                                    "1e999",
                                    "\"\xC0\xAF\"",
                                    "\"\xED\xA0\x80\"",
                                    "\"\xF4\x90\x80\x80\"",
                                    "\"\xE2\x82\"",
                                    "\xEF\xBB\xBF{}",
                                    "{\"a\":1 \"b\":2}",
                                    "NaN",
                                    "\"\xFF\""};
  for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++)
    check(attempt(call, parse, &(Parsing){text_of(bad[index]), false}, NULL) != NULL, bad[index]);
  check(attempt(call, parse, &(Parsing){{"\"\0\"", 3}, false}, NULL) != NULL, "a zero byte");
  check(attempt(call, parse, &(Parsing){text_of("\"\\ud800\""), false}, NULL) == NULL, "a lone surrogate is read");
  check(attempt(call, parse, &(Parsing){text_of("\"\\ud800\""), true}, NULL) != NULL,
        "a lone surrogate has no canonical form");
  Buffer deep = {.call = call};
  for (int depth = 0; depth < 200000; depth++) append_word(&deep, "[");
  check(attempt(call, parse, &(Parsing){text_in(&deep), false}, NULL) != NULL, "nested deeply");
}

static void times(Call *call) {
  static const char *const good[] = {"1970-01-01T00:00:00.000Z", "2026-01-31T12:00:00.000Z",
                                     "2000-02-29T23:59:59.999Z", "0000-01-01T00:00:00.000Z",
                                     "9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"};
  static const char *const bad[] = {"2026-02-29T00:00:00.000Z", "1900-02-29T00:00:00.000Z",
                                    "2026-13-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
                                    "2026-01-01T00:00:60.000Z", "2026-01-01T00:00:00Z",
                                    "2026-01-00T00:00:00.000Z", "2026-01-01T00:00:00.000+",
                                    "2026-1-01T00:00:00.0000Z", ""};
  int64_t time = 0;
  for (size_t index = 0; index < sizeof good / sizeof good[0]; index++)
    check(read_time(text_of(good[index]), &time) && is_word(time_text(call, time), good[index]), good[index]);
  for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++)
    check(!read_time(text_of(bad[index]), &time), bad[index]);
  check(read_time(text_of("2026-03-01T12:00:00.000Z"), &time) && time == INT64_C(1772366400000),
        "milliseconds of a time");
}

void json_and_times(Call *call) {
  spellings(call);
  not_json(call);
  times(call);
}
