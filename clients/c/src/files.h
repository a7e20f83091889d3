/** Files of the system, and locks among processes. */
#ifndef OD_FILES_H
#define OD_FILES_H

#include "call.h"

/** The content of a file; false if there is none of that name, or it cannot be read and `is_needed` is not set. */
bool read_file(Call *call, const char *path, bool is_needed, Text *content);

/** Whatever crashes, either the old or the new content is there, whole: new file, flush, rename, flush the folder. */
void write_durably(Call *call, const char *path, Text content);

/** Makes a folder and those above it, for its owner only. */
void make_folder(Call *call, const char *path);

/**
 * Takes the lock file `path` until the attempt around this ends; no other process has it meanwhile. The same protocol
 * as opendepot-runtime's (docs/container-file.md).
 * @return fails with CONTAINER_BUSY
 */
void lock_file(Call *call, const char *path);

#endif
