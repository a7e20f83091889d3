#include <inttypes.h>

#include "terms.h"

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
