#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

static const char *path_of(Call *call, Text serial) {
  return format(call, "%s/%s.container", runtime_of(call)->folder, serial.bytes).bytes;
}

static int compare_texts(const void *a, const void *b) {
  return strcmp(((const Text *)a)->bytes, ((const Text *)b)->bytes);
}

static void release_folder(void *folder) { closedir(folder); }

/** The serial in the name of a file `130-….container`; empty if it is another name. */
static Text serial_in(Call *call, const char *name) {
  static const char ending[] = ".container";
  const size_t length = strlen(name);
  const size_t end = sizeof ending - 1;
  if (strncmp(name, "130-", 4) != 0 || length <= end + 4 || strcmp(name + length - end, ending) != 0)
    return text_of("");
  if (strspn(name + 4, "0123456789") != length - end - 4 || length - end >= OD_SERIAL_SIZE) return text_of("");
  return copy_text(call, name, length - end);
}

/** That says nothing about what is in it. */
static _Noreturn void unreadable(Call *call) {
  fail_oddly(call, "The folder %s cannot be read: %s.", runtime_of(call)->folder, strerror(errno));
}

static const struct dirent *next_entry(Call *call, DIR *folder) {
  errno = 0;
  const struct dirent *entry = readdir(folder);
  if (entry == NULL && errno != 0) unreadable(call);
  return entry;
}

Text *list_serials(Call *call, size_t *count) {
  DIR *folder = opendir(runtime_of(call)->folder);
  Text *serials = NULL;
  size_t room = 0;
  *count = 0;
  if (folder == NULL && errno == ENOENT) return serials;
  if (folder == NULL) unreadable(call);
  keep(call, folder, release_folder);
  for (const struct dirent *entry = next_entry(call, folder); entry != NULL; entry = next_entry(call, folder)) {
    const Text serial = serial_in(call, entry->d_name);
    if (serial.length == 0) continue;
    if (*count == room) {
      room = room == 0 ? 8 : room * 2;
      Text *larger = grab_many(call, room, sizeof *larger);
      if (*count > 0) memcpy(larger, serials, *count * sizeof *larger);
      serials = larger;
    }
    serials[(*count)++] = serial;
  }
  release_last(call);
  if (*count > 1) qsort(serials, *count, sizeof *serials, compare_texts);
  return serials;
}

static Json *open_here(Call *call, Text serial, const Machine *machine, const Json **binding) {
  const char *path = path_of(call, serial);
  Text content;
  if (!read_file(call, path, true, &content))
    fail(call, OD_REFUSED, "CONTAINER_MISSING", "List the containers that are here, or create one.",
         "There is no container %s here: %s does not exist.", serial.bytes, path);
  Json *state = open_container(call, content, machine, path, binding);
  if (!same(text_member(state, "serial"), serial))
    fail(call, OD_REFUSED, "CONTAINER_DAMAGED", "Give the file its own name back.",
         "The container file %s holds container %s.", path, text_member(state, "serial").bytes);
  return state;
}

Json *open_state(Call *call, Text serial) {
  const Machine machine = read_machine(call);
  const Json *binding;
  return open_here(call, serial, &machine, &binding);
}

typedef struct Change {
  Text serial;
  bool (*change)(Call *, Json *, void *);
  void *argument;
} Change;

static void change_locked(Call *call, void *argument) {
  const Change *change = argument;
  const Machine machine = read_machine(call);
  const char *path = path_of(call, change->serial);
  const Json *binding;
  if (access(path, F_OK) != 0) open_here(call, change->serial, &machine, &binding);
  lock_file(call, format(call, "%s.lock", path).bytes);
  Json *state = open_here(call, change->serial, &machine, &binding);
  if (change->change(call, state, change->argument))
    write_durably(call, path, seal_container(call, state, binding, &machine));
}

