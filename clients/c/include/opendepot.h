/**
 * libopendepot: the licenses of this machine, for programs in C.
 *
 * A container holds licenses and is bound to the machine. It is the same file that `opendepot-runtime` and the Python
 * package use (docs/container-file.md), so a license that was activated by one of them is there for the others.
 *
 * Every function but `od_verify` gives an `od_status`; when it is not OD_DONE, `od_problem_of` says what is wrong and
 * what to do, in words for the person in front of the machine. An `od_runtime` may be used by one thread at a time;
 * different ones are independent of each other. Times are milliseconds since 1970-01-01 UTC. Text is UTF-8.
 */
#ifndef OPENDEPOT_H
#define OPENDEPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

#define OD_VERSION "0.1.0"

typedef enum od_status {
  OD_DONE = 0,
  OD_FAILED = 1,            /**< An error that nobody expected: out of memory, a disk that is full. */
  OD_USAGE = 2,             /**< The caller gave something that cannot be. */
  OD_REFUSED = 3,           /**< The container or a file is refused. */
  OD_DEPOT_REFUSED = 4,     /**< The Depot answered with a fault. */
  OD_DEPOT_UNREACHABLE = 5, /**< The Depot cannot be reached now; the same call may be repeated at any time. */
} od_status;

/** Three values: an outage, a busy file or an unreadable machine never says that there is no license. */
typedef enum od_verdict { OD_VALID = 0, OD_INVALID = 6, OD_UNKNOWN = 7 } od_verdict;

/** Why something was refused. */
typedef struct od_problem {
  char code[48];    /**< For programs, for example `OTHER_MACHINE`, `UNITS_USED_UP`, `LICENSE_MISSING`. */
  char text[1024];  /**< What is wrong. */
  char advice[512]; /**< What to do next. */
  char fault[48];   /**< With `DEPOT_REFUSED`: the fault code of the Depot, for example `TICKET_UNKNOWN`. */
} od_problem;

typedef struct od_runtime od_runtime;

/** How a runtime is set up. What is left 0 has its usual value. */
typedef struct od_setup {
  const char *folder;        /**< Where the containers are; by default the one of `opendepot-runtime`. */
  const char *identity;      /**< Identity given by the operator, for machines that have none (OPENDEPOT_IDENTITY). */
  const char *identity_file; /**< File of an identity that the operator signed (OPENDEPOT_OPERATOR_IDENTITY); before the
                                name. */
  int64_t (*clock)(void *clock_context); /**< The time now; by default that of the system. */
  void *clock_context;
} od_setup;

/** Opens a runtime; `setup` may be NULL. NULL if there is no memory. */
od_runtime *od_open(const od_setup *setup);
void od_close(od_runtime *runtime);

/** The problem of the last call of this runtime that did not end well. */
const od_problem *od_problem_of(const od_runtime *runtime);

/** Frees a text that a function has given. NULL is fine. */
void od_free(void *text);

enum { OD_SERIAL_SIZE = 25, OD_ID_SIZE = 65, OD_TIME_SIZE = 25 };

/** A license as a program wants to know it. */
typedef struct od_license {
  char serial[OD_SERIAL_SIZE]; /**< Of the container that holds it. */
  int32_t firm_code;
  uint32_t product_code;
  char license_id[OD_ID_SIZE];
  int32_t generation;
  char item_number[257];
  char name[1025];
  uint32_t feature_map;          /**< 0 if it has none. */
  int32_t quantity;              /**< Concurrent uses; 0: on this machine only. */
  int64_t units_left;            /**< -1 if it has no unit counter. */
  char expires_at[OD_TIME_SIZE]; /**< First instant at which it is no longer valid; empty: it has no end. */
  char rides_on[OD_ID_SIZE];     /**< The license that it rides on, if it is a module; else empty. */
} od_license;

/* ---- Containers ---- */

/**
 * Makes a container on this machine for a firm code, or adds the firm code to the container that `serial` names.
 * @param root_jwk public root key of the firm as JSON text, as the vendor hands it out; it is pinned for ever
 * @param is_test  the container takes files of a test installation
 * @param serial   in: the container to extend, or an empty text for a new one; out: its serial
 * @return OD_REFUSED with CONTAINER_AMBIGUOUS if one serves the firm code already, OTHER_ROOT if it pinned another root
 */
od_status od_create(od_runtime *runtime, int32_t firm_code, const char *root_jwk, bool is_test,
                    char serial[OD_SERIAL_SIZE]);

/**
 * Writes a context: the request for an update, and the receipt for all before. Its number is durable before it exists.
 * @param serial NULL: the only container that serves the firm code
 * @param file   the text of the file (.odc); free it with `od_free`
 */
od_status od_context(od_runtime *runtime, const char *serial, int32_t firm_code, char **file);

/** What an import did. */
typedef struct od_imported {
  char serial[OD_SERIAL_SIZE];
  int32_t firm_code;
  char transfer_id[OD_ID_SIZE];
  int32_t steps; /**< 0: it was imported before. */
} od_imported;

