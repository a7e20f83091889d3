#include "call.h"

#include <openssl/crypto.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Block {
  struct Block *before;
  size_t size;
  max_align_t bytes[];
} Block;

typedef struct Cleanup {
  struct Cleanup *before;
  void (*release)(void *);
  void *thing;
  int file;
} Cleanup;

struct Call {
  od_runtime *runtime;
  jmp_buf *exit;
  Block *blocks;
  Cleanup *cleanups;
  od_status status;
  od_problem problem;
  char fault[sizeof((od_problem){0}.fault)];
  const void *fault_info;
};

od_runtime *runtime_of(Call *call) { return call->runtime; }

int64_t now_of(Call *call) { return call->runtime->clock(call->runtime->clock_context); }

static void clean_up(Call *call, const Cleanup *until) {
  while (call->cleanups != until) {
    Cleanup *cleanup = call->cleanups;
    call->cleanups = cleanup->before;
    if (cleanup->release != NULL)
      cleanup->release(cleanup->thing);
    else
      close(cleanup->file);
  }
}

static void leave(Call *call, jmp_buf *outer, const Cleanup *until) {
  call->exit = outer;
  clean_up(call, until);
}

/** The only setjmp: no local variable changes between it and the longjmp, so none needs to be volatile. */
static bool survives(Call *call, void (*work)(Call *, void *), void *argument) {
  jmp_buf *const outer = call->exit;
  const Cleanup *const until = call->cleanups;
  jmp_buf here;
  if (setjmp(here) != 0) {
    leave(call, outer, until);
    return false;
  }
  call->exit = &here;
  work(call, argument);
  leave(call, outer, until);
  return true;
}

od_status run(od_runtime *runtime, void (*work)(Call *, void *), void *argument) {
  Call call = {.runtime = runtime};
  const bool is_done = survives(&call, work, argument);
  if (!is_done) runtime->problem = call.problem;
  while (call.blocks != NULL) {
    Block *block = call.blocks;
    call.blocks = block->before;
    OPENSSL_cleanse(block->bytes, block->size);
    free(block);
  }
  return is_done ? OD_DONE : call.status;
}

const od_problem *attempt(Call *call, void (*work)(Call *, void *), void *argument, od_status *status) {
  if (survives(call, work, argument)) return NULL;
  if (status != NULL) *status = call->status;
  od_problem *problem = grab(call, sizeof *problem);
  *problem = call->problem;
  return problem;
}

void fail_again(Call *call, od_status status, const od_problem *problem) {
  call->status = status;
  call->problem = *problem;
  longjmp(*call->exit, 1);
}

static _Noreturn void fail_with(Call *call, od_status status, const char *code, const char *advice, const char *text,
                                va_list values) {
  od_problem problem = {0};
  put_text(problem.code, sizeof problem.code, text_of(code));
  put_text(problem.advice, sizeof problem.advice, text_of(advice));
  vsnprintf(problem.text, sizeof problem.text, text, values);
  memcpy(problem.fault, call->fault, sizeof problem.fault);
  call->fault[0] = '\0';
  va_end(values);
  fail_again(call, status, &problem);
}

void fail(Call *call, od_status status, const char *code, const char *advice, const char *text, ...) {
  va_list values;
  va_start(values, text);
  fail_with(call, status, code, advice, text, values);
}

void fail_oddly(Call *call, const char *text, ...) {
  va_list values;
  va_start(values, text);
  fail_with(call, OD_FAILED, "FAILED", "Try again; if it happens again, tell the vendor.", text, values);
}

void note_fault(Call *call, Text code, const void *info) {
  put_text(call->fault, sizeof call->fault, code);
  call->fault_info = info;
}

const void *last_fault(const Call *call) { return call->fault_info; }

static void *new_block(Call *call, size_t size) {
  if (size > SIZE_MAX - sizeof(Block)) return NULL;
  Block *block = calloc(1, sizeof *block + size);
  if (block == NULL) return NULL;
  block->size = size;
  block->before = call->blocks;
  call->blocks = block;
  return block->bytes;
}

void *grab(Call *call, size_t size) {
  void *bytes = new_block(call, size);
  if (bytes == NULL) fail_oddly(call, "There is not enough memory.");
  return bytes;
}

void *grab_many(Call *call, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) fail_oddly(call, "There is not enough memory.");
  return grab(call, count * size);
}

static void add_cleanup(Call *call, Cleanup wanted) {
  Cleanup *cleanup = new_block(call, sizeof *cleanup);
  if (cleanup == NULL) {
    if (wanted.release != NULL)
      wanted.release(wanted.thing);
    else
      close(wanted.file);
    fail_oddly(call, "There is not enough memory.");
  }
  *cleanup = wanted;
  cleanup->before = call->cleanups;
  call->cleanups = cleanup;
}

void *keep(Call *call, void *thing, void (*release)(void *)) {
  if (thing == NULL) fail_oddly(call, "A system library gave nothing.");
  add_cleanup(call, (Cleanup){.release = release, .thing = thing});
  return thing;
}

int keep_file(Call *call, int file) {
  add_cleanup(call, (Cleanup){.file = file});
  return file;
}

void release_last(Call *call) { clean_up(call, call->cleanups->before); }
