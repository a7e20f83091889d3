#ifndef OD_APPLY_H
#define OD_APPLY_H

#include "update.h"

/**
 * Applies a verified update to what a container holds for a firm code (docs/formats.md §10): all of it, or it fails
 * with UPDATE_MISSING or HISTORY_DIFFERS. `has_news` is set if anything changed.
 * @return the steps that were done; 0 for an update that was imported before
 */
int32_t apply_update(Call *call, Json *firm, const Update *update, Text file, bool *has_news);

#endif
