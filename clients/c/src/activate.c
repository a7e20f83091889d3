#include <stdlib.h>
#include <string.h>

#include "depot.h"
#include "folder.h"

enum { MOST_FIRMS = 64 };

/** What it takes to redeem a ticket. */
typedef struct Needs {
  int32_t firm_codes[MOST_FIRMS];
  size_t count;
  bool is_inseparable;
} Needs;

typedef struct Activation {
  const od_wish *wish;
  Progress progress;
  int32_t firm_code;
  bool is_together;
  Text home; /**< The container of this ticket, as far as there is one. */
  Text serial;
  const Element *answer;
} Activation;

/** Nothing can be done for a license in one of these states. */
static bool is_over(Text state) {
  return is_word(state, "Withdrawn") || is_word(state, "Replaced") || is_word(state, "Blocked");
}

static bool is_wanted(const od_wish *wish, Text license_id) {
  for (size_t index = 0; index < wish->license_count; index++)
    if (is_word(license_id, wish->license_ids[index])) return true;
  return false;
}

static int compare_codes(const void *a, const void *b) {
  const int32_t left = *(const int32_t *)a;
  const int32_t right = *(const int32_t *)b;
  return (left > right) - (left < right);
}

static void add_firm(Needs *needs, int64_t firm_code) {
  for (size_t index = 0; index < needs->count; index++)
    if (needs->firm_codes[index] == firm_code) return;
  if (needs->count < MOST_FIRMS && firm_code >= 1 && firm_code <= MAX_INT32)
    needs->firm_codes[needs->count++] = (int32_t)firm_code;
}

/** Firm codes of the licenses that are shown: the live or all of them, the wanted or all of them. */
static void collect(Needs *needs, const Element *licenses, const od_wish *wish, bool only_live, bool only_wanted) {
  needs->count = 0;
  for (const Element *license = child(licenses, "ticketLicense"); license != NULL;
       license = next_of(license, "ticketLicense")) {
    int64_t firm_code = 0;
    if (only_live && is_over(child_text(license, "state"))) continue;
    if (only_wanted && !is_wanted(wish, child_text(license, "licenseId"))) continue;
    if (read_int64(child_text(license, "firmCode"), &firm_code)) add_firm(needs, firm_code);
  }
  qsort(needs->firm_codes, needs->count, sizeof needs->firm_codes[0], compare_codes);
}

static size_t count_wanted(const Element *licenses, const od_wish *wish) {
  size_t count = 0;
  for (const Element *license = child(licenses, "ticketLicense"); license != NULL;
       license = next_of(license, "ticketLicense"))
    count += is_wanted(wish, child_text(license, "licenseId"));
  return count;
}

static Needs needs_of(Call *call, const od_wish *wish) {
  if (wish->firm_code != 0) return (Needs){.firm_codes = {wish->firm_code}, .count = 1};
  Buffer content = {.call = call};
  append_word(&content, "<ticketIds>");
  append_element(&content, "ticketId", text_of(wish->ticket));
  append_word(&content, "</ticketIds>");
  const Element *list = call_depot(call, wish->depot, "GetTickets", text_in(&content));
  const Element *view = child(child(list, "ticketViews"), "ticketView");
  const Element *licenses = child(view, "ticketLicenses");
  Needs needs = {.is_inseparable = is_word(child_text(view, "inseparable"), "yes")};
  // An inseparable ticket goes as a whole; and of a long one the Depot shows only the first licenses.
  const bool only_wanted =
      !needs.is_inseparable && wish->license_count > 0 && count_wanted(licenses, wish) == wish->license_count;
  collect(&needs, licenses, wish, true, only_wanted);
  if (needs.count == 0) collect(&needs, licenses, wish, false, only_wanted);
  if (needs.count == 0)
    fail(call, OD_REFUSED, "LICENSE_MISSING", "Ask the vendor.", "There are no licenses on this ticket.");
  return needs;
}

