#ifndef OD_BLOCKED_H
#define OD_BLOCKED_H

#include "folder.h"
#include "jws.h"

/** A list whose form is checked, of the firm of a container. */
typedef struct BlockList {
  bool is_there;
  int64_t issued_at;
  int32_t epoch;
  bool is_test;
  const Json *payload;
} BlockList;

BlockList read_block_list(Call *call, Text file, const PublicKey *root);
/** Whether a list says that this copy of a license in a container is void. */
bool is_blocked(const BlockList *list, Text serial, const Json *license);

/**
 * Fails with BLOCKED if the newest block list says that this copy of a license is void (docs/formats.md §12.1): the one
 * that the program brings along, or the one that was imported into the folder of the containers.
 */
void require_unblocked(Call *call, const Json *firm, const od_question *question, Text serial, const Json *license);

#endif
