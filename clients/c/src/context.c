#include <stdlib.h>
#include <string.h>

#include "depot.h"
#include "folder.h"

/** The salt of a firm's fingerprints (docs/formats.md §7.1): one vendor recognises a machine, two cannot compare notes.
 */
static Text salt_of(Call *call, const PublicKey *root) {
  const Text parts[] = {text_of("opendepot fingerprint v1\n"), root->thumbprint};
  return (Text){sha256(call, parts, 2).bytes, 16};
}

Json fingerprint_of(Call *call, const Machine *machine, Text scheme, const PublicKey *root) {
  const Text salt = salt_of(call, root);
  Json parts = json_list();
  for (size_t index = 0; index < machine->count; index++) {
    Json part = json_object();
    set_member(call, &part, "name", json_word(machine->parts[index].name));
    set_member(call, &part, "hash", json_text(to_base64url(call, part_hash(call, salt, &machine->parts[index]))));
    add_item(call, &parts, part);
  }
  Json fingerprint = json_object();
  set_member(call, &fingerprint, "scheme", json_text(scheme));
  set_member(call, &fingerprint, "salt", json_text(to_base64url(call, salt)));
  set_member(call, &fingerprint, "parts", parts);
  return fingerprint;
}

Json machine_fingerprint(Call *call, const Json *state, const PublicKey *root) {
  const Machine machine = read_machine(call);
  const Text scheme = text_member(state, "binding");
  return fingerprint_of(call, &machine, scheme.length > 0 ? scheme : text_of("strict"), root);
}

static Json summaries(Call *call, const Json *licenses) {
  Json list = json_list();
  for (size_t index = 0; index < licenses->count; index++) {
    Json summary = json_object();
    for (const char *const *name = (const char *const[]){"licenseId", "generation", "consumed", NULL}; *name != NULL;
         name++)
      set_member(call, &summary, *name, *member_of(&licenses->items[index], *name));
    add_item(call, &list, summary);
  }
  return list;
}

static Text sign_context(Call *call, const Json *state, const Json *firm, int32_t firm_code) {
  const PrivateKey signing_key = signing_key_of(call, state);
  const PrivateKey agreement_key = agreement_key_of(call, state);
  const PublicKey root = root_of(call, firm);
  Json runtime = json_object();
  set_member(call, &runtime, "name", json_word("libopendepot"));
  set_member(call, &runtime, "version", json_word(OD_VERSION));
  Json payload = json_object();
  set_member(call, &payload, "v", json_number(1));
  set_member(call, &payload, "kind", json_word("software"));
  set_member(call, &payload, "suite", json_word("ed25519-x25519"));
  set_member(call, &payload, "serial", json_text(text_member(state, "serial")));
  set_member(call, &payload, "firmCode", json_number(firm_code));
  set_member(call, &payload, "root", json_text(root.thumbprint));
  for (const char *const *name = (const char *const[]){"epoch", "contextSeq", "counter", "digest", NULL}; *name != NULL;
       name++)
    set_member(call, &payload, *name, *member_of(firm, *name));
  set_member(call, &payload, "licenses", summaries(call, member_of(firm, "licenses")));
  set_member(call, &payload, "removed", summaries(call, member_of(firm, "removed")));
  set_member(call, &payload, "fingerprint", machine_fingerprint(call, state, &root));
  set_member(call, &payload, "createdAt", json_text(time_text(call, now_of(call))));
  set_member(call, &payload, "runtime", runtime);
  set_member(call, &payload, "signingKey", *signing_key.public_half.jwk);
  set_member(call, &payload, "agreementKey", *agreement_key.public_half.jwk);
  const Jws jws = sign_jws(call, "od-context+jws", &payload, &signing_key);
  return write_flattened(call, &jws);
}

typedef struct Numbering {
  int32_t firm_code;
  Json *state;
} Numbering;

static bool number_context(Call *call, Json *state, void *argument) {
  Numbering *numbering = argument;
  Json *firm = firm_in(call, state, numbering->firm_code);
  set_member(call, firm, "contextSeq", json_number((double)int_member(firm, "contextSeq") + 1));
  numbering->state = state;
  return true;
}

Text make_context(Call *call, Text serial, int32_t firm_code) {
  Numbering *numbering = grab(call, sizeof *numbering);
  numbering->firm_code = firm_code;
  // Durable before the file exists, so that two contexts never share a number.
  change_state(call, serial, number_context, numbering);
  return sign_context(call, numbering->state, firm_in(call, numbering->state, firm_code), firm_code);
}

/** The numbers of a container last for ever, so no answer of a Depot, which nobody signed, may use up many of them. */
static const int64_t most_skipped = 1000000;

typedef struct Skipping {
  int32_t firm_code;
  int64_t last;
  bool is_good;
} Skipping;

static bool skip(Call *call, Json *state, void *argument) {
  Skipping *skipping = argument;
  Json *firm = firm_in(call, state, skipping->firm_code);
  const int64_t ahead = skipping->last - int_member(firm, "contextSeq");
  skipping->is_good = ahead <= most_skipped && skipping->last < MAX_INT32;
  if (!skipping->is_good || ahead <= 0) return false;
  set_member(call, firm, "contextSeq", json_number((double)skipping->last));
  return true;
}

bool skip_contexts(Call *call, Text serial, int32_t firm_code, int64_t last) {
  Skipping *skipping = grab(call, sizeof *skipping);
  *skipping = (Skipping){firm_code, last, false};
  change_state(call, serial, skip, skipping);
  return skipping->is_good;
}

typedef struct Wanted {
  const char *serial;
  int32_t firm_code;
  char **file;
} Wanted;

static void write_context(Call *call, void *argument) {
  const Wanted *wanted = argument;
  const Text file = make_context(call, find_container(call, wanted->serial, wanted->firm_code), wanted->firm_code);
  *wanted->file = strdup(file.bytes);
  if (*wanted->file == NULL) fail_oddly(call, "There is not enough memory.");
}

od_status od_context(od_runtime *runtime, const char *serial, int32_t firm_code, char **file) {
  *file = NULL;
  return run(runtime, write_context, &(Wanted){serial, firm_code, file});
}
