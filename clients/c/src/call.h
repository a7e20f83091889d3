/**
 * One call of the library: its memory, what it has to clean up, and how it fails.
 *
 * Everything a call allocates lives until the call ends, so nothing is freed one by one. A failure is `fail`: it leaves
 * the work by longjmp for the `attempt` around it, which cleans up whatever the work had kept. No caller checks for
 * errors, and none can be forgotten. The only setjmp is in call.c; a function that calls `attempt` keeps what it needs
 * afterwards in memory of the call, never in a local variable that the work changes.
 */
#ifndef OD_CALL_H
#define OD_CALL_H

#include "opendepot.h"

#define OD_PRINTF(pattern, first) __attribute__((__format__(__printf__, pattern, first)))

/** Bytes with their length, always followed by a zero byte. May hold zero bytes itself. */
typedef struct Text {
  const char *bytes;
  size_t length;
} Text;

typedef struct Call Call;

struct od_runtime {
  char *folder;
  char *identity;
  char *identity_file;
  int64_t (*clock)(void *);
  void *clock_context;
  od_problem problem;
};

od_runtime *runtime_of(Call *call);
int64_t now_of(Call *call);

/** Does work within a new call of this runtime; a failure is left in the runtime's problem. */
od_status run(od_runtime *runtime, void (*work)(Call *, void *), void *argument);

/** Does work whose failure the caller wants to look at; NULL if it ended well. What the work has kept is cleaned up. */
const od_problem *attempt(Call *call, void (*work)(Call *, void *), void *argument, od_status *status);

/** Fails with the problem of an attempt. */
_Noreturn void fail_again(Call *call, od_status status, const od_problem *problem);

/** Ends the work with a problem. */
_Noreturn void fail(Call *call, od_status status, const char *code, const char *advice, const char *text, ...)
    OD_PRINTF(5, 6);

/** A problem that is not the user's: no memory, a full disk, a library that does not work. */
_Noreturn void fail_oddly(Call *call, const char *text, ...) OD_PRINTF(2, 3);

/** Notes the fault of the Depot for the next `fail`: its code, and what else it says. */
void note_fault(Call *call, Text code, const void *info);
/** What the last fault of the Depot said. */
const void *last_fault(const Call *call);

/** Zeroed memory that lives as long as the call, and is wiped at its end. */
void *grab(Call *call, size_t size);
void *grab_many(Call *call, size_t count, size_t size);

/** Has `release(thing)` called when the attempt around it ends, however it ends. Fails if `thing` is NULL. */
void *keep(Call *call, void *thing, void (*release)(void *));

/** The same for a file descriptor. */
int keep_file(Call *call, int file);

/** Releases at once what was kept last. */
void release_last(Call *call);

/* Text in memory of the call. */
Text text_of(const char *zero_terminated);
Text copy_text(Call *call, const char *bytes, size_t length);
Text format(Call *call, const char *pattern, ...) OD_PRINTF(2, 3);
Text join(Call *call, Text first, Text second);
bool same(Text a, Text b);
bool is_word(Text text, const char *word);

/** A text that grows. */
typedef struct Buffer {
  Call *call;
  char *bytes;
  size_t length;
  size_t room;
} Buffer;

void append(Buffer *buffer, const char *bytes, size_t length);
void append_text(Buffer *buffer, Text text);
void append_word(Buffer *buffer, const char *zero_terminated);
/** A character of this code point, in UTF-8; of a surrogate its three bytes. */
void append_character(Buffer *buffer, unsigned long point);
Text text_in(Buffer *buffer);

/** Copies a text into an array of the caller; cut off at its end or at a zero byte. */
void put_text(char *target, size_t size, Text text);

#endif
