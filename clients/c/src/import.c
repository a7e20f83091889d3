#include <string.h>

#include "apply.h"
#include "depot.h"
#include "folder.h"

typedef struct Import {
  Text file;
  od_imported imported;
} Import;

static _Noreturn void other_container(Call *call, const char *why) {
  fail(call, OD_REFUSED, "OTHER_CONTAINER", "Import it on the machine whose context asked for it.", "%s", why);
}

static bool import_into(Call *call, Json *state, void *argument) {
  Import *import = argument;
  Json *firm = firm_in(call, state, import->imported.firm_code);
  const PublicKey root = root_of(call, firm);
  const Update update = read_update(call, import->file, &root);
  const PrivateKey own_key = signing_key_of(call, state);
  if (!same(update.serial, text_member(state, "serial")) ||
      !same(update.key_thumbprint, own_key.public_half.thumbprint))
    other_container(call, "The update is for another container: its key is not the one named in it.");
  if (update.is_test && !true_member(firm, "test"))
    fail(call, OD_REFUSED, "TEST_FILE", "Ask the vendor for an update of the production installation.",
         "The update comes from a test installation, and this is a production container.");
  const int32_t epoch = int_member(firm, "epoch");
  if (update.epoch < epoch)
    fail(call, OD_REFUSED, "OLDER_EPOCH", "Send a new context to the Depot: it signs again with its present key.",
         "The update is signed by a key of epoch %d, which the vendor gave up; the container has seen %d.",
         update.epoch, epoch);
  bool has_news = false;
  import->imported.steps = apply_update(call, firm, &update, import->file, &has_news);
  put_text(import->imported.transfer_id, sizeof import->imported.transfer_id, update.transfer_id);
  if (!has_news && update.epoch == epoch) return false;
  set_member(call, firm, "epoch", json_number(update.epoch));
  note_signed_time(call, state, firm, update.issued_at);
  return true;
}

/** For whom an update says it is; only to find the container, which then verifies it. */
static Text address_of(Call *call, Text file, int32_t *firm_code) {
  const Jws jws = read_flattened(call, file, "update");
  const Json *payload = unverified_payload(call, &jws, "update");
  const Json *serial = member_of(payload, "serial");
  *firm_code = int_member(payload, "firmCode");
  if (serial == NULL || serial->type != JSON_STRING || *firm_code == 0)
    refuse(call, MALFORMED, "update: it names no container");
  size_t count = 0;
  const Text *here = list_serials(call, &count);
  for (size_t index = 0; index < count; index++)
    if (same(here[index], serial->string)) return here[index];
  other_container(call,
                  format(call, "The update is for the container %s, which is not here.", serial->string.bytes).bytes);
}

od_imported import_update(Call *call, Text file) {
  Import *import = grab(call, sizeof *import);
  import->file = file;
  const Text serial = address_of(call, file, &import->imported.firm_code);
  put_text(import->imported.serial, sizeof import->imported.serial, serial);
  change_state(call, serial, import_into, import);
  return import->imported;
}

static void import_file(Call *call, void *argument) {
  Import *import = argument;
  import->imported = import_update(call, import->file);
}

od_status od_import(od_runtime *runtime, const char *file, size_t length, od_imported *imported) {
  Import import = {.file = {file, length}};
  const od_status status = run(runtime, import_file, &import);
  if (imported != NULL) *imported = import.imported;
  return status;
}
