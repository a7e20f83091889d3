#include <string.h>

#include "depot.h"
#include "folder.h"

static Json new_firm(Call *call, const PublicKey *root, bool is_test) {
  static const unsigned char first_digest[HASH_SIZE] = {0};
  Json firm = json_object();
  set_member(call, &firm, "root", *root->jwk);
  set_member(call, &firm, "test", json_boolean(is_test));
  for (const char *const *name = (const char *const[]){"epoch", "contextSeq", "counter", NULL}; *name != NULL; name++)
    set_member(call, &firm, *name, json_number(0));
  set_member(call, &firm, "digest", json_text(to_base64url(call, (Text){(const char *)first_digest, HASH_SIZE})));
  for (const char *const *name = (const char *const[]){"licenses", "removed", "updates", NULL}; *name != NULL; name++)
    set_member(call, &firm, *name, json_list());
  return firm;
}

Text create_container(Call *call, int32_t firm_code, const PublicKey *root, bool is_test) {
  size_t count = 0;
  const od_problem *unopened;
  const Text *found = serving(call, firm_code, &count, &unopened);
  if (count > 0)
    fail(call, OD_REFUSED, "CONTAINER_AMBIGUOUS", "Use it; one container holds any number of licenses.",
         "The container %s serves firm code %d already.", found[0].bytes, firm_code);
  Json state = json_object();
  set_member(call, &state, "v", json_number(1));
  set_member(call, &state, "suite", json_word("ed25519-x25519"));
  set_member(call, &state, "signingKey", *new_private_jwk(call, ED25519));
  set_member(call, &state, "agreementKey", *new_private_jwk(call, X25519));
  set_member(call, &state, "createdAt", json_text(time_text(call, now_of(call))));
  Json firms = json_object();
  set_member_by(call, &firms, format(call, "%d", firm_code), new_firm(call, root, is_test));
  set_member(call, &state, "firms", firms);
  const PrivateKey signing_key = signing_key_of(call, &state);
  const Text serial = software_serial(call, &signing_key.public_half);
  set_member(call, &state, "serial", json_text(serial));
  add_container(call, &state);
  return serial;
}

typedef struct Pinning {
  int32_t firm_code;
  const PublicKey *root;
  bool is_test;
  bool is_new;
  bool is_over;
} Pinning;

static bool pin(Call *call, Json *state, void *argument) {
  Pinning *pinning = argument;
  const Json *present = served_firm(call, state, pinning->firm_code);
  if (present == NULL) {
    const Text code = format(call, "%d", pinning->firm_code);
    set_member_by(call, member_of(state, "firms"), code, new_firm(call, pinning->root, pinning->is_test));
    pinning->is_new = true;
    return true;
  }
  const Text pinned = root_of(call, present).thumbprint;
  if (same(pinned, pinning->root->thumbprint)) return false;
  fail(call, OD_REFUSED, "OTHER_ROOT", "A pinned root is never replaced. Ask the vendor which one is genuine.",
       "The container trusts the root %s for firm code %d, not %s.", pinned.bytes, pinning->firm_code,
       pinning->root->thumbprint.bytes);
}

bool pin_firm(Call *call, Text serial, int32_t firm_code, const PublicKey *root, bool is_test) {
  Pinning *pinning = grab(call, sizeof *pinning);
  *pinning = (Pinning){.firm_code = firm_code, .root = root, .is_test = is_test};
  change_state(call, serial, pin, pinning);
  return pinning->is_new;
}

static bool discard(Call *call, Json *state, void *argument) {
  Pinning *pinning = argument;
  const Json *firm = served_firm(call, state, pinning->firm_code);
  Json *firms = member_of(state, "firms");
  if (firm == NULL || int_member(firm, "contextSeq") != 0) return false;
  pinning->is_over = firms->count == 1;
  if (pinning->is_over) return false;
  drop_member(firms, format(call, "%d", pinning->firm_code).bytes);
  return true;
}

void discard_firm(Call *call, Text serial, int32_t firm_code) {
  Pinning *pinning = grab(call, sizeof *pinning);
  pinning->firm_code = firm_code;
  change_state(call, serial, discard, pinning);
  if (pinning->is_over) remove_container(call, serial);
}

typedef struct Creation {
  int32_t firm_code;
  const char *root_jwk;
  bool is_test;
  char *serial;
} Creation;

static void create(Call *call, void *argument) {
  const Creation *creation = argument;
  if (creation->firm_code < 1)
    fail(call, OD_USAGE, "USAGE", "Give the firm code of the vendor.", "There is no such firm code.");
  const PublicKey root = read_root(place(call, parse_object(call, text_of(creation->root_jwk), "root"), "root"));
  if (creation->serial[0] != '\0')
    pin_firm(call, text_of(creation->serial), creation->firm_code, &root, creation->is_test);
  else
    put_text(creation->serial, OD_SERIAL_SIZE, create_container(call, creation->firm_code, &root, creation->is_test));
}

od_status od_create(od_runtime *runtime, int32_t firm_code, const char *root_jwk, bool is_test,
                    char serial[OD_SERIAL_SIZE]) {
  return run(runtime, create, &(Creation){firm_code, root_jwk, is_test, serial});
}
