#ifndef OD_BLOCKED_H
#define OD_BLOCKED_H

#include "folder.h"

/**
 * Fails with BLOCKED if the newest block list says that this copy of a license is void (docs/formats.md §12.1): the one
 * that the program brings along, or the one that was imported into the folder of the containers.
 */
void require_unblocked(Call *call, const Json *firm, const od_question *question, Text serial, const Json *license);

#endif
