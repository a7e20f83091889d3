#include "terms.h"

#include <inttypes.h>
#include <string.h>

static const int64_t day = 86400000;

static const Json *options_of(const Json *license) { return member_of(license, "options"); }

static uint32_t uint_member(const Json *object, const char *name) {
  const Json *value = member_of(object, name);
  return value == NULL ? 0 : (uint32_t)value->number;
}

const Json *as_product(Call *call, const Json *license, uint32_t product_code) {
  const Json *options = options_of(license);
  if (uint_member(options, "productCode") == product_code) return license;
  const Json *items = member_of(options, "moduleItems");
  for (size_t index = 0; items != NULL && index < items->count; index++) {
    const Json *item = &items->items[index];
    if (uint_member(item, "productCode") != product_code) continue;
    Json seen_options = json_object();
    for (size_t member = 0; member < options->count; member++)
      set_member_by(call, &seen_options, options->members[member].name, options->members[member].value);
    for (size_t member = 0; member < item->count; member++)
      set_member_by(call, &seen_options, item->members[member].name, item->members[member].value);
    Json *seen = grab(call, sizeof *seen);
    *seen = json_object();
    for (size_t member = 0; member < license->count; member++)
      set_member_by(call, seen, license->members[member].name, license->members[member].value);
    set_member(call, seen, "options", seen_options);
    return seen;
  }
  return NULL;
}

const Json *base_of(const Json *license, const Json *licenses) {
  const Text base_id = text_member(options_of(license), "ridesOn");
  if (base_id.length == 0) return NULL;
  const size_t index = find_license(licenses, base_id);
  return index < licenses->count ? &licenses->items[index] : NULL;
}

bool is_timed(const Json *license) {
  const Json *options = options_of(license);
  return member_of(options, "activationTime") != NULL || member_of(options, "expirationTime") != NULL ||
         member_of(options, "usagePeriod") != NULL;
}

bool units_left(const Json *license, int64_t *left) {
  if (member_of(options_of(license), "unitCounter") == NULL) return false;
  const int64_t granted = int64_member(options_of(license), "unitCounter");
  const int64_t consumed = int64_member(license, "consumed");
  *left = granted > consumed ? granted - consumed : 0;
  return true;
}

static void end_at(Terms *terms, int64_t end) {
  if (!terms->has_end || end < terms->end) terms->end = end;
  terms->has_end = true;
}

static Terms own_terms(const Json *license) {
  const Json *options = options_of(license);
  const Json *maintenance = member_of(options, "maintenancePeriod");
  Terms terms = {
      .feature_map = uint_member(options, "featureMap"),
      .has_quantity = member_of(options, "licenseQuantity") != NULL,
      .quantity = int_member(options, "licenseQuantity"),
      .has_maintenance = maintenance != NULL,
  };
  terms.has_units = units_left(license, &terms.units_left);
  terms.has_begin = read_time(text_member(options, "activationTime"), &terms.begin);
  int64_t time;
  if (read_time(text_member(options, "expirationTime"), &time)) end_at(&terms, time);
  const bool is_begun = read_time(text_member(license, "firstUsedAt"), &time);
  if (is_begun && member_of(options, "usagePeriod") != NULL)
    end_at(&terms, time + int_member(options, "usagePeriod") * day);
  if (maintenance != NULL) {
    read_time(text_member(maintenance, "start"), &terms.maintenance_start);
    read_time(text_member(maintenance, "end"), &terms.maintenance_end);
  }
  return terms;
}

/** `most` bases are followed: a chain of bases ends, whatever a file says. */
static Terms terms_within(const Json *license, const Json *licenses, size_t most) {
  Terms terms = own_terms(license);
  const Json *base = most == 0 ? NULL : base_of(license, licenses);
  if (base == NULL) return terms;
  const Terms under = terms_within(base, licenses, most - 1);
  if (under.has_begin && (!terms.has_begin || under.begin > terms.begin)) {
    terms.has_begin = true;
    terms.begin = under.begin;
  }
  if (under.has_end) end_at(&terms, under.end);
  if (!terms.has_quantity && under.has_quantity) {
    terms.has_quantity = true;
    terms.quantity = under.quantity;
  }
  if (!terms.has_maintenance && under.has_maintenance) {
    terms.has_maintenance = true;
    terms.maintenance_start = under.maintenance_start;
    terms.maintenance_end = under.maintenance_end;
  }
  return terms;
}

