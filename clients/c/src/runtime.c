#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "call.h"

static int64_t system_clock(void *unused) {
  (void)unused;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return 0;
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static char *copy_or_null(const char *text) { return text == NULL || text[0] == '\0' ? NULL : strdup(text); }

/** The place that each system has for such data, as opendepot-runtime chooses it. */
static char *default_folder(void) {
  const char *chosen = getenv("OPENDEPOT_CONTAINERS");
  if (chosen != NULL && chosen[0] != '\0') return strdup(chosen);
  const char *data = getenv("XDG_DATA_HOME");
  const char *home = getenv("HOME");
  const char *base = data != NULL ? data : home != NULL ? home : "";
  const char *rest = data != NULL ? "/opendepot/containers" : "/.local/share/opendepot/containers";
  const size_t size = strlen(base) + strlen(rest) + 1;
  char *folder = malloc(size);
  if (folder != NULL) snprintf(folder, size, "%s%s", base, rest);
  return folder;
}

od_runtime *od_open(const od_setup *setup) {
  static const od_setup usual = {0};
  if (setup == NULL) setup = &usual;
  od_runtime *runtime = calloc(1, sizeof *runtime);
  if (runtime == NULL) return NULL;
  // Counted by libcurl, and safe among threads since 7.84.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    free(runtime);
    return NULL;
  }
  runtime->folder = setup->folder == NULL ? default_folder() : strdup(setup->folder);
  runtime->identity = copy_or_null(setup->identity != NULL ? setup->identity : getenv("OPENDEPOT_IDENTITY"));
  runtime->identity_file =
      copy_or_null(setup->identity_file != NULL ? setup->identity_file : getenv("OPENDEPOT_OPERATOR_IDENTITY"));
  runtime->clock = setup->clock != NULL ? setup->clock : system_clock;
  runtime->clock_context = setup->clock_context;
  if (runtime->folder != NULL) return runtime;
  od_close(runtime);
  return NULL;
}

void od_close(od_runtime *runtime) {
  if (runtime == NULL) return;
  curl_global_cleanup();
  free(runtime->folder);
  free(runtime->identity);
  free(runtime->identity_file);
  free(runtime);
}

const od_problem *od_problem_of(const od_runtime *runtime) { return &runtime->problem; }

void od_free(void *text) { free(text); }
