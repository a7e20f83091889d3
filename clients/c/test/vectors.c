/**
 * Holds the library against the test vectors of examples/formats: the same files have to come out, open, and be
 * refused, as with every other implementation. Prints each failure; exit code 1 if there is one.
 */
#include <stdio.h>
#include <string.h>

#include "apply.h"
#include "blocked.h"
#include "checks.h"
#include "files.h"
#include "depot.h"
#include "folder.h"

static Json *vector(Call *call, const char *folder, const char *name) {
  Text content;
  if (!read_file(call, format(call, "%s/%s", folder, name).bytes, true, &content))
    fail_oddly(call, "%s is missing", name);
  return parse_object(call, content, name);
}

static PublicKey root_in(Call *call, const Json *holder) {
  return read_root(at(place(call, holder, "vector"), "root"));
}

static void canonical(Call *call, const char *folder) {
  const Json *values = member_of(vector(call, folder, "canonical-json.json"), "values");
  for (size_t index = 0; index < values->count; index++) {
    const Json *value = parse_json(call, text_member(&values->items[index], "json"), "value");
    check_text(canonical_json(call, value), text_member(&values->items[index], "canonical"), "canonical JSON");
  }
}

static void keys(Call *call, const char *folder) {
  const Json *vectors = vector(call, folder, "keys.json");
  for (size_t index = 0; index < vectors->count; index++) {
    const Json *entry = &vectors->members[index].value;
    if (member_of(entry, "publicKey") == NULL) continue;
    const Text curve = text_member(member_of(entry, "publicKey"), "crv");
    const PublicKey key =
        read_public_key(at(place(call, entry, "key"), "publicKey"), is_word(curve, "X25519") ? X25519 : ED25519);
    check_text(key.thumbprint, text_member(entry, "thumbprint"), "thumbprint");
  }
  const Json *signing = member_of(vectors, "containerSigning");
  const PublicKey key = read_public_key(at(place(call, signing, "key"), "publicKey"), ED25519);
  check_text(software_serial(call, &key), text_member(member_of(vectors, "serials"), "software"), "serial");
}

/** A context of these very facts has to come out byte for byte. */
static void contexts(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "context.json");
  const Json *vectors = vector(call, folder, "keys.json");
  const PrivateKey key =
      read_private_key(at(place(call, member_of(vectors, "containerSigning"), "key"), "privateKey"), ED25519);
  const Jws received = read_flattened(call, text_member(wanted, "file"), "context");
  const Json *payload = verify_jws(call, &received, "od-context+jws", &key.public_half, "context");
  const Jws own = sign_jws(call, "od-context+jws", payload, &key);
  check_text(write_flattened(call, &own), text_member(wanted, "file"), "context");
  check_text(sha256_text(call, signed_bytes(call, &own)), text_member(wanted, "hash"), "hash of a context");

  const Jws p256 = read_flattened(call, text_member(vector(call, folder, "context-p256.json"), "file"), "context");
  const Place claimed = place(call, unverified_payload(call, &p256, "context"), "context");
  const PublicKey p256_key = read_public_key(at(claimed, "signingKey"), P256);
  verify_jws(call, &p256, "od-context+jws", &p256_key, "context");
}

/** What a container of the vectors would hold before its first step. */
static Json empty_firm(Call *call) {
  return *parse_object(
      call,
      text_of("{\"counter\":0,\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"licenses\":[],"
              "\"removed\":[],\"updates\":[]}"),
      "firm");
}

static void updates(Call *call, const char *folder) {
  static const char *const names[] = {"update.json", "module.json"};
  for (size_t name = 0; name < 2; name++) {
    const Json *wanted = vector(call, folder, names[name]);
    const PublicKey root = root_in(call, wanted);
    const Update update = read_update(call, text_member(wanted, "file"), &root);
    const Json *steps = member_of(wanted, "steps");
    Json firm = empty_firm(call);
    bool has_news = false;
    for (size_t index = 0; index < steps->count; index++) {
      check_text(plain_step(call, &update.steps->items[index]), text_member(&steps->items[index], "plainStep"),
                 "plain step");
      check_text(text_member(&update.steps->items[index], "digest"), text_member(&steps->items[index], "digest"),
                 "digest of a step");
    }
    check(apply_update(call, &firm, &update, text_member(wanted, "file"), &has_news) == (int32_t)steps->count, "steps");
    check_text(text_member(&firm, "digest"), text_member(&steps->items[steps->count - 1], "digest"), "digest");
    check(apply_update(call, &firm, &update, text_member(wanted, "file"), &has_news) == 0, "imported twice");
  }
}

