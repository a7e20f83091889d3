#include "blocked.h"

#include <string.h>

#include "files.h"

enum { MOST_CONTAINERS = 100000, MOST_LICENSES = 100000 };

/** Each once and in the order of their bytes. */
static void require_order(Place list, Text (*key)(Place)) {
  Text before = {"", 0};
  for (size_t index = 0; index < list.value->count; index++) {
    const Text own = key(item(list, index));
    // Serials and ids are ASCII, so that a zero byte ends them and nothing else.
    if (index > 0 && strcmp(before.bytes, own.bytes) >= 0)
      refuse(list.call, MALFORMED, "%s[%zu] does not come after the entry before it", list.path, index);
    before = own;
  }
}

static Text blocked_license(Place entry) {
  an_integer(at(entry, "below"), 1, MAX_INT32);
  return an_identifier(at(entry, "licenseId"));
}

BlockList read_block_list(Call *call, Text file, const PublicKey *root) {
  const FirmFile verified = read_firm_file(call, file, "od-blocklist+jws", root, "block list");
  const Place payload = place(call, verified.payload, "block list");
  const Place containers = at(payload, "containers");
  const Place licenses = at(payload, "licenses");
  list_length(containers, 0, MOST_CONTAINERS);
  list_length(licenses, 0, MOST_LICENSES);
  require_order(containers, a_serial);
  require_order(licenses, blocked_license);
  const bool is_test = is_there(at(payload, "test")) && a_boolean(at(payload, "test"));
  return (BlockList){true, verified.issued_at, verified.epoch, is_test, verified.payload};
}

/** Why a genuine list does not count for a container; NULL: it does. */
static const char *obstacle_to(const BlockList *list, const Json *firm) {
  if (list->is_test && !true_member(firm, "test")) return "TEST_FILE";
  return list->epoch < int_member(firm, "epoch") ? "OLDER_EPOCH" : NULL;
}

typedef struct Imported {
  int32_t firm_code;
  const Json *firm;
  BlockList list;
} Imported;

static const char *path_of(Call *call, int32_t firm_code) {
  return format(call, "%s/%d.odb", runtime_of(call)->folder, firm_code).bytes;
}

static void read_imported(Call *call, void *argument) {
  Imported *imported = argument;
  Text file;
  if (!read_file(call, path_of(call, imported->firm_code), false, &file)) return;
  const PublicKey root = root_of(call, imported->firm);
  const BlockList list = read_block_list(call, file, &root);
  if (obstacle_to(&list, imported->firm) == NULL) imported->list = list;
}

/** One that is no good is as if it were not there: it could be deleted as well. */
static BlockList imported_list(Call *call, int32_t firm_code, const Json *firm) {
  Imported *imported = grab(call, sizeof *imported);
  imported->firm_code = firm_code;
  imported->firm = firm;
  attempt(call, read_imported, imported, NULL);
  return imported->list;
}

bool is_blocked(const BlockList *list, Text serial, const Json *license) {
  const Json *containers = member_of(list->payload, "containers");
  const Json *licenses = member_of(list->payload, "licenses");
  for (size_t index = 0; index < containers->count; index++)
    if (same(containers->items[index].string, serial)) return true;
  const size_t entry = find_license(licenses, text_member(license, "licenseId"));
  return entry < licenses->count && int_member(license, "generation") < int_member(&licenses->items[entry], "below");
}

typedef struct Noting {
  Text serial;
  int32_t firm_code;
  const Json *firm;
  int32_t epoch;
} Noting;

static void note_list(Call *call, void *argument) {
  const Noting *noting = argument;
  const PublicKey root = root_of(call, noting->firm);
  note_epoch(call, noting->serial, noting->firm_code, &root, noting->epoch);
}

void require_unblocked(Call *call, const Json *firm, const od_question *question, Text serial, const Json *license) {
  BlockList list = imported_list(call, question->firm_code, firm);
  int32_t epoch = list.epoch;
  if (question->block_list != NULL) {
    const PublicKey root = root_of(call, firm);
    const BlockList brought = read_block_list(call, text_of(question->block_list), &root);
    // One that is meant for other containers is passed over.
    const bool counts = obstacle_to(&brought, firm) == NULL;
    if (counts && brought.epoch > epoch) epoch = brought.epoch;
    if (counts && (!list.is_there || brought.issued_at >= list.issued_at)) list = brought;
  }
  Noting *noting = grab(call, sizeof *noting);
  *noting = (Noting){serial, question->firm_code, firm, epoch};
  // A program that may read the container and not write it gets its answer all the same.
  if (epoch > int_member(firm, "epoch")) attempt(call, note_list, noting, NULL);
  if (!list.is_there || !is_blocked(&list, serial, license)) return;
  fail(call, OD_REFUSED, "BLOCKED", "Ask the vendor.",
       "The vendor has blocked this container, or this copy of license %s is void: by the list of %s.",
       text_member(license, "licenseId").bytes, time_text(call, list.issued_at).bytes);
}

typedef struct Import {
  Text file;
  bool is_news;
} Import;

static void import_block_list(Call *call, void *argument) {
  Import *import = argument;
  const Jws jws = read_flattened(call, import->file, "block list");
  const Place claimed = place(call, unverified_payload(call, &jws, "block list"), "block list");
  const int32_t firm_code = (int32_t)an_integer(at(claimed, "firmCode"), 1, MAX_INT32);
  size_t count = 0;
  const od_problem *problem;
  const Text *found = serving(call, firm_code, &count, &problem);
  const Text serial = count > 0 ? found[0] : find_container(call, NULL, firm_code);
  const Json *firm = firm_in(call, open_state(call, serial), firm_code);
  const PublicKey root = root_of(call, firm);
  const BlockList given = read_block_list(call, import->file, &root);
  const char *obstacle = obstacle_to(&given, firm);
  if (obstacle != NULL)
    fail(call, OD_REFUSED, obstacle, "Get the newest list of the vendor's production installation.",
         "The block list is not meant for this container, or signed by a key that the vendor gave up.");
  for (size_t index = 0; index < count; index++) note_epoch(call, found[index], firm_code, &root, given.epoch);
  const BlockList present = imported_list(call, firm_code, firm);
  import->is_news = !present.is_there || present.issued_at < given.issued_at;
  if (import->is_news) write_durably(call, path_of(call, firm_code), import->file);
}

od_status od_import_block_list(od_runtime *runtime, const char *file, size_t length, bool *is_news) {
  Import import = {.file = {file, length}};
  const od_status status = run(runtime, import_block_list, &import);
  if (is_news != NULL) *is_news = import.is_news;
  return status;
}
