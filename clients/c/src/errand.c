#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "depot.h"
#include "folder.h"

/** A request is at most 1 MiB; the context and the envelope need their room. */
enum { MOST_PROOF = 700000 };

/** What a Depot may ask for first; each is done once. */
enum { COUNTED_ON = 1, PROVEN = 2, CAUGHT_UP = 4 };

void tell(Call *call, const Progress *progress, const char *sentence, ...) {
  char text[1024];
  va_list values;
  (void)call;
  if (progress == NULL || progress->on_progress == NULL) return;
  va_start(values, sentence);
  vsnprintf(text, sizeof text, sentence, values);
  va_end(values);
  progress->on_progress(progress->context, text);
}

void tell_results(const Element *answer, const Progress *progress) {
  if (progress == NULL || progress->on_result == NULL) return;
  const Element *result = child(child(answer, "licenseResults"), "licenseResult");
  for (; result != NULL; result = next_of(result, "licenseResult")) {
    const Text is_ok = child_text(result, "ok");
    progress->on_result(progress->context, child_text(result, "licenseId").bytes,
                        is_word(is_ok, "true") || is_word(is_ok, "1"), child_text(result, "code").bytes,
                        child_text(result, "text").bytes);
  }
}

Text fault_detail(const Element *fault, const char *name) {
  const Element *fact = child(child(fault, "faultDetails"), "faultDetail");
  while (fact != NULL && !is_word(child_text(fact, "name"), name)) fact = next_of(fact, "faultDetail");
  return child_text(fact, "value");
}

void append_license_ids(Buffer *buffer, const char *const *ids, size_t count) {
  if (count == 0) return;
  append_word(buffer, "<licenseIds>");
  for (size_t index = 0; index < count; index++) append_element(buffer, "licenseId", text_of(ids[index]));
  append_word(buffer, "</licenseIds>");
}

int32_t import_answer(Call *call, const Element *answer, const Progress *progress) {
  const Text file = child_text(answer, "updateFile");
  if (file.length == 0) return 0;
  const od_imported imported = import_update(call, file);
  tell(call, progress, "Imported update %s: %d step%s.", imported.transfer_id, imported.steps,
       imported.steps == 1 ? "" : "s");
  const Element *change = child(child(answer, "vendorChanges"), "vendorChange");
  for (; change != NULL; change = next_of(change, "vendorChange"))
    tell(call, progress, "The vendor has decided: %s license %s.", child_text(change, "actionKind").bytes,
         child_text(change, "licenseId").bytes);
  return imported.steps;
}

typedef struct Sending {
  const Errand *errand;
  const Progress *progress;
  int done;
  const Element *answer;
} Sending;

static const Element *send_once_more(Call *call, const Errand *errand, const Progress *progress, int done);

static void send(Call *call, void *argument) {
  Sending *sending = argument;
  const Errand *errand = sending->errand;
  Buffer content = {.call = call};
  append_text(&content, errand->before);
  append_element(&content, "contextFile", make_context(call, errand->serial, errand->firm_code));
  append_text(&content, errand->after);
  sending->answer = call_depot(call, errand->depot, errand->operation, text_in(&content));
}

/** The Depot has seen a newer context, because an older state was put back, say: the container goes on after that one.
 */
static bool count_on(Call *call, const Sending *sending) {
  int64_t last = 0;
  if (!read_int64(fault_detail(last_fault(call), "lastContextSeq"), &last)) return false;
  return skip_contexts(call, sending->errand->serial, sending->errand->firm_code, last);
}

/** The Depot was put back to an older state: shows it the updates that it has signed, the newest first. */
static bool prove(Call *call, const Sending *sending) {
  const Errand *errand = sending->errand;
  const Json *firm = firm_in(call, open_state(call, errand->serial), errand->firm_code);
  const Json *updates = member_of(firm, "updates");
  Buffer after = {.call = call};
  append_word(&after, "<proofFiles>");
  size_t characters = 0;
  size_t count = 0;
  for (size_t index = updates->count; index-- > 0; count++) {
    const Text file = text_member(&updates->items[index], "file");
    characters += file.length;
    if (characters > MOST_PROOF) break;
    append_element(&after, "proofFile", file);
  }
  append_word(&after, "</proofFiles></confirmation>");
  if (count == 0) return false;
  tell(call, sending->progress, "The Depot asks for proof of what it issued: sending %zu kept updates.", count);
  const Errand receipt = {errand->depot,     "ConfirmUpdate",           errand->serial,
                          errand->firm_code, text_of("<confirmation>"), text_in(&after)};
  send_once_more(call, &receipt, sending->progress, sending->done | PROVEN);
  return true;
}

static void fetch_open(Call *call, void *argument) {
  Sending *sending = argument;
  const Errand *errand = sending->errand;
  const Errand continuation = {errand->depot,     "ContinueTransfer",       errand->serial,
                               errand->firm_code, text_of("<transferKey>"), text_of("</transferKey>")};
  const Element *answer = send_once_more(call, &continuation, sending->progress, sending->done | CAUGHT_UP);
  import_answer(call, answer, sending->progress);
}

/** Fetches and imports what the container lacks, if the Depot has anything. */
static bool catch_up(Call *call, Sending *sending) {
  od_status status = OD_DONE;
  tell(call, sending->progress, "The Depot asks to import open updates first.");
  const od_problem *problem = attempt(call, fetch_open, sending, &status);
  if (problem != NULL && strcmp(problem->fault, "TRANSFER_UNKNOWN") != 0) fail_again(call, status, problem);
  return true;
}

static const Element *send_once_more(Call *call, const Errand *errand, const Progress *progress, int done) {
  Sending *sending = grab(call, sizeof *sending);
  *sending = (Sending){errand, progress, done, NULL};
  for (;;) {
    od_status status = OD_DONE;
    const od_problem *problem = attempt(call, send, sending, &status);
    if (problem == NULL) return sending->answer;
    const int remedy = strcmp(problem->fault, "CONTEXT_STALE") == 0   ? COUNTED_ON
                       : strcmp(problem->fault, "NEED_PROOF") == 0    ? PROVEN
                       : strcmp(problem->fault, "TRANSFER_OPEN") == 0 ? CAUGHT_UP
                                                                      : 0;
    if (remedy == 0 || (sending->done & remedy) != 0) fail_again(call, status, problem);
    sending->done |= remedy;
    const bool is_right = remedy == COUNTED_ON ? count_on(call, sending)
                          : remedy == PROVEN   ? prove(call, sending)
                                               : catch_up(call, sending);
    if (!is_right) fail_again(call, status, problem);
  }
}

const Element *send_errand(Call *call, const Errand *errand, const Progress *progress) {
  return send_once_more(call, errand, progress, 0);
}

void confirm(Call *call, const char *depot, Text serial, int32_t firm_code, const Progress *progress) {
  const Errand receipt = {depot,     "ConfirmUpdate",           serial,
                          firm_code, text_of("<confirmation>"), text_of("</confirmation>")};
  send_errand(call, &receipt, progress);
}
