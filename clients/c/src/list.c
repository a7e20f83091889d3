#include "terms.h"

typedef struct Listing {
  od_on_license *on_license;
  void *context;
  Text serial;
} Listing;

static void list_one(Call *call, void *argument) {
  const Listing *listing = argument;
  const Json *firms = member_of(open_state(call, listing->serial), "firms");
  for (size_t firm = 0; firm < firms->count; firm++) {
    int64_t firm_code = 0;
    const Json *licenses = member_of(&firms->members[firm].value, "licenses");
    if (!read_int64(firms->members[firm].name, &firm_code) || licenses == NULL) continue;
    for (size_t index = 0; index < licenses->count; index++) {
      od_license license;
      describe(call, listing->serial, (int32_t)firm_code, &licenses->items[index], licenses, &license);
      listing->on_license(listing->context, listing->serial.bytes, &license, NULL);
    }
  }
}

static void list(Call *call, void *argument) {
  Listing *listing = argument;
  size_t count = 0;
  const Text *serials = list_serials(call, &count);
  for (size_t index = 0; index < count; index++) {
    listing->serial = serials[index];
    const od_problem *problem = attempt(call, list_one, listing, NULL);
    if (problem != NULL) listing->on_license(listing->context, serials[index].bytes, NULL, problem);
  }
}

od_status od_list(od_runtime *runtime, od_on_license *on_license, void *context) {
  return run(runtime, list, &(Listing){on_license, context, {0}});
}
