#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "container-file.h"
#include "files.h"
#include "jws.h"

/** The parts of docs/container-file.md §2, from files of Linux that any user may read. */

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static Text trimmed(Call *call, Text text) {
  size_t start = 0;
  while (start < text.length && is_space(text.bytes[start])) start++;
  size_t end = text.length;
  while (end > start && is_space(text.bytes[end - 1])) end--;
  return copy_text(call, text.bytes + start, end - start);
}

/** A lack of files or memory passes; what is read meanwhile would look like another machine. */
static void require_means(Call *call) {
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
    fail(call, OD_REFUSED, "MACHINE_UNREADABLE", "Try again, or raise the limit of open files.",
         "The machine cannot be recognised: %s.", strerror(errno));
}

/** The trimmed text of a file; empty if it cannot be read. */
static Text text_at(Call *call, const char *path) {
  Text content = {"", 0};
  errno = 0;
  if (read_file(call, path, false, &content)) return trimmed(call, content);
  require_means(call);
  return text_of("");
}

static Text machine_id(Call *call) {
  const Text id = text_at(call, "/etc/machine-id");
  return id.length > 0 ? id : text_at(call, "/var/lib/dbus/machine-id");
}

/** Maker and model; the serial number of the board is for the superuser only. */
static Text board(Call *call) {
  static const char *const names[] = {"sys_vendor", "product_name", "board_vendor", "board_name", "board_version"};
  Buffer text = {.call = call};
  bool is_any = false;
  for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
    const Text part = text_at(call, format(call, "/sys/class/dmi/id/%s", names[index]).bytes);
    is_any = is_any || part.length > 0;
    if (index > 0) append_word(&text, "|");
    append_text(&text, part);
  }
  return is_any ? text_in(&text) : text_of("");
}

static bool is_wanted(Text name) {
  static const char *const wanted[] = {"vendor_id", "cpu family", "model", "model name", "CPU implementer", "CPU part"};
  for (size_t index = 0; index < sizeof wanted / sizeof wanted[0]; index++)
    if (is_word(name, wanted[index])) return true;
  return false;
}

/** Values of the first processor, joined by bars. A line is `name<tabs>: value`. */
static Text cpu(Call *call) {
  const Text all = text_at(call, "/proc/cpuinfo");
  const char *block_end = strstr(all.bytes, "\n\n");
  const char *end = block_end == NULL ? all.bytes + all.length : block_end;
  Buffer text = {.call = call};
  for (const char *line = all.bytes; line < end;) {
    const char *colon = memchr(line, ':', (size_t)(end - line));
    if (colon == NULL) break;
    const char *name_end = colon;
    while (name_end > line && is_space(name_end[-1])) name_end--;
    const Text name = {line, (size_t)(name_end - line)};
    const char *value = colon + 1;
    // White space may hold the end of the line; then the next line is the value.
    while (value < end && is_space(*value)) value++;
    const char *next = memchr(line, '\n', (size_t)(end - line));
    if (memchr(line, '\t', name.length) == NULL) {
      const char *value_end = memchr(value, '\n', (size_t)(end - value));
      next = value_end;
      if (is_wanted(name)) {
        if (text.length > 0) append_word(&text, "|");
        append(&text, value, (size_t)((value_end == NULL ? end : value_end) - value));
      }
    }
    if (next == NULL) break;
    line = next + 1;
  }
  return text_in(&text);
}

/** `major:minor` of what is mounted at the root: the third field of the line whose fifth is `/`. */
static Text root_device(Call *call) {
  const Text mounts = text_at(call, "/proc/self/mountinfo");
  for (const char *line = mounts.bytes; line != NULL && *line != '\0';) {
    const char *end = strchr(line, '\n');
    char *fields[5] = {0};
    char *saved = NULL;
    char *copy = (char *)copy_text(call, line, end == NULL ? strlen(line) : (size_t)(end - line)).bytes;
    size_t count = 0;
    for (char *field = strtok_r(copy, " ", &saved); field != NULL && count < 5; field = strtok_r(NULL, " ", &saved))
      fields[count++] = field;
    if (count == 5 && strcmp(fields[4], "/") == 0) return text_of(fields[2]);
    line = end == NULL ? NULL : end + 1;
  }
  return text_of("");
}

