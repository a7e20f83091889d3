/** The containers of this machine: files in one folder, and what is in them (docs/container-file.md). */
#ifndef OD_FOLDER_H
#define OD_FOLDER_H

#include "container-file.h"
#include "keys.h"

/** Serials of all containers in the folder, sorted. */
Text *list_serials(Call *call, size_t *count);

/** Opens a container to look into it: its state. Fails with CONTAINER_MISSING and what `open_container` fails with. */
Json *open_state(Call *call, Text serial);

/**
 * Changes a container: `change` is given the state and says whether it changed it; then it is durable before this
 * returns. No other process changes it meanwhile.
 */
void change_state(Call *call, Text serial, bool (*change)(Call *, Json *state, void *), void *argument);

/** Stores a new container, bound to this machine. */
void add_container(Call *call, const Json *state);
void remove_container(Call *call, Text serial);

/** What a container holds for a firm code; NULL if it does not serve it. */
Json *served_firm(Call *call, const Json *state, int32_t firm_code);
/** The same; fails with CONTAINER_MISSING. */
Json *firm_in(Call *call, const Json *state, int32_t firm_code);

/** Lets a container know that an epoch has begun, by a file that changes nothing else in it (docs/formats.md §5). */
void note_epoch(Call *call, Text serial, int32_t firm_code, const PublicKey *root, int32_t epoch);

/** Serials of the containers that serve a firm code; `problem` is why one of the others cannot be opened, if any. */
Text *serving(Call *call, int32_t firm_code, size_t *count, const od_problem **problem);

/** The container that is named, or the only one that serves the firm code. Fails with CONTAINER_MISSING,
 * CONTAINER_AMBIGUOUS. */
Text find_container(Call *call, const char *serial, int32_t firm_code);

/* What is in a state. */
Text text_member(const Json *object, const char *name);
int32_t int_member(const Json *object, const char *name);
bool true_member(const Json *object, const char *name);
/** Decimal text as a number; 0 if there is none. */
int64_t int64_member(const Json *object, const char *name);
PrivateKey signing_key_of(Call *call, const Json *state);
PrivateKey agreement_key_of(Call *call, const Json *state);
PublicKey root_of(Call *call, const Json *firm);
/** Index of a license in a list of them; its length if it is not there. */
size_t find_license(const Json *licenses, Text license_id);

/* The clock of the machine against what firms have signed (docs/formats.md §10). */
bool note_signed_time(Call *call, Json *state, Json *firm, int64_t issued_at);
/** Notes what the clock shows; false if it showed about as much before, so that not every look writes. */
bool note_seen(Call *call, Json *state, int64_t now);
/** The time that the clock is too far behind of; empty if it can be trusted. */
Text clock_behind(Call *call, const Json *state, const Json *firm, int64_t now, bool *is_signed);

#endif
