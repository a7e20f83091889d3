#include "checks.h"

#include <stdio.h>

static int failures;
static int checks;

void check(bool is_good, const char *what) {
  checks++;
  if (is_good) return;
  failures++;
  printf("failed: %s\n", what);
}

void check_text(Text found, Text wanted, const char *what) {
  check(same(found, wanted), what);
  if (!same(found, wanted)) printf("  found  %.200s\n  wanted %.200s\n", found.bytes, wanted.bytes);
}

bool report_checks(void) {
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0;
}
