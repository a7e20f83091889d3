#include <string.h>

#include "update.h"

/** The forms of the table in docs/formats.md §8.2. */
typedef enum Form { TEXT, INTEGER, INT64, TIME, BINARY, IDENTIFIER, OTHER } Form;

typedef struct Option {
  const char *name;
  bool is_required;
  Form form;
  int64_t least; /**< Of an integer, or of the bytes of a text. */
  int64_t most;
  void (*check)(Place);
} Option;

static void check(Place object, const Option *options, size_t count) {
  for (const Option *option = options; option < options + count; option++) {
    const Place here = at(object, option->name);
    if (!is_there(here) && !option->is_required) continue;
    switch (option->form) {
      case TEXT: a_text(here, (size_t)option->least, (size_t)option->most); break;
      case INTEGER: an_integer(here, option->least, option->most); break;
      case INT64: an_int64(here); break;
      case TIME: a_time(here); break;
      case BINARY: a_binary(here, (size_t)option->most); break;
      case IDENTIFIER: an_identifier(here); break;
      case OTHER: option->check(here); break;
    }
  }
}

#define CHECK(object, options) check(object, options, sizeof(options) / sizeof(options)[0])

static void check_boolean(Place here) { a_boolean(here); }

static void check_maintenance(Place here) {
  static const Option span[] = {{"start", true, TIME, 0, 0, NULL}, {"end", true, TIME, 0, 0, NULL}};
  CHECK(here, span);
}

static void check_typed_data(Place here) {
  static const Option entry[] = {{"type", true, INTEGER, 0, 127, NULL}, {"data", true, BINARY, 0, 256, NULL}};
  bool seen[128] = {false};
  const size_t count = list_length(here, 0, 128);
  for (size_t index = 0; index < count; index++) {
    CHECK(item(here, index), entry);
    bool *type = &seen[an_integer(at(item(here, index), "type"), 0, 127)];
    if (*type) refuse(here.call, MALFORMED, "%s names an entry twice", here.path);
    *type = true;
  }
}

static void check_module_items(Place here) {
  static const Option module_item[] = {
      {"productCode", true, INTEGER, 0, MAX_UINT32, NULL},
      {"text", false, TEXT, 0, 256, NULL},
      {"featureMap", false, INTEGER, 0, MAX_UINT32, NULL},
      {"licenseQuantity", false, INTEGER, 0, MAX_INT32, NULL},
  };
  const size_t count = list_length(here, 0, 200);
  for (size_t index = 0; index < count; index++) CHECK(item(here, index), module_item);
}

static void check_transfer_scheme(Place here) {
  a_word_of(here, (const char *const[]){"complete", "units", "licenses", "borrow", NULL});
}

static void check_transfer(Place here) {
  static const Option transfer[] = {
      {"scheme", true, OTHER, 0, 0, check_transfer_scheme}, {"mayBePulled", true, OTHER, 0, 0, check_boolean},
      {"mayBeReturned", true, OTHER, 0, 0, check_boolean},  {"firmItemMustExist", true, OTHER, 0, 0, check_boolean},
      {"keepHistory", true, OTHER, 0, 0, check_boolean},    {"borrowHours", true, INTEGER, 0, MAX_INT32, NULL},
  };
  CHECK(here, transfer);
}

static void check_option_name(Place here) {
  const Text name = a_text(here, 1, 40);
  for (size_t index = 0; index < name.length; index++) {
    const char c = name.bytes[index];
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
      refuse(here.call, MALFORMED, "%s is no name of an option", here.path);
  }
}

static void check_dependence(Place here) {
  a_word_of(here, (const char *const[]){"firmAccessCounter", "firmUpdateCounter", "firmPreciseTime", NULL});
}

static void check_dependencies(Place here) {
  static const Option dependency[] = {{"option", true, OTHER, 0, 0, check_option_name},
                                      {"dependsOn", true, OTHER, 0, 0, check_dependence}};
  const size_t count = list_length(here, 0, 16);
  for (size_t index = 0; index < count; index++) CHECK(item(here, index), dependency);
}

/** Numbers joined by dots. */
static void check_version(Place here) {
  const Text version = a_text(here, 1, 20);
  bool is_digit = false;
  for (size_t index = 0; index < version.length; index++) {
    const char c = version.bytes[index];
    const bool was_digit = is_digit;
    is_digit = c >= '0' && c <= '9';
    if (!is_digit && !(c == '.' && was_digit)) refuse(here.call, MALFORMED, "%s is no version", here.path);
  }
  if (!is_digit) refuse(here.call, MALFORMED, "%s is no version", here.path);
}

static void check_parameters(Place here) {
  const Json *parameters = an_object(here);
  if (parameters->count > 100) refuse(here.call, MALFORMED, "%s has more than 100 members", here.path);
  for (size_t index = 0; index < parameters->count; index++)
    a_text(place(here.call, &parameters->members[index].value, here.path), 0, 16000);
}

void check_options(Place options) {
  static const Option known[] = {
      {"itemNumber", true, TEXT, 1, 256, NULL},
      {"name", true, TEXT, 1, 1024, NULL},
      {"firmCode", true, INTEGER, 1, MAX_INT32, NULL},
      {"productCode", true, INTEGER, 0, MAX_UINT32, NULL},
      {"text", false, TEXT, 0, 256, NULL},
      {"featureMap", false, INTEGER, 0, MAX_UINT32, NULL},
      {"licenseQuantity", false, INTEGER, 0, MAX_INT32, NULL},
      {"unitCounter", false, INT64, 0, 0, NULL},
      {"activationTime", false, TIME, 0, 0, NULL},
      {"expirationTime", false, TIME, 0, 0, NULL},
      {"usagePeriod", false, INTEGER, 1, MAX_INT32, NULL},
      {"maintenancePeriod", false, OTHER, 0, 0, check_maintenance},
      {"customerOwnedLicenseInformation", false, TEXT, 0, 256, NULL},
      {"userData", false, BINARY, 0, 256, NULL},
      {"protectedData", false, BINARY, 0, 256, NULL},
      {"extendedProtectedData", false, OTHER, 0, 0, check_typed_data},
      {"lingerTime", false, INTEGER, 0, MAX_INT32, NULL},
      {"minimumRuntimeVersion", false, OTHER, 0, 0, check_version},
      {"universalData", false, BINARY, 0, 32768, NULL},
      {"moduleItems", false, OTHER, 0, 0, check_module_items},
      {"licenseTransfer", false, OTHER, 0, 0, check_transfer},
      {"dependencies", false, OTHER, 0, 0, check_dependencies},
      {"ridesOn", false, IDENTIFIER, 0, 0, NULL},
      {"parameters", false, OTHER, 0, 0, check_parameters},
  };
  CHECK(options, known);
}