static void enroll_new(Call *call, void *argument) {
  const Activation *activation = argument;
  enroll(call, activation->wish->depot, activation->serial, activation->firm_code, &activation->progress);
}

/** Introduces a firm to this machine. If that fails, what was made for it is gone again: nobody has seen it yet. */
static void introduce(Call *call, Activation *activation, Text present) {
  const od_wish *wish = activation->wish;
  const int32_t firm_code = activation->firm_code;
  const PublicKey root = wish->root_jwk == NULL
                             ? fetch_root(call, wish->depot, firm_code, &activation->progress)
                             : read_root(place(call, parse_object(call, text_of(wish->root_jwk), "root"), "root"));
  if (present.length == 0) {
    activation->serial = create_container(call, firm_code, &root, wish->is_test);
    tell(call, &activation->progress, "Created container %s on this machine.", activation->serial.bytes);
  } else {
    activation->serial = present;
    if (pin_firm(call, present, firm_code, &root, wish->is_test))
      tell(call, &activation->progress, "Container %s serves firm code %d from now on.", present.bytes, firm_code);
  }
  od_status status = OD_DONE;
  const od_problem *problem = attempt(call, enroll_new, activation, &status);
  if (problem == NULL) return;
  discard_firm(call, activation->serial, firm_code);
  fail_again(call, status, problem);
}

static void require_root(Call *call, const Activation *activation) {
  if (activation->wish->root_jwk == NULL) return;
  const Place given = place(call, parse_object(call, text_of(activation->wish->root_jwk), "root"), "root");
  const PublicKey root = read_root(given);
  pin_firm(call, activation->serial, activation->firm_code, &root, activation->wish->is_test);
}

/** The home of the ticket, else the only container that serves the firm code, else a new one. */
static void choose_container(Call *call, Activation *activation) {
  size_t count = 0;
  const od_problem *problem;
  const Text *found = serving(call, activation->firm_code, &count, &problem);
  const Text home = activation->home;
  bool is_served = false;
  for (size_t index = 0; index < count; index++) is_served = is_served || same(found[index], home);
  const bool is_home = home.length > 0 && (activation->is_together || count == 0 || is_served);
  if (is_home ? !is_served : count == 0 && problem == NULL) {
    introduce(call, activation, is_home ? home : text_of(""));
    return;
  }
  activation->serial = is_home ? home : find_container(call, NULL, activation->firm_code);
  require_root(call, activation);
  tell(call, &activation->progress, "Using container %s.", activation->serial.bytes);
}

static void ask(Call *call, void *argument) {
  Activation *activation = argument;
  const od_wish *wish = activation->wish;
  Buffer before = {.call = call};
  append_word(&before, "<activation>");
  append_element(&before, "ticketId", text_of(wish->ticket));
  append_license_ids(&before, wish->license_ids, wish->license_count);
  if (wish->all) append_word(&before, "<selection>all</selection>");
  Buffer after = {.call = call};
  if (wish->parameter_count > 0) append_word(&after, "<parameters>");
  for (size_t index = 0; index < wish->parameter_count; index++) {
    append_word(&after, "<parameter>");
    append_element(&after, "name", text_of(wish->parameters[index].name));
    append_element(&after, "value", text_of(wish->parameters[index].value));
    append_word(&after, "</parameter>");
  }
  if (wish->parameter_count > 0) append_word(&after, "</parameters>");
  append_word(&after, "</activation>");
  const Errand errand = {wish->depot,           "ActivateLicenses", activation->serial,
                         activation->firm_code, text_in(&before),   text_in(&after)};
  activation->answer = send_errand(call, &errand, &activation->progress);
}

static bool holds(const Json *licenses, Text license_id) {
  return license_id.length > 0 && find_license(licenses, license_id) < licenses->count;
}

