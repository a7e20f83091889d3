/** The words of a command line. */
#ifndef OPENDEPOT_C_OPTIONS_H
#define OPENDEPOT_C_OPTIONS_H

#include "opendepot.h"

enum { MOST_WORDS = 100 };

typedef struct Options {
  const char *folder, *root, *depot, *serial, *out, *ticket, *label;
  int64_t firm, product, features, units, type, access_code;
  bool is_test, is_all, has_release, has_access_code;
  int64_t released_at;
  const char *licenses[MOST_WORDS];
  size_t license_count;
  od_name_value parameters[MOST_WORDS];
  size_t parameter_count;
  bool is_any_refused;
} Options;

/** Reads the options; ends the program if one of them cannot be. `optind` is then the first word that is none. */
Options read_options(int count, char **words);

/** A whole file, to be freed; ends the program if it cannot be read. */
char *content_of(const char *path, size_t *length);

/** Ends the program, since it was called wrongly. */
_Noreturn void wrong(const char *why);

#endif
