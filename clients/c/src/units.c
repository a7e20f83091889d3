#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "terms.h"
#include "update.h"

typedef struct Use {
  const char *serial;
  int32_t firm_code;
  const char *license_id;
  int64_t units;
  int64_t left;
} Use;

static bool take_units(Call *call, Json *state, void *argument) {
  Use *use = argument;
  Json *licenses = member_of(firm_in(call, state, use->firm_code), "licenses");
  const size_t index = find_license(licenses, text_of(use->license_id));
  if (index == licenses->count || !units_left(&licenses->items[index], &use->left))
    fail(call, OD_REFUSED, "LICENSE_MISSING", "List what this container holds.",
         "The container %s holds no license %s with units.", text_member(state, "serial").bytes, use->license_id);
  if (use->left < use->units)
    fail(call, OD_REFUSED, "UNITS_USED_UP", "Ask the vendor for more units.",
         "The license %s has %" PRId64 " units left, not %" PRId64 ".", use->license_id, use->left, use->units);
  Json *license = &licenses->items[index];
  // Not more than was granted, so the sum fits.
  const int64_t consumed = int64_member(license, "consumed") + use->units;
  set_member(call, license, "consumed", json_text(format(call, "%" PRId64, consumed)));
  use->left -= use->units;
  return true;
}

static void use_units(Call *call, void *argument) {
  Use *use = argument;
  if (use->units < 1) fail(call, OD_USAGE, "USAGE", "Use at least one.", "Units to use must be more than 0.");
  change_state(call, find_container(call, use->serial, use->firm_code), take_units, use);
}

od_status od_use_units(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                       int64_t units, int64_t *left) {
  Use use = {serial, firm_code, license_id, units, 0};
  const od_status status = run(runtime, use_units, &use);
  if (status == OD_DONE && left != NULL) *left = use.left;
  return status;
}

typedef struct Reading {
  const char *serial;
  int32_t firm_code;
  const char *license_id;
  int32_t type;
  const uint32_t *access_code;
  unsigned char **data;
  size_t *length;
} Reading;

static bool is_wanted(const Json *entry, const Reading *reading) {
  const Json *code = member_of(entry, "accessCode");
  if (int_member(entry, "type") != reading->type) return false;
  if (code == NULL || reading->access_code == NULL) return code == NULL && reading->access_code == NULL;
  return code->number == (double)*reading->access_code;
}

static void read_hidden(Call *call, void *argument) {
  const Reading *reading = argument;
  const Json *state = open_state(call, find_container(call, reading->serial, reading->firm_code));
  const Json *licenses = member_of(firm_in(call, state, reading->firm_code), "licenses");
  const size_t index = find_license(licenses, text_of(reading->license_id));
  const Json *license = index < licenses->count ? &licenses->items[index] : NULL;
  const Text sealed = license == NULL ? text_of("") : text_member(license, "sealed");
  if (sealed.length > 0) {
    const PrivateKey key = agreement_key_of(call, state);
    const Json *data = unseal(call, sealed, text_of(reading->license_id), int_member(license, "generation"), &key);
    const Json *hidden = member_of(data, "hiddenData");
    for (size_t entry = 0; entry < hidden->count; entry++) {
      if (!is_wanted(&hidden->items[entry], reading)) continue;
      const Text bytes = from_base64url(call, text_member(&hidden->items[entry], "data"), "hidden data");
      *reading->data = malloc(bytes.length + 1);
      if (*reading->data == NULL) fail_oddly(call, "There is not enough memory.");
      memcpy(*reading->data, bytes.bytes, bytes.length);
      (*reading->data)[bytes.length] = '\0';
      *reading->length = bytes.length;
      return;
    }
  }
  fail(call, OD_REFUSED, "DATA_MISSING", "Check license, type and access code.",
       "The license %s has no hidden data of type %d for this access code.", reading->license_id, reading->type);
}

od_status od_hidden_data(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                         int32_t type, const uint32_t *access_code, unsigned char **data, size_t *length) {
  *data = NULL;
  *length = 0;
  return run(runtime, read_hidden, &(Reading){serial, firm_code, license_id, type, access_code, data, length});
}
