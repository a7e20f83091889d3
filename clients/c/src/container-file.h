/** The file of a container: encrypted to the machine (docs/container-file.md). */
#ifndef OD_CONTAINER_FILE_H
#define OD_CONTAINER_FILE_H

#include "json.h"

/** One named part of the machine, in clear; leaves it only as a hash. */
typedef struct Part {
  const char *name;
  Text value;
} Part;

enum { MOST_PARTS = 8 };

/** What this machine is recognised by, sorted by name. What cannot be read is left out. */
typedef struct Machine {
  Part parts[MOST_PARTS];
  size_t count;
} Machine;

Machine read_machine(Call *call);
/** The value of the part `operator` that an identity gives, whose signature is checked. */
Text operator_value(Call *call, Text file);
/** SHA-256(salt ‖ name ‖ LF ‖ value), as in fingerprints. */
Text part_hash(Call *call, Text salt, const Part *part);

/** Encrypts the state of a container. `binding` is that of the file it came from, or NULL for a new one. */
Text seal_container(Call *call, const Json *state, const Json *binding, const Machine *machine);

/**
 * Opens the file of a container.
 * @return fails with OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED, CONTAINER_NEWER
 */
Json *open_container(Call *call, Text file, const Machine *machine, const char *path, const Json **binding);

/** HKDF-SHA256. */
Text derive_key(Call *call, Text secret, Text salt, Text info, size_t length);
/** The key that secret or hidden data give for a purpose (docs/formats.md §8.3). */
Text derived_key(Call *call, Text data, const char *label, size_t length);
/** AES-256-GCM; false if the tag does not fit. */
bool decrypt(Call *call, Text key, Text nonce, Text associated, Text content, Text tag, Text *clear);

#endif
