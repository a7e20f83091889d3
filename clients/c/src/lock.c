#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "encoding.h"
#include "files.h"
#include "json.h"

/** Milliseconds: how long to wait, and what a lock must look like before an owner that cannot be asked after is dead.
 */
enum { PATIENCE = 10000, PAUSE = 20, WATCH = 5000, OLD = 60000 };

/** Which process holds a lock: its number means something only in the space that it counts in. */
typedef struct Owner {
  bool is_known;
  double pid;
  Text space;
  Text token;
} Owner;

/** What a waiting process has seen of the lock, and since when by a clock that is never set. */
typedef struct Watched {
  Text token;
  struct timespec changed;
  ino_t inode;
  int64_t since;
} Watched;

static int64_t milliseconds(clockid_t which) {
  struct timespec now = {0};
  clock_gettime(which, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** This machine since its last start, and the pid namespace: there a process can be asked after. */
static Text process_space(Call *call) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  Text boot = {0};
  if (!read_file(call, "/proc/sys/kernel/random/boot_id", false, &boot)) boot = to_hex(call, random_bytes(call, 16));
  while (boot.length > 0 && boot.bytes[boot.length - 1] == '\n') boot.length--;
  char namespace[64] = "";
  if (readlink("/proc/self/ns/pid", namespace, sizeof namespace - 1) < 0)
    snprintf(namespace, sizeof namespace, "%s", to_hex(call, random_bytes(call, 16)).bytes);
  return format(call, "%s %.*s %s", host, (int)boot.length, boot.bytes, namespace);
}

typedef struct Reading {
  Text content;
  Owner owner;
} Reading;

static void parse_owner(Call *call, void *argument) {
  Reading *reading = argument;
  const Json *owner = parse_object(call, reading->content, "lock");
  const Json *pid = member_of(owner, "pid");
  const Json *space = member_of(owner, "space");
  const Json *token = member_of(owner, "token");
  if (pid == NULL || space == NULL || token == NULL || pid->type != JSON_NUMBER || space->type != JSON_STRING ||
      token->type != JSON_STRING)
    return;
  reading->owner = (Owner){true, pid->number, space->string, token->string};
}

/** Unknown if the lock is gone, or being written at this moment. */
static Owner read_owner(Call *call, const char *path) {
  Reading *reading = grab(call, sizeof *reading);
  if (!read_file(call, path, false, &reading->content)) return (Owner){0};
  attempt(call, parse_owner, reading, NULL);
  return reading->owner;
}

static bool is_gone(const Owner *owner) {
  if (!(owner->pid >= 1 && owner->pid <= INT32_MAX) || owner->pid != floor(owner->pid)) return false;
  return kill((pid_t)owner->pid, 0) != 0 && errno == ESRCH;
}

/** Looks at the lock once more; any change starts the watch anew. */
static void watch(const char *path, const Owner *owner, Watched *watched) {
  struct stat found;
  if (stat(path, &found) != 0) memset(&found, 0, sizeof found);
  const bool is_same = watched->since != 0 && same(watched->token, owner->token) && watched->inode == found.st_ino &&
                       watched->changed.tv_sec == found.st_mtim.tv_sec &&
                       watched->changed.tv_nsec == found.st_mtim.tv_nsec;
  if (is_same) return;
  *watched = (Watched){owner->token, found.st_mtim, found.st_ino, milliseconds(CLOCK_MONOTONIC)};
}

/** It gave no sign for long. Age alone would not do: a machine that slept wakes up with an old lock. */
static bool is_forsaken(const char *path, const Watched *watched) {
  struct stat found;
  if (milliseconds(CLOCK_MONOTONIC) - watched->since < WATCH || stat(path, &found) != 0) return false;
  const int64_t changed = (int64_t)found.st_mtim.tv_sec * 1000 + found.st_mtim.tv_nsec / 1000000;
  return milliseconds(CLOCK_REALTIME) - changed > OLD;
}

/**
 * A dead owner's lock is moved away: of two processes that find it, one wins the rename. Should the other have moved
 * the winner's fresh lock instead, it puts that one back.
 */
static void move_away(Call *call, const char *path, const Owner *dead) {
  const char *aside = format(call, "%s.%s", path, to_hex(call, random_bytes(call, 6)).bytes).bytes;
  if (rename(path, aside) != 0) return;
  const Owner moved = read_owner(call, aside);
  if (!same(moved.token, dead->token) && link(aside, path) != 0 && errno != EEXIST)
    fail_oddly(call, "The lock %s cannot be put back: %s.", path, strerror(errno));
  unlink(aside);
}

typedef struct Lock {
  char *path;
  int file;
} Lock;

/** Nobody takes a lock away whose owner lives, so the lock there is the own one, unless it was forsaken for a minute.
 */
static void unlock(void *argument) {
  const Lock *lock = argument;
  struct stat own;
  struct stat found;
  const bool is_own = fstat(lock->file, &own) == 0 && stat(lock->path, &found) == 0 && own.st_ino == found.st_ino &&
                      own.st_dev == found.st_dev;
  if (is_own) unlink(lock->path);
  close(lock->file);
}

static Text owner_text(Call *call) {
  Json owner = json_object();
  set_member(call, &owner, "pid", json_number((double)getpid()));
  set_member(call, &owner, "space", json_text(process_space(call)));
  set_member(call, &owner, "token", json_text(to_hex(call, random_bytes(call, 12))));
  return write_json(call, &owner);
}

static bool try_lock(Call *call, const char *path, Text owner) {
  Lock *lock = grab(call, sizeof *lock);
  lock->path = (char *)format(call, "%s", path).bytes;
  lock->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (lock->file < 0) {
    if (errno == EEXIST) return false;
    fail_oddly(call, "The lock %s cannot be made: %s.", path, strerror(errno));
  }
  keep(call, lock, unlock);
  if (write(lock->file, owner.bytes, owner.length) != (ssize_t)owner.length)
    fail_oddly(call, "The lock %s cannot be written: %s.", path, strerror(errno));
  return true;
}

void lock_file(Call *call, const char *path) {
  const Text owner = owner_text(call);
  const Text space = process_space(call);
  const int64_t deadline = milliseconds(CLOCK_MONOTONIC) + PATIENCE;
  Watched watched = {0};
  while (!try_lock(call, path, owner)) {
    const Owner other = read_owner(call, path);
    watch(path, &other, &watched);
    if ((other.is_known && same(other.space, space) && is_gone(&other)) || is_forsaken(path, &watched))
      move_away(call, path, &other);
    if (milliseconds(CLOCK_MONOTONIC) > deadline)
      fail(call, OD_REFUSED, "CONTAINER_BUSY", "Wait until it has finished. If none is running, delete that file.",
           "Another program is using the container (%s).", path);
    nanosleep(&(struct timespec){.tv_nsec = PAUSE * 1000000L}, NULL);
  }
}