enum { MOST_BASES = 100 };

Terms terms_of(const Json *license, const Json *licenses) { return terms_within(license, licenses, MOST_BASES); }

/** Number by number; missing ones are 0. */
static bool is_older(const char *version, const char *than) {
  while (*version != '\0' || *than != '\0') {
    size_t digits[2] = {strspn(version, "0123456789"), strspn(than, "0123456789")};
    const char *numbers[2] = {version, than};
    for (int side = 0; side < 2; side++)
      while (digits[side] > 0 && *numbers[side] == '0') numbers[side]++, digits[side]--;
    if (digits[0] != digits[1]) return digits[0] < digits[1];
    const int order = strncmp(numbers[0], numbers[1], digits[0]);
    if (order != 0) return order < 0;
    version = numbers[0] + digits[0] + (numbers[0][digits[0]] == '.');
    than = numbers[1] + digits[1] + (numbers[1][digits[1]] == '.');
  }
  return false;
}

static _Noreturn void broken(Call *call, const char *reason, Text text) {
  fail(call, OD_REFUSED, reason, "Ask the vendor.", "%s", text.bytes);
}

void require_terms(Call *call, const Json *license, const Terms *terms, const Asking *asking) {
  if (terms->has_begin && asking->now < terms->begin)
    broken(call, "NOT_YET_VALID", format(call, "It is valid from %s.", time_text(call, terms->begin).bytes));
  if (terms->has_end && asking->now >= terms->end)
    broken(call, "EXPIRED", format(call, "It expired at %s.", time_text(call, terms->end).bytes));
  if (terms->has_units && terms->units_left == 0) broken(call, "UNITS_USED_UP", text_of("All its units are used up."));
  if ((asking->features & ~terms->feature_map) != 0)
    broken(call, "FEATURE_MISSING",
           format(call, "Its feature map is %" PRIu32 "; the program needs %" PRIu32 ".", terms->feature_map,
                  asking->features));
  const bool is_covered =
      asking->released_at >= terms->maintenance_start && asking->released_at < terms->maintenance_end;
  if (terms->has_maintenance && asking->has_release && !is_covered)
    broken(call, "MAINTENANCE_ENDED",
           format(call, "It covers releases from %s to %s; this one is of %s.",
                  time_text(call, terms->maintenance_start).bytes, time_text(call, terms->maintenance_end).bytes,
                  time_text(call, asking->released_at).bytes));
  const Text needed = text_member(options_of(license), "minimumRuntimeVersion");
  if (needed.length > 0 && is_older(OD_VERSION, needed.bytes))
    broken(call, "RUNTIME_TOO_OLD", format(call, "It needs runtime %s; this is %s.", needed.bytes, OD_VERSION));
}

void describe(Call *call, Text serial, int32_t firm_code, const Json *license, const Json *licenses,
              od_license *described) {
  const Json *options = options_of(license);
  const Terms terms = terms_of(license, licenses);
  *described = (od_license){
      .firm_code = firm_code,
      .product_code = uint_member(options, "productCode"),
      .generation = int_member(license, "generation"),
      .feature_map = terms.feature_map,
      .quantity = terms.has_quantity ? terms.quantity : 1,
      .units_left = terms.has_units ? terms.units_left : -1,
  };
  put_text(described->serial, sizeof described->serial, serial);
  put_text(described->license_id, sizeof described->license_id, text_member(license, "licenseId"));
  put_text(described->item_number, sizeof described->item_number, text_member(options, "itemNumber"));
  put_text(described->name, sizeof described->name, text_member(options, "name"));
  put_text(described->rides_on, sizeof described->rides_on, text_member(options, "ridesOn"));
  if (terms.has_end) put_text(described->expires_at, sizeof described->expires_at, time_text(call, terms.end));
}
