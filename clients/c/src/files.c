#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "encoding.h"

enum { MOST_CONTENT = 64 * 1024 * 1024 };

bool read_file(Call *call, const char *path, bool is_needed, Text *content) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (is_needed && errno != ENOENT) fail_oddly(call, "The file %s cannot be read: %s.", path, strerror(errno));
    return false;
  }
  keep_file(call, file);
  Buffer buffer = {.call = call};
  char chunk[16384];
  ssize_t count;
  while ((count = read(file, chunk, sizeof chunk)) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || buffer.length > MOST_CONTENT) {
      if (is_needed)
        fail_oddly(call, "The file %s cannot be read: %s.", path, count < 0 ? strerror(errno) : "it is too long");
      release_last(call);
      return false;
    }
    append(&buffer, chunk, (size_t)count);
  }
  release_last(call);
  *content = text_in(&buffer);
  return true;
}

static bool write_all(int file, Text content) {
  size_t done = 0;
  while (done < content.length) {
    const ssize_t count = write(file, content.bytes + done, content.length - done);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) done += (size_t)count;
  }
  return true;
}

void write_durably(Call *call, const char *path, Text content) {
  const char *fresh = format(call, "%s.%s.new", path, to_hex(call, random_bytes(call, 6)).bytes).bytes;
  const char *folder_path = dirname((char *)format(call, "%s", path).bytes);
  const int file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail_oddly(call, "The file %s cannot be written: %s.", path, strerror(errno));
  const bool is_written = write_all(file, content) && fsync(file) == 0;
  int error = errno;
  const bool is_closed = close(file) == 0;
  if (!is_written || !is_closed || rename(fresh, path) != 0) {
    if (is_written) error = errno;
    unlink(fresh);
    fail_oddly(call, "The file %s cannot be written: %s.", path, strerror(error));
  }
  const int folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  // Some file systems cannot flush folders; then the rename is as durable as they make it.
  fsync(folder);
  close(folder);
}

void make_folder(Call *call, const char *path) {
  char *partial = (char *)format(call, "%s", path).bytes;
  for (char *slash = partial + 1; *slash != '\0'; slash++) {
    if (*slash != '/') continue;
    *slash = '\0';
    mkdir(partial, 0700);
    *slash = '/';
  }
  if (mkdir(partial, 0700) != 0 && errno != EEXIST)
    fail_oddly(call, "The folder %s cannot be made: %s.", path, strerror(errno));
}
