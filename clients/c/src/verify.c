#include <string.h>

#include "blocked.h"
#include "depot.h"
#include "terms.h"

/** What is asked of one license; of a base, neither features nor maintenance are asked. */
typedef struct Proof {
  const od_question *question;
  Text serial;
  Json *state;
  Json *license;
  Asking asking;
  uint32_t product_code;
  size_t depth;
  od_license *described;
} Proof;

static _Noreturn void invalid(Call *call, const char *reason, const char *text) {
  fail(call, OD_REFUSED, reason, "Ask the vendor.", "%s", text);
}

static bool is_put_in(Call *call, const Json *step, const Json *license) {
  const Json *actions = member_of(step, "actions");
  const Text options = canonical_json(call, member_of(license, "options"));
  for (size_t index = 0; index < actions->count; index++) {
    bool is_put = false;
    const Json *found = license_of(&actions->items[index], &is_put);
    if (is_put && same(text_member(found, "licenseId"), text_member(license, "licenseId")) &&
        int_member(found, "generation") == int_member(license, "generation") &&
        same(text_member(found, "sealed"), text_member(license, "sealed")) &&
        same(canonical_json(call, member_of(found, "options")), options))
      return true;
  }
  return false;
}

/** Looks the license up in the update that brought it, and verifies that one again. */
static void require_genuine(Call *call, void *argument) {
  const Proof *proof = argument;
  const Json *firm = firm_in(call, proof->state, proof->question->firm_code);
  const Json *updates = member_of(firm, "updates");
  const PublicKey root = root_of(call, firm);
  const PrivateKey own_key = signing_key_of(call, proof->state);
  const Text brought_by = text_member(proof->license, "broughtBy");
  for (size_t index = 0; index < updates->count; index++) {
    if (!same(text_member(&updates->items[index], "id"), brought_by)) continue;
    const Update update = read_update(call, text_member(&updates->items[index], "file"), &root);
    const bool is_own = same(update.serial, proof->serial) &&
                        same(update.key_thumbprint, own_key.public_half.thumbprint) &&
                        (!update.is_test || true_member(firm, "test"));
    for (size_t step = 0; is_own && step < update.steps->count; step++)
      if (is_put_in(call, &update.steps->items[step], proof->license)) return;
  }
  invalid(call, "NOT_GENUINE", "No update that the vendor signed for this container holds this license.");
}

static bool note_time(Call *call, Json *state, void *argument) { return note_seen(call, state, *(int64_t *)argument); }

typedef struct Noting {
  Text serial;
  int64_t now;
} Noting;

static void note_now(Call *call, void *argument) {
  Noting *noting = argument;
  change_state(call, noting->serial, note_time, &noting->now);
}

/** With a clock set back, a license that depends on time is neither valid nor invalid. */
static void require_clock(Call *call, const Proof *proof) {
  bool is_signed = false;
  const int64_t now = proof->asking.now;
  const Text behind =
      clock_behind(call, proof->state, firm_in(call, proof->state, proof->question->firm_code), now, &is_signed);
  if (behind.length > 0)
    fail(call, OD_REFUSED, "CLOCK_BEHIND",
         is_signed ? "Set the clock right."
                   : "Set the clock right; if it is right, a new enrolment lets the vendor confirm the time.",
         "The clock of this machine shows %s, but %s %s.", time_text(call, now).bytes,
         is_signed ? "the vendor has signed files at" : "it has shown before:", behind.bytes);
  Noting *noting = grab(call, sizeof *noting);
  *noting = (Noting){proof->serial, now};
  // A program that may read the container and not write it gets its answer all the same.
  if (note_seen(call, proof->state, now)) attempt(call, note_now, noting, NULL);
}

typedef struct FirstUse {
  const Proof *proof;
  Text begun_at;
} FirstUse;

