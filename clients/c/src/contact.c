#include <string.h>

#include "depot.h"
#include "folder.h"

/** What calls that go to a container's Depot have in common. */
typedef struct Contact {
  const char *depot;
  const char *serial;
  int32_t firm_code;
  Progress progress;
  int32_t steps;
  const char *const *license_ids;
  size_t license_count;
} Contact;

static void confirm_all(Call *call, void *argument) {
  const Contact *contact = argument;
  confirm(call, contact->depot, find_container(call, contact->serial, contact->firm_code), contact->firm_code,
          &contact->progress);
}

od_status od_confirm(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code) {
  return run(runtime, confirm_all, &(Contact){.depot = depot, .serial = serial, .firm_code = firm_code});
}

/** Update by update, until the Depot has no more; each call is the receipt for the update before. */
static void update_all(Call *call, void *argument) {
  Contact *contact = argument;
  const Errand errand = {contact->depot,
                         "AutoUpdate",
                         find_container(call, contact->serial, contact->firm_code),
                         contact->firm_code,
                         text_of("<updateWish>"),
                         text_of("</updateWish>")};
  for (;;) {
    const int32_t steps = import_answer(call, send_errand(call, &errand, &contact->progress), &contact->progress);
    // One that brings nothing new to this container would be given for ever.
    if (steps == 0) return;
    contact->steps += steps;
  }
}

od_status od_auto_update(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code,
                         od_on_progress *on_progress, void *context, int32_t *steps) {
  Contact contact = {
      .depot = depot, .serial = serial, .firm_code = firm_code, .progress = {on_progress, NULL, context}};
  const od_status status = run(runtime, update_all, &contact);
  if (steps != NULL) *steps = contact.steps;
  return status;
}

static void return_licenses(Call *call, void *argument) {
  const Contact *contact = argument;
  const Text serial = find_container(call, contact->serial, contact->firm_code);
  Buffer before = {.call = call};
  append_word(&before, "<licenseReturn>");
  append_license_ids(&before, contact->license_ids, contact->license_count);
  if (contact->license_count == 0) append_word(&before, "<selection>all</selection>");
  const Errand errand = {contact->depot,     "ReturnLicenses", serial,
                         contact->firm_code, text_in(&before), text_of("</licenseReturn>")};
  const Element *answer = send_errand(call, &errand, &contact->progress);
  if (import_answer(call, answer, &contact->progress) > 0) {
    confirm(call, contact->depot, serial, contact->firm_code, &contact->progress);
    tell(call, &contact->progress, "Sent the receipt.");
  }
  tell_results(answer, &contact->progress);
}

od_status od_return(od_runtime *runtime, const char *depot, const char *serial, int32_t firm_code,
                    const char *const *license_ids, size_t license_count, od_on_progress *on_progress,
                    od_on_result *on_result, void *context) {
  Contact contact = {
      .depot = depot, .serial = serial, .firm_code = firm_code, .progress = {on_progress, on_result, context}};
  contact.license_ids = license_ids;
  contact.license_count = license_count;
  return run(runtime, return_licenses, &contact);
}

PublicKey fetch_root(Call *call, const char *depot, int32_t firm_code, const Progress *progress) {
  Buffer content = {.call = call};
  append_element(&content, "firmCode", format(call, "%d", firm_code));
  const Text key = child_text(call_depot(call, depot, "GetKeys", text_in(&content)), "rootKey");
  const PublicKey root = read_root(place(call, parse_object(call, key, "root key"), "root key"));
  tell(call, progress, "Trusting the root of firm code %d from the Depot: compare %s with the vendor's.", firm_code,
       root.thumbprint.bytes);
  return root;
}

typedef struct Enrolment {
  int32_t firm_code;
  int64_t issued_at;
  int32_t epoch;
} Enrolment;

/** What the firm signed is proof of the time, so this is also how a clock is confirmed. */
static bool note_enrolment(Call *call, Json *state, void *argument) {
  const Enrolment *enrolment = argument;
  Json *firm = firm_in(call, state, enrolment->firm_code);
  const int32_t seen = int_member(firm, "epoch");
  if (enrolment->epoch < seen)
    fail(call, OD_REFUSED, "OLDER_EPOCH", "Ask the vendor: their Depot signs with a key that was given up.",
         "The template is signed by a key of epoch %d, which the vendor gave up; the container has seen %d.",
         enrolment->epoch, seen);
  set_member(call, firm, "epoch", json_number(enrolment->epoch));
  return note_signed_time(call, state, firm, enrolment->issued_at) || enrolment->epoch > seen;
}

static Text enrolment_text(Call *call, const Json *state, int32_t firm_code, const PublicKey *root) {
  const Json fingerprint = machine_fingerprint(call, state, root);
  const Json *parts = member_of(&fingerprint, "parts");
  Buffer text = {.call = call};
  append_word(&text, "<enrollment><containerKind>software</containerKind>");
  append_element(&text, "firmCode", format(call, "%d", firm_code));
  append_element(&text, "signingKey", write_json(call, signing_key_of(call, state).public_half.jwk));
  append_element(&text, "agreementKey", write_json(call, agreement_key_of(call, state).public_half.jwk));
  append_word(&text, "<fingerprint>");
  for (size_t index = 0; index < parts->count; index++) {
    append_word(&text, "<fingerprintPart>");
    append_element(&text, "name", text_member(&parts->items[index], "name"));
    append_element(&text, "partHash", text_member(&parts->items[index], "hash"));
    append_word(&text, "</fingerprintPart>");
  }
  append_word(&text, "</fingerprint>");
  append_element(&text, "bindingScheme", text_member(&fingerprint, "scheme"));
  append_word(&text, "</enrollment>");
  return text_in(&text);
}

void enroll(Call *call, const char *depot, Text serial, int32_t firm_code, const Progress *progress) {
  const Json *state = open_state(call, serial);
  const Json *firm = firm_in(call, state, firm_code);
  const PublicKey root = root_of(call, firm);
  const Element *answer = call_depot(call, depot, "EnrollContainer", enrolment_text(call, state, firm_code, &root));
  const Template template = read_template(call, child_text(answer, "templateFile"), &root);
  const Text answered = child_text(answer, "containerSerial");
  if (!same(answered, serial) || (template.serial.length > 0 && !same(template.serial, serial)) ||
      template.firm_code != firm_code)
    fail(call, OD_REFUSED, "OTHER_CONTAINER", "Ask the vendor: their Depot does not work as described.",
         "The Depot enrolled %s instead of %s.", answered.bytes, serial.bytes);
  if (template.is_test && !true_member(firm, "test"))
    fail(call, OD_REFUSED, "TEST_FILE", "Use the Depot of the production installation, or a container for tests.",
         "The Depot is a test installation, and this is a production container.");
  Enrolment *enrolment = grab(call, sizeof *enrolment);
  *enrolment = (Enrolment){firm_code, template.issued_at, template.epoch};
  change_state(call, serial, note_enrolment, enrolment);
  tell(call, progress, "Enrolled with %s.",
       template.firm_name.length > 0 ? template.firm_name.bytes : format(call, "firm code %d", firm_code).bytes);
}