/** Serial number of the disk that holds `/`; none in a container, whose root is no disk. */
static Text disk(Call *call) {
  static const char *const names[] = {"wwid", "serial", "device/wwid", "device/serial"};
  const Text device = root_device(call);
  char found[PATH_MAX];
  if (device.length == 0 || realpath(format(call, "/sys/dev/block/%s", device.bytes).bytes, found) == NULL)
    return text_of("");
  // A partition stands in the folder of its disk.
  for (int level = 0; level < 2; level++) {
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
      const Text serial = text_at(call, format(call, "%s/%s", found, names[index]).bytes);
      if (serial.length > 0) return serial;
    }
    char *slash = strrchr(found, '/');
    if (slash != NULL) *slash = '\0';
  }
  return text_of("");
}

/** From the factory: not zero, and not made up by software, as containers' are. */
static bool is_universal(Text address) {
  if (address.length < 2 || is_word(address, "00:00:00:00:00:00")) return false;
  const char first_byte[] = {address.bytes[0], address.bytes[1], '\0'};
  return (strtol(first_byte, NULL, 16) & 2) == 0;
}

static void release_folder(void *folder) { closedir(folder); }

/** Address of the first network card by name that is hardware with a factory address. */
static Text mac(Call *call) {
  Text best_name = {"", 0};
  Text best = {"", 0};
  DIR *folder = opendir("/sys/class/net");
  if (folder == NULL) require_means(call);
  if (folder == NULL) return best;
  keep(call, folder, release_folder);
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (entry->d_name[0] == '.' || access(format(call, "/sys/class/net/%s/device", entry->d_name).bytes, F_OK) != 0)
      continue;
    const Text address = text_at(call, format(call, "/sys/class/net/%s/address", entry->d_name).bytes);
    if (!is_universal(address) || (best.length > 0 && strcmp(best_name.bytes, entry->d_name) < 0)) continue;
    best_name = copy_text(call, entry->d_name, strlen(entry->d_name));
    best = address;
  }
  return best;
}

Text operator_value(Call *call, Text file) {
  const char *what = "operator identity";
  const Jws jws = read_flattened(call, file, what);
  const PublicKey key =
      read_public_key(at(place(call, unverified_payload(call, &jws, what), what), "operator"), ED25519);
  const Place payload = place(call, verify_jws(call, &jws, "od-operator+jws", &key, what), what);
  exactly_one(at(payload, "v"));
  a_text(at(payload, "name"), 1, 128);
  return format(call, "%s.%s.%s", jws.header.bytes, jws.payload.bytes, jws.signature.bytes);
}

/** What the operator says: an identity that it signed, as the compact form of its file, or else just a name. */
static Text operator_identity(Call *call) {
  const od_runtime *runtime = runtime_of(call);
  if (runtime->identity_file == NULL) return text_of(runtime->identity == NULL ? "" : runtime->identity);
  Text file;
  if (!read_file(call, runtime->identity_file, false, &file))
    fail(call, OD_REFUSED, "MACHINE_UNREADABLE", "Mount the file there, readable for this program.",
         "The operator identity %s cannot be read.", runtime->identity_file);
  return operator_value(call, file);
}

Machine read_machine(Call *call) {
  const Part all[] = {
      {"board", board(call)},
      {"cpu", cpu(call)},
      {"disk", disk(call)},
      {"mac", mac(call)},
      {"machineId", machine_id(call)},
      {"operator", operator_identity(call)},
  };
  Machine machine = {.count = 0};
  for (size_t index = 0; index < sizeof all / sizeof all[0]; index++)
    if (all[index].value.length > 0) machine.parts[machine.count++] = all[index];
  return machine;
}
