/** The terms of a license, alone and with those of the license that it rides on (docs/formats.md §8.2, §8.4). */
#ifndef OD_TERMS_H
#define OD_TERMS_H

#include "folder.h"

/** What the program that asks is: some terms depend on it. */
typedef struct Asking {
  int64_t now;
  uint32_t features;
  bool has_release;
  int64_t released_at;
} Asking;

/** Terms as they count. What a license does not set is 0, with a flag where 0 means something. */
typedef struct Terms {
  bool has_begin, has_end, has_units, has_maintenance;
  int64_t begin, end;
  int64_t units_left;
  int32_t quantity;
  bool has_quantity;
  uint32_t feature_map;
  int64_t maintenance_start, maintenance_end;
} Terms;

/**
 * A license as the program sees it that asks for a product code: as it is, or as the module item in it of that code,
 * with what the item does not set from the license. NULL: the license has nothing to do with it.
 */
const Json *as_product(Call *call, const Json *license, uint32_t product_code);
/** The license that a module rides on; NULL where there is none in the container, or if it is no module. */
const Json *base_of(const Json *license, const Json *licenses);
Terms terms_of(const Json *license, const Json *licenses);
/** Whether its own validity depends on the clock. */
bool is_timed(const Json *license);
/** Fails with the reason if the license is not valid by its terms: OD_REFUSED with EXPIRED and so on. */
void require_terms(Call *call, const Json *license, const Terms *terms, const Asking *asking);
/** Fills in what a program wants to know. */
void describe(Call *call, Text serial, int32_t firm_code, const Json *license, const Json *licenses,
              od_license *described);
/** Units that are left of a license with a unit counter; false if it has none. */
bool units_left(const Json *license, int64_t *left);

#endif
