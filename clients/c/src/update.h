/** Updates, templates and sealed data (docs/formats.md §6, §8, §9). */
#ifndef OD_UPDATE_H
#define OD_UPDATE_H

#include "jws.h"

/** An update whose form, chain and steps are checked; for whom it is, the container checks. */
typedef struct Update {
  Text serial;
  Text key_thumbprint;
  int32_t firm_code;
  Text transfer_id;
  int64_t issued_at;
  bool is_test;
  int32_t epoch;
  const Json *steps; /**< As they stand in the file; each `actions`, `from`, `to` and `digest` is of its form. */
} Update;

Update read_update(Call *call, Text file, const PublicKey *root);

/** Checks the options of a license and keeps all of them (§8.2). */
void check_options(Place options);

/** The digest after this step of an update (§9). */
Text next_digest(Call *call, Text before, const Json *step);
/** The part of a step that the digest covers, in canonical form. */
Text plain_step(Call *call, const Json *step);
Text options_hash(Call *call, const Json *options);

/** The license that an action puts or removes; `is_put` says which. */
const Json *license_of(const Json *action, bool *is_put);

typedef struct Template {
  Text serial; /**< Empty: for any container of the kind. */
  int32_t firm_code;
  Text firm_name;
  int64_t issued_at;
  bool is_test;
  int32_t epoch;
} Template;

Template read_template(Call *call, Text file, const PublicKey *root);

/** Opens sealed data (§8.3) and checks that it belongs to this license; gives `{hiddenData, secretData, …}`. */
Json *unseal(Call *call, Text compact, Text license_id, int32_t generation, const PrivateKey *agreement_key);

#endif