/** Tells what became of a license, unless it has a turn of its own under another firm code. */
static bool tell_one(const Activation *activation, const Json *licenses, Text license_id, bool is_ok, Text code,
                     Text text) {
  const bool is_done = is_ok || (is_word(code, "NOTHING_TO_DO") && holds(licenses, license_id));
  const bool is_of_others = is_word(code, "FIRM_CODE_OTHER") || is_word(code, "NOTHING_TO_DO");
  const bool is_asked = activation->wish->firm_code != 0 && is_wanted(activation->wish, license_id);
  if (!is_done && is_of_others && !is_asked) return false;
  if (activation->progress.on_result != NULL)
    activation->progress.on_result(activation->progress.context, license_id.bytes, is_done, is_done ? "" : code.bytes,
                                   is_done ? "" : text.bytes);
  return is_done;
}

/** Of an activation that was done before the fault says why each license stays where it is; true if one is here. */
static bool tell_repeat(Call *call, const Activation *activation, const Json *licenses) {
  bool is_here = false;
  const Element *fact = child(child(last_fault(call), "faultDetails"), "faultDetail");
  for (; fact != NULL; fact = next_of(fact, "faultDetail")) {
    const Text name = child_text(fact, "name");
    const Text reason = child_text(fact, "value");
    const char *colon = strstr(reason.bytes, ": ");
    if (strncmp(name.bytes, "license[", 8) != 0 || name.bytes[name.length - 1] != ']' || colon == NULL) continue;
    const Text license_id = copy_text(call, name.bytes + 8, name.length - 9);
    const Text code = copy_text(call, reason.bytes, (size_t)(colon - reason.bytes));
    is_here = tell_one(activation, licenses, license_id, false, code, text_of(colon + 2)) || is_here;
  }
  return is_here;
}

/** Asks, imports and sends the receipt. What was done before, and only its receipt was lost, is no failure. */
static void activate_firm(Call *call, Activation *activation) {
  od_status status = OD_DONE;
  const od_problem *problem = attempt(call, ask, activation, &status);
  if (problem != NULL && strcmp(problem->fault, "NOTHING_TO_DO") != 0) fail_again(call, status, problem);
  if (problem == NULL) import_answer(call, activation->answer, &activation->progress);
  const Json *firm = firm_in(call, open_state(call, activation->serial), activation->firm_code);
  const Json *licenses = member_of(firm, "licenses");
  if (problem != NULL && !tell_repeat(call, activation, licenses)) fail_again(call, status, problem);
  confirm(call, activation->wish->depot, activation->serial, activation->firm_code, &activation->progress);
  tell(call, &activation->progress, "Sent the receipt.");
  if (problem != NULL) return;
  const Element *result = child(child(activation->answer, "licenseResults"), "licenseResult");
  for (; result != NULL; result = next_of(result, "licenseResult")) {
    const Text is_ok = child_text(result, "ok");
    tell_one(activation, licenses, child_text(result, "licenseId"), is_word(is_ok, "true") || is_word(is_ok, "1"),
             child_text(result, "code"), child_text(result, "text"));
  }
}

static void activate(Call *call, void *argument) {
  Activation *activation = argument;
  const od_wish *wish = activation->wish;
  if (wish->depot == NULL || wish->ticket == NULL)
    fail(call, OD_USAGE, "USAGE", "Give both.", "There is no Depot or no ticket.");
  const Needs needs = needs_of(call, wish);
  activation->home = text_of(wish->serial == NULL ? "" : wish->serial);
  activation->is_together = needs.is_inseparable || activation->home.length > 0;
  for (size_t index = 0; index < needs.count; index++) {
    activation->firm_code = needs.firm_codes[index];
    choose_container(call, activation);
    if (activation->home.length == 0) activation->home = activation->serial;
    activate_firm(call, activation);
  }
}

od_status od_activate(od_runtime *runtime, const od_wish *wish, od_on_progress *on_progress, od_on_result *on_result,
                      void *context) {
  return run(runtime, activate, &(Activation){.wish = wish, .progress = {on_progress, on_result, context}});
}