/**
 * Imports an update (.odu) into the container it is for: verified along the chain to the pinned root, and durable as a
 * whole or not at all.
 * @param imported may be NULL
 * @return OD_REFUSED with FILE_DAMAGED, OTHER_CONTAINER, OTHER_FIRM, OTHER_ROOT, CERTIFICATE_TIME, OLDER_EPOCH,
 * TEST_FILE, UPDATE_MISSING or HISTORY_DIFFERS
 */
od_status od_import(od_runtime *runtime, const char *file, size_t length, od_imported *imported);

/**
 * Keeps a block list (.odb) beside the containers, if it is newer than the one there; from then on it counts for every
 * license of its firm code. `is_news` may be NULL.
 */
od_status od_import_block_list(od_runtime *runtime, const char *file, size_t length, bool *is_news);

/** Called for each license; `problem` is set instead of `license` for a container that cannot be opened. */
typedef void od_on_license(void *context, const char *serial, const od_license *license, const od_problem *problem);
od_status od_list(od_runtime *runtime, od_on_license *on_license, void *context);

/* ---- Licenses ---- */

/** What the protected program asks. */
typedef struct od_question {
  int32_t firm_code;
  uint32_t product_code;
  /**
   * Public root key of the firm as the *program* knows it, JSON text. A program must give it: otherwise anybody could
   * make a root, a container that trusts it and a license of their own. NULL: the one that the container trusts.
   */
  const char *root_jwk;
  uint32_t features;      /**< Bits of the feature map that the program needs, all of them. */
  const char *block_list; /**< Text of the newest block list that the program brings along (.odb); NULL: none. */
  bool has_release;
  int64_t released_at; /**< When this release of the program came out, for licenses with maintenance. */
} od_question;

/**
 * Whether this machine holds a valid license for a product. Every license is proven anew: by the signed update that
 * brought it, along the chain to the root; then by its terms. Starts the usage period of a license at its first use.
 * @param license may be NULL; filled in for OD_VALID. Otherwise `od_problem_of` says why not.
 */
od_verdict od_verify(od_runtime *runtime, const od_question *question, od_license *license);

/**
 * Takes units from a license with a unit counter; durable before it returns. The firm learns of it with the next
 * context.
 * @param units      at least 1
 * @param units_left may be NULL
 * @return OD_REFUSED with UNITS_USED_UP if fewer are left (then none is taken), LICENSE_MISSING
 */
od_status od_use_units(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                       int64_t units, int64_t *units_left);

/**
 * Reads the hidden data of a license.
 * @param type        0 to 127
 * @param access_code the code that the vendor set; NULL for data without one
 * @param data        the bytes; free them with `od_free`
 * @return OD_REFUSED with DATA_MISSING, ACCESS_CODE_WRONG
 */
od_status od_hidden_data(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                         int32_t type, const uint32_t *access_code, unsigned char **data, size_t *length);

/**
 * A key from the secret data of a license, which nobody ever sees (docs/formats.md §8.3): the same in every container.
 * @param label  what the key is for; at most 256 bytes
 * @param length of the key, 16 to 64 bytes
 * @return OD_REFUSED with DATA_MISSING
 */
od_status od_derive_key(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                        int32_t type, const char *label, unsigned char *key, size_t length);

/* ---- Depot ---- */

/** Told what happens, in sentences. May be NULL. */
typedef void od_on_progress(void *context, const char *sentence);

typedef struct od_name_value {
  const char *name;
  const char *value;
} od_name_value;

/** What is to be redeemed. What is left 0 is not set. */
typedef struct od_wish {
  const char *depot; /**< For example `https://depot.example.com/soap/depot` */
  const char *ticket;
  int32_t firm_code;    /**< Only licenses of this firm code; else of all that the ticket needs. */
  const char *root_jwk; /**< The root as the vendor hands it out; else the Depot is trusted at the first use. */
  const char *serial;   /**< Into this container. */
  const char *const *license_ids;
  size_t license_count;
  bool all; /**< All licenses of the ticket into this container. */
  const od_name_value *parameters;
  size_t parameter_count;
  bool is_test;
} od_wish;

/** What became of one license. */
typedef void od_on_result(void *context, const char *license_id, bool is_ok, const char *code, const char *text);

/**
 * Redeems a ticket online: makes a container if there is none, sends its context, imports the update and sends the
 * receipt; so for each firm code of the ticket. Safe to repeat after any failure.
 */
od_status od_activate(od_runtime *runtime, const od_wish *wish, od_on_progress *on_progress, od_on_result *on_result,
                      void *context);

/** Sends the receipt for everything that was imported. */
od_status od_confirm(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code);

/** Fetches and imports everything that waits for a container, without a ticket. `steps` may be NULL. */
od_status od_auto_update(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code,
                         od_on_progress *on_progress, void *context, int32_t *steps);

/** Gives licenses back, so that they can be collected again; all of the container if `license_count` is 0. */
od_status od_return(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code,
                    const char *const *license_ids, size_t license_count, od_on_progress *on_progress,
                    od_on_result *on_result, void *context);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