static void sealed_data(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "update.json");
  const Json *agreement = member_of(vector(call, folder, "keys.json"), "containerAgreement");
  const PrivateKey key = read_private_key(at(place(call, agreement, "key"), "privateKey"), X25519);
  const Text license_id = text_of("01941f29-7c00-7aaa-8bbb-0123456789ab");
  const Json *data = unseal(call, text_member(wanted, "sealed"), license_id, 1, &key);
  const Json *opens = member_of(wanted, "sealedOpens");
  check_text(canonical_json(call, member_of(data, "hiddenData")), canonical_json(call, member_of(opens, "hiddenData")),
             "hidden data");
  check_text(canonical_json(call, member_of(data, "secretData")), canonical_json(call, member_of(opens, "secretData")),
             "secret data");
}

typedef struct Reading {
  Text file;
  const PublicKey *root;
} Reading;

static void read_and_apply(Call *call, void *argument) {
  const Reading *reading = argument;
  const Update update = read_update(call, reading->file, reading->root);
  Json firm = empty_firm(call);
  bool has_news = false;
  apply_update(call, &firm, &update, reading->file, &has_news);
}

static void refused_files(Call *call, const char *folder) {
  const PublicKey root = root_in(call, vector(call, folder, "firm.json"));
  const Json *files = member_of(vector(call, folder, "refused.json"), "files");
  check(files->count >= 17, "there are refused files");
  for (size_t index = 0; index < files->count; index++) {
    od_status status = OD_DONE;
    const od_problem *problem =
        attempt(call, read_and_apply, &(Reading){text_member(&files->items[index], "file"), &root}, &status);
    const bool is_refused = problem != NULL && status == OD_REFUSED;
    const Text why = text_member(&files->items[index], "why");
    check(is_refused, why.bytes);
    if (is_refused) printf("refused\t%s\t%s\n", why.bytes, problem->code);
  }
}

static void templates(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "template.json");
  const PublicKey root = root_in(call, wanted);
  const Template template = read_template(call, text_member(wanted, "file"), &root);
  check_text(template.firm_name, text_of("Muster Software GmbH"), "firm name");
}

static void block_lists(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "block-list.json");
  const PublicKey root = root_in(call, wanted);
  const BlockList list = read_block_list(call, text_member(wanted, "file"), &root);
  const Text id = text_member(&member_of(wanted, "licenses")->items[0], "licenseId");
  Json license = json_object();
  set_member(call, &license, "licenseId", json_text(id));
  for (int32_t generation = 1; generation <= 2; generation++) {
    set_member(call, &license, "generation", json_number(generation));
    check(is_blocked(&list, text_of("130-1"), &license) == (generation < 2), "a void copy of a license");
  }
  check(is_blocked(&list, member_of(wanted, "containers")->items[0].string, &license), "a blocked container");
}

static void derived_keys(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "derived-keys.json");
  const Text data = from_base64url(call, text_member(wanted, "data"), "data");
  const Json *keys_wanted = member_of(wanted, "keys");
  for (size_t index = 0; index < keys_wanted->count; index++) {
    const Json *key = &keys_wanted->items[index];
    const Text derived = derived_key(call, data, text_member(key, "label").bytes, (size_t)int_member(key, "length"));
    check_text(to_base64url(call, derived), text_member(key, "key"), "derived key");
  }
}

static void machines(Call *call, const char *folder) {
  const Json *wanted = vector(call, folder, "machine.json");
  const Json *parts = member_of(wanted, "machine");
  const PublicKey root = root_in(call, vector(call, folder, "firm.json"));
  Machine machine = {.count = 0};
  for (size_t index = 0; index < parts->count && index < MOST_PARTS; index++)
    machine.parts[machine.count++] =
        (Part){text_member(&parts->items[index], "name").bytes, text_member(&parts->items[index], "value")};
  const Json *fingerprint = member_of(wanted, "fingerprint");
  const Json own = fingerprint_of(call, &machine, text_member(fingerprint, "scheme"), &root);
  check_text(canonical_json(call, &own), canonical_json(call, fingerprint), "fingerprint");
  const Text value = operator_value(call, text_member(wanted, "identity"));
  check_text(value, machine.parts[machine.count - 1].value, "identity of an operator");
}

static void all(Call *call, void *argument) {
  const char *folder = argument;
  canonical(call, folder);
  json_and_times(call);
  keys(call, folder);
  contexts(call, folder);
  updates(call, folder);
  sealed_data(call, folder);
  refused_files(call, folder);
  templates(call, folder);
  block_lists(call, folder);
  derived_keys(call, folder);
  machines(call, folder);
}

int main(int count, char **words) {
  if (count != 2) return 2;
  od_runtime *runtime = od_open(NULL);
  if (runtime == NULL) return 1;
  const od_status status = run(runtime, all, words[1]);
  if (status != OD_DONE) printf("failed: %s\n", od_problem_of(runtime)->text);
  od_close(runtime);
  return report_checks() && status == OD_DONE ? 0 : 1;
}