void change_state(Call *call, Text serial, bool (*change)(Call *, Json *, void *), void *argument) {
  Change *wanted = grab(call, sizeof *wanted);
  *wanted = (Change){serial, change, argument};
  od_status status = OD_DONE;
  // The lock is given back when this attempt ends, however it ends.
  const od_problem *problem = attempt(call, change_locked, wanted, &status);
  if (problem != NULL) fail_again(call, status, problem);
}

void add_container(Call *call, const Json *state) {
  const Machine machine = read_machine(call);
  make_folder(call, runtime_of(call)->folder);
  write_durably(call, path_of(call, text_member(state, "serial")), seal_container(call, state, NULL, &machine));
}

void remove_container(Call *call, Text serial) { unlink(path_of(call, serial)); }

Json *served_firm(Call *call, const Json *state, int32_t firm_code) {
  const Json *firms = member_of(state, "firms");
  return firms == NULL ? NULL : member_by(firms, format(call, "%d", firm_code));
}

Json *firm_in(Call *call, const Json *state, int32_t firm_code) {
  Json *firm = served_firm(call, state, firm_code);
  if (firm == NULL)
    fail(call, OD_REFUSED, "CONTAINER_MISSING", "Add the firm code to it.",
         "The container %s does not serve firm code %d.", text_member(state, "serial").bytes, firm_code);
  return firm;
}

typedef struct Epoch {
  int32_t firm_code;
  Text root;
  int32_t epoch;
} Epoch;

static bool raise_epoch(Call *call, Json *state, void *argument) {
  const Epoch *epoch = argument;
  Json *firm = served_firm(call, state, epoch->firm_code);
  if (firm == NULL || !same(root_of(call, firm).thumbprint, epoch->root) || int_member(firm, "epoch") >= epoch->epoch)
    return false;
  set_member(call, firm, "epoch", json_number(epoch->epoch));
  return true;
}

void note_epoch(Call *call, Text serial, int32_t firm_code, const PublicKey *root, int32_t epoch) {
  Epoch *noted = grab(call, sizeof *noted);
  *noted = (Epoch){firm_code, root->thumbprint, epoch};
  change_state(call, serial, raise_epoch, noted);
}

typedef struct Look {
  Text serial;
  int32_t firm_code;
  bool is_serving;
} Look;

static void look_into(Call *call, void *argument) {
  Look *look = argument;
  look->is_serving = served_firm(call, open_state(call, look->serial), look->firm_code) != NULL;
}

Text *serving(Call *call, int32_t firm_code, size_t *count, const od_problem **problem) {
  size_t all = 0;
  Text *serials = list_serials(call, &all);
  Look *look = grab(call, sizeof *look);
  *count = 0;
  *problem = NULL;
  for (size_t index = 0; index < all; index++) {
    *look = (Look){serials[index], firm_code, false};
    od_status status = OD_DONE;
    const od_problem *found = attempt(call, look_into, look, &status);
    if (found != NULL && status != OD_REFUSED) fail_again(call, status, found);
    if (found != NULL) *problem = found;
    if (look->is_serving) serials[(*count)++] = serials[index];
  }
  return serials;
}

Text find_container(Call *call, const char *serial, int32_t firm_code) {
  if (serial != NULL && serial[0] != '\0') {
    firm_in(call, open_state(call, text_of(serial)), firm_code);
    return text_of(serial);
  }
  size_t count = 0;
  const od_problem *problem;
  const Text *found = serving(call, firm_code, &count, &problem);
  if (count == 1) return found[0];
  if (count > 1)
    fail(call, OD_REFUSED, "CONTAINER_AMBIGUOUS", "Name one of them.", "Several containers here serve firm code %d.",
         firm_code);
  if (problem != NULL) fail_again(call, OD_REFUSED, problem);
  fail(call, OD_REFUSED, "CONTAINER_MISSING", "Create one.", "No container in %s serves firm code %d.",
       runtime_of(call)->folder, firm_code);
}
