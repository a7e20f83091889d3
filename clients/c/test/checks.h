/** What the tests have in common. */
#ifndef OD_CHECKS_H
#define OD_CHECKS_H

#include "call.h"

void check(bool is_good, const char *what);
void check_text(Text found, Text wanted, const char *what);
/** Prints how many checks there were; false if one failed. */
bool report_checks(void);

/** Checks what no file of vectors can hold: JSON that is none, spellings of numbers, times. */
void json_and_times(Call *call);

#endif
