#include "update.h"

enum { MOST_STEPS = 1000, MOST_ACTIONS = 100000, MOST_SEALED = 262144 };

const Json *license_of(const Json *action, bool *is_put) {
  const Json *put = member_of(action, "put");
  *is_put = put != NULL;
  return *is_put ? put : member_of(action, "remove");
}

static void check_put(Place put, int32_t firm_code) {
  an_identifier(at(put, "licenseId"));
  an_integer(at(put, "generation"), 0, MAX_INT32);
  if (is_there(at(put, "consumed"))) an_int64(at(put, "consumed"));
  if (is_there(at(put, "sealed"))) a_text(at(put, "sealed"), 1, MOST_SEALED);
  check_options(at(put, "options"));
  // A license of another firm code than its update would slip past the firm's certificate.
  if (an_integer(at(at(put, "options"), "firmCode"), 1, MAX_INT32) != firm_code)
    refuse(put.call, OTHER_FIRM, "update for firm code %d holds a license of another", firm_code);
}

static void check_action(Place action, int32_t firm_code) {
  bool is_put = false;
  license_of(an_object(action), &is_put);
  only(action, (const char *const[]){is_put ? "put" : "remove", NULL});
  if (is_put)
    check_put(at(action, "put"), firm_code);
  else
    an_identifier(at(at(action, "remove"), "licenseId"));
}

static void check_step(Place step, int64_t from, int32_t firm_code) {
  only(step, (const char *const[]){"from", "to", "actions", "digest", NULL});
  an_integer(at(step, "from"), 0, MAX_INT32);
  an_integer(at(step, "to"), 0, MAX_INT32);
  if (an_integer(at(step, "from"), 0, MAX_INT32) != from)
    refuse(step.call, MALFORMED, "%s does not begin where the one before ends", step.path);
  if (an_integer(at(step, "to"), 0, MAX_INT32) != from + 1) refuse(step.call, MALFORMED, "%s leads too far", step.path);
  a_hash(at(step, "digest"));
  const size_t count = list_length(at(step, "actions"), 1, MOST_ACTIONS);
  for (size_t index = 0; index < count; index++) check_action(item(at(step, "actions"), index), firm_code);
}

Update read_update(Call *call, Text file, const PublicKey *root) {
  const FirmFile verified = read_firm_file(call, file, "od-update+jws", root, "update");
  const Place payload = place(call, verified.payload, "update");
  const Update update = {
      .serial = a_serial(at(payload, "serial")),
      .key_thumbprint = a_thumbprint(at(payload, "keyThumbprint")),
      .firm_code = verified.firm_code,
      .transfer_id = an_identifier(at(payload, "transferId")),
      .issued_at = verified.issued_at,
      .is_test = is_there(at(payload, "test")) && a_boolean(at(payload, "test")),
      .epoch = verified.epoch,
      .steps = at(payload, "steps").value,
  };
  const Place steps = at(payload, "steps");
  const size_t count = list_length(steps, 1, MOST_STEPS);
  const int64_t first = an_integer(at(item(steps, 0), "from"), 0, MAX_INT32);
  for (size_t index = 0; index < count; index++)
    check_step(item(steps, index), first + (int64_t)index, update.firm_code);
  return update;
}

Text options_hash(Call *call, const Json *options) { return sha256_text(call, canonical_json(call, options)); }

static Json plain_action(Call *call, const Json *action) {
  bool is_put = false;
  const Json *license = license_of(action, &is_put);
  Json facts = json_object();
  set_member(call, &facts, "licenseId", *member_of(license, "licenseId"));
  if (is_put) {
    set_member(call, &facts, "generation", *member_of(license, "generation"));
    set_member(call, &facts, "optionsHash", json_text(options_hash(call, member_of(license, "options"))));
  }
  Json plain = json_object();
  set_member(call, &plain, is_put ? "put" : "remove", facts);
  return plain;
}

Text plain_step(Call *call, const Json *step) {
  const Json *actions = member_of(step, "actions");
  Json plain_actions = json_list();
  for (size_t index = 0; index < actions->count; index++)
    add_item(call, &plain_actions, plain_action(call, &actions->items[index]));
  Json plain = json_object();
  set_member(call, &plain, "from", *member_of(step, "from"));
  set_member(call, &plain, "to", *member_of(step, "to"));
  set_member(call, &plain, "actions", plain_actions);
  return canonical_json(call, &plain);
}

Text next_digest(Call *call, Text before, const Json *step) {
  const Text parts[] = {before, plain_step(call, step)};
  return sha256(call, parts, 2);
}

Template read_template(Call *call, Text file, const PublicKey *root) {
  const FirmFile verified = read_firm_file(call, file, "od-template+jws", root, "template");
  const Place payload = place(call, verified.payload, "template");
  const char *const schemes[] = {"strict", "tolerant", "operator", NULL};
  a_word_of(at(payload, "kind"), (const char *const[]){"dongle", "software", "cloud", NULL});
  read_suite(at(payload, "suite"));
  a_word_of(at(at(payload, "binding"), "scheme"), schemes);
  if (!same(read_root(at(payload, "root")).thumbprint, root->thumbprint))
    refuse(call, MALFORMED, "template.root is not the root that vouches for it");
  const Place serial = at(payload, "serial");
  const Place name = at(payload, "firmName");
  return (Template){
      .serial = is_there(serial) ? a_serial(serial) : text_of(""),
      .firm_code = verified.firm_code,
      .firm_name = is_there(name) ? a_text(name, 1, 256) : text_of(""),
      .issued_at = verified.issued_at,
      .is_test = is_there(at(payload, "test")) && a_boolean(at(payload, "test")),
      .epoch = verified.epoch,
  };
}
