/** Talks with the Depot (wsdl/depot.wsdl), and what containers do for them. */
#ifndef OD_DEPOT_H
#define OD_DEPOT_H

#include "container-file.h"
#include "update.h"
#include "xml.h"

/** Says what happens to whoever wants to know. */
typedef struct Progress {
  od_on_progress *on_progress;
  od_on_result *on_result;
  void *context;
} Progress;

void tell(Call *call, const Progress *progress, const char *sentence, ...) OD_PRINTF(3, 4);

/** Writes a context of a container; its number is durable before it exists. */
Text make_context(Call *call, Text serial, int32_t firm_code);
/** Lets a container go on after the context of this number, durably; false if that cannot be the number of one. */
bool skip_contexts(Call *call, Text serial, int32_t firm_code, int64_t last);
Json fingerprint_of(Call *call, const Machine *machine, Text scheme, const PublicKey *root);
Json machine_fingerprint(Call *call, const Json *state, const PublicKey *root);

/** Makes a container, or adds a firm code to one; true if it did not serve it before. */
Text create_container(Call *call, int32_t firm_code, const PublicKey *root, bool is_test);
bool pin_firm(Call *call, Text serial, int32_t firm_code, const PublicKey *root, bool is_test);
/** Takes a firm out again that has seen no context of this container, and with its only firm the container. */
void discard_firm(Call *call, Text serial, int32_t firm_code);

od_imported import_update(Call *call, Text file);

/** A Depot could not be reached, or gave no answer of SOAP. */
_Noreturn void unreachable(Call *call, const char *url, const char *operation, const char *why);

/** Posts a body and gives the answer of HTTP; fails with DEPOT_UNREACHABLE. */
Text post(Call *call, const char *url, const char *operation, Text body, long *status);

/**
 * Calls an operation: `content` is the XML inside its element. Gives the element `result`.
 * @return fails with DEPOT_REFUSED or DEPOT_UNREACHABLE
 */
const Element *call_depot(Call *call, const char *url, const char *operation, Text content);

/** An operation that takes a context: `before` and `after` are the XML around its `contextFile` element. */
typedef struct Errand {
  const char *depot;
  const char *operation;
  Text serial;
  int32_t firm_code;
  Text before;
  Text after;
} Errand;

/** The value of a detail of a fault; empty if it has none of that name. */
Text fault_detail(const Element *fault, const char *name);
/** Elements of a `licenseIds`, or of `selection` all if there are none. */
void append_license_ids(Buffer *buffer, const char *const *ids, size_t count);
/** Tells what became of each license of an answer. */
void tell_results(const Element *answer, const Progress *progress);

/** Runs an errand with a fresh context, and does what the Depot asks for first, each thing once. */
const Element *send_errand(Call *call, const Errand *errand, const Progress *progress);
/** Sends the receipt. */
void confirm(Call *call, const char *depot, Text serial, int32_t firm_code, const Progress *progress);
/** Imports the update of an answer, if there is one; gives its steps. */
int32_t import_answer(Call *call, const Element *answer, const Progress *progress);

/** Introduces a container to the Depot, and checks by the template that both see it alike. */
void enroll(Call *call, const char *depot, Text serial, int32_t firm_code, const Progress *progress);
/** Takes the root from the Depot: trust on first use, so the user sees what to compare. */
PublicKey fetch_root(Call *call, const char *depot, int32_t firm_code, const Progress *progress);

#endif