static bool begin_use(Call *call, Json *state, void *argument) {
  const FirstUse *use = argument;
  const Json *own = use->proof->license;
  Json *licenses = member_of(firm_in(call, state, use->proof->question->firm_code), "licenses");
  const size_t index = find_license(licenses, text_member(own, "licenseId"));
  if (index == licenses->count) return false;
  Json *held = &licenses->items[index];
  if (!same(text_member(held, "firstUsedAt"), text_member(own, "firstUsedAt"))) return false;
  set_member(call, held, "firstUsedAt", json_text(use->begun_at));
  return true;
}

static bool is_begun(const Proof *proof) {
  int64_t begun;
  if (member_of(member_of(proof->license, "options"), "usagePeriod") == NULL) return true;
  return read_time(text_member(proof->license, "firstUsedAt"), &begun) && begun <= proof->asking.now;
}

/**
 * A license as it is when it is used now: a usage period begins with the first use, and a first use in the future was
 * one of a clock that was ahead.
 */
static const Json *used_now(Call *call, const Proof *proof) {
  if (is_begun(proof)) return proof->license;
  Json *used = grab(call, sizeof *used);
  *used = json_object();
  for (size_t index = 0; index < proof->license->count; index++)
    set_member_by(call, used, proof->license->members[index].name, proof->license->members[index].value);
  set_member(call, used, "firstUsedAt", json_text(time_text(call, proof->asking.now)));
  return used;
}

/** Keeps when a usage period began. What cannot be used yet, or not by this program, has not begun. */
static void start_use(Call *call, const Proof *proof) {
  if (is_begun(proof)) return;
  FirstUse *use = grab(call, sizeof *use);
  *use = (FirstUse){proof, time_text(call, proof->asking.now)};
  change_state(call, proof->serial, begin_use, use);
  set_member(call, proof->license, "firstUsedAt", json_text(use->begun_at));
}

static void verify_one(Call *call, void *argument);

/** A module is worth something only while the license that it rides on is. */
static void require_base(Call *call, const Proof *proof, Json *licenses) {
  const Text base_id = text_member(member_of(proof->license, "options"), "ridesOn");
  if (base_id.length == 0) return;
  const size_t index = find_license(licenses, base_id);
  // A chain of bases is no longer than there are licenses, so a longer one is a circle.
  if (index == licenses->count || proof->depth >= licenses->count)
    invalid(call, "BASE_MISSING",
            format(call, "It is a module and rides on license %s, which this container does not hold.", base_id.bytes)
                .bytes);
  Proof *base = grab(call, sizeof *base);
  *base = *proof;
  base->license = &licenses->items[index];
  base->asking = (Asking){.now = proof->asking.now};
  base->product_code = (uint32_t)member_of(member_of(base->license, "options"), "productCode")->number;
  base->depth = proof->depth + 1;
  base->described = NULL;
  verify_one(call, base);
}

static void verify_one(Call *call, void *argument) {
  Proof *proof = argument;
  const od_question *question = proof->question;
  Json *firm = firm_in(call, proof->state, question->firm_code);
  Json *licenses = member_of(firm, "licenses");
  if (question->root_jwk != NULL) {
    const PublicKey known = read_root(place(call, parse_object(call, text_of(question->root_jwk), "root"), "root"));
    const Text trusted = root_of(call, firm).thumbprint;
    if (!same(known.thumbprint, trusted))
      invalid(call, "OTHER_ROOT",
              format(call, "The container trusts another root (%s) than this program.", trusted.bytes).bytes);
  }
  od_status status = OD_DONE;
  const od_problem *problem = attempt(call, require_genuine, proof, &status);
  // Not genuine is not genuine, whatever is wrong with the proof; but a lack of memory says nothing about it.
  if (problem != NULL && status == OD_REFUSED)
    invalid(call, "NOT_GENUINE", "No update that the vendor signed for this container holds this license.");
  if (problem != NULL) fail_again(call, status, problem);
  require_unblocked(call, firm, question, proof->serial, proof->license);
  if (is_timed(proof->license)) require_clock(call, proof);
  require_base(call, proof, licenses);
  const Json *seen = as_product(call, used_now(call, proof), proof->product_code);
  const Terms terms = terms_of(seen, licenses);
  require_terms(call, seen, &terms, &proof->asking);
  start_use(call, proof);
  if (proof->described != NULL) describe(call, proof->serial, question->firm_code, seen, licenses, proof->described);
}

