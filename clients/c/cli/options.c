#include "options.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void wrong(const char *why) {
  fprintf(stderr, "%s\nSee opendepot-c --help.\n", why);
  exit(OD_USAGE);
}

static int64_t number_in(const char *text, int64_t most) {
  char *end = NULL;
  const bool begins_well = text[0] >= '0' && text[0] <= '9' && strlen(text) <= 19;
  const uintmax_t number = begins_well ? strtoumax(text, &end, 10) : 0;
  if (!begins_well || *end != '\0' || number > (uintmax_t)most) wrong("A number is not a whole number, or too large.");
  return (int64_t)number;
}

/** `2026-01-31`: the beginning of that day in UTC. */
static int64_t date_in(const char *text) {
  struct tm day = {0};
  const char *end = strptime(text, "%Y-%m-%d", &day);
  if (end == NULL || *end != '\0' || setenv("TZ", "UTC0", 1) != 0) wrong("A date has the form 2026-01-31.");
  return (int64_t)mktime(&day) * 1000;
}

char *content_of(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  size_t room = 65536;
  char *content = malloc(room);
  *length = 0;
  while (file != NULL && content != NULL) {
    const size_t count = fread(content + *length, 1, room - *length - 1, file);
    if (count == 0) break;
    *length += count;
    if (*length + 1 < room) continue;
    room *= 2;
    char *larger = realloc(content, room);
    if (larger == NULL) free(content);
    content = larger;
  }
  if (file == NULL || content == NULL || ferror(file)) {
    fprintf(stderr, "The file %s cannot be read.\n", path);
    exit(OD_USAGE);
  }
  fclose(file);
  content[*length] = '\0';
  return content;
}

Options read_options(int count, char **words) {
  static const struct option known[] = {{"dir", 1, NULL, 'd'},
                                        {"root", 1, NULL, 'r'},
                                        {"depot", 1, NULL, 'u'},
                                        {"serial", 1, NULL, 's'},
                                        {"out", 1, NULL, 'o'},
                                        {"ticket", 1, NULL, 't'},
                                        {"firm", 1, NULL, 'f'},
                                        {"product", 1, NULL, 'p'},
                                        {"features", 1, NULL, 'm'},
                                        {"units", 1, NULL, 'n'},
                                        {"test", 0, NULL, 'T'},
                                        {"all", 0, NULL, 'A'},
                                        {"license", 1, NULL, 'l'},
                                        {"parameter", 1, NULL, 'P'},
                                        {"released", 1, NULL, 'R'},
                                        {"type", 1, NULL, 'y'},
                                        {"label", 1, NULL, 'L'},
                                        {"access-code", 1, NULL, 'c'},
                                        {0}};
  Options options = {0};
  for (int found; (found = getopt_long(count, words, "", known, NULL)) != -1;) {
    char *equals;
    switch (found) {
      case 'd': options.folder = optarg; break;
      case 'r': options.root = optarg; break;
      case 'u': options.depot = optarg; break;
      case 's': options.serial = optarg; break;
      case 'o': options.out = optarg; break;
      case 't': options.ticket = optarg; break;
      case 'f': options.firm = number_in(optarg, INT32_MAX); break;
      case 'p': options.product = number_in(optarg, UINT32_MAX); break;
      case 'm': options.features = number_in(optarg, UINT32_MAX); break;
      case 'n': options.units = number_in(optarg, INT64_MAX); break;
      case 'y': options.type = number_in(optarg, 127); break;
      case 'c':
        options.access_code = number_in(optarg, UINT32_MAX);
        options.has_access_code = true;
        break;
      case 'R':
        options.released_at = date_in(optarg);
        options.has_release = true;
        break;
      case 'L': options.label = optarg; break;
      case 'T': options.is_test = true; break;
      case 'A': options.is_all = true; break;
      case 'l':
        if (options.license_count == MOST_WORDS) wrong("Too many licenses.");
        options.licenses[options.license_count++] = optarg;
        break;
      case 'P':
        equals = strchr(optarg, '=');
        if (equals == NULL || equals == optarg || options.parameter_count == MOST_WORDS)
          wrong("A parameter is NAME=VALUE.");
        *equals = '\0';
        options.parameters[options.parameter_count++] = (od_name_value){optarg, equals + 1};
        break;
      default: exit(OD_USAGE);
    }
  }
  return options;
}