/** Whether a problem says for good that there is no license; anything else may still turn out well. */
static od_verdict verdict_of(od_status status, const od_problem *problem) {
  static const char *const lasting[] = {"OTHER_MACHINE",   "CONTAINER_DAMAGED", "OTHER_ROOT",      "NOT_GENUINE",
                                        "BASE_MISSING",    "NOT_YET_VALID",     "EXPIRED",         "UNITS_USED_UP",
                                        "FEATURE_MISSING", "MAINTENANCE_ENDED", "RUNTIME_TOO_OLD", "LICENSE_MISSING",
                                        "BLOCKED"};
  for (size_t index = 0; status == OD_REFUSED && index < sizeof lasting / sizeof lasting[0]; index++)
    if (strcmp(problem->code, lasting[index]) == 0) return OD_INVALID;
  return OD_UNKNOWN;
}

typedef struct Verifying {
  const od_question *question;
  od_license *license;
  od_verdict verdict;
  bool is_judged;
  od_problem problem;
  Proof proof;
} Verifying;

/** One valid license is enough; after that, what is not known may still turn out well. */
static void judge(Verifying *verifying, od_status status, const od_problem *problem) {
  const od_verdict verdict = problem == NULL ? OD_VALID : verdict_of(status, problem);
  const bool is_better =
      !verifying->is_judged || verdict == OD_VALID || (verdict == OD_UNKNOWN && verifying->verdict == OD_INVALID);
  if (!is_better) return;
  verifying->verdict = verdict;
  verifying->is_judged = true;
  if (problem != NULL) verifying->problem = *problem;
}

static void open_proof(Call *call, void *argument) {
  Proof *proof = argument;
  proof->state = open_state(call, proof->serial);
}

static void verify_container(Call *call, Verifying *verifying, Text serial) {
  const od_question *question = verifying->question;
  Proof *proof = &verifying->proof;
  *proof = (Proof){.question = question, .serial = serial, .described = verifying->license};
  proof->product_code = question->product_code;
  proof->asking = (Asking){now_of(call), question->features, question->has_release, question->released_at};
  od_status status = OD_DONE;
  const od_problem *problem = attempt(call, open_proof, proof, &status);
  if (problem != NULL) {
    judge(verifying, status, problem);
    return;
  }
  const Json *firm = served_firm(call, proof->state, question->firm_code);
  Json *licenses = firm == NULL ? NULL : member_of(firm, "licenses");
  for (size_t index = 0; licenses != NULL && index < licenses->count && verifying->verdict != OD_VALID; index++) {
    proof->license = &licenses->items[index];
    if (as_product(call, proof->license, question->product_code) == NULL) continue;
    problem = attempt(call, verify_one, proof, &status);
    judge(verifying, status, problem);
  }
}

static void verify(Call *call, void *argument) {
  Verifying *verifying = argument;
  size_t count = 0;
  const Text *serials = list_serials(call, &count);
  for (size_t index = 0; index < count && verifying->verdict != OD_VALID; index++)
    verify_container(call, verifying, serials[index]);
  if (!verifying->is_judged)
    fail(call, OD_REFUSED, "LICENSE_MISSING", "Activate one.",
         "There is no license for product %u of firm code %d on this machine.",
         (unsigned)verifying->question->product_code, verifying->question->firm_code);
}

od_verdict od_verify(od_runtime *runtime, const od_question *question, od_license *license) {
  od_license unused;
  Verifying verifying = {.question = question, .license = license == NULL ? &unused : license, .verdict = OD_UNKNOWN};
  const od_status status = run(runtime, verify, &verifying);
  if (status != OD_DONE) return verdict_of(status, &runtime->problem);
  if (verifying.verdict != OD_VALID) runtime->problem = verifying.problem;
  return verifying.verdict;
}
