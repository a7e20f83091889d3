#include "json.h"

#include <stdlib.h>
#include <string.h>

/**
 * Bytes of UTF-8 sort as code points do. UTF-16 differs in one thing: what lies above U+FFFF is written with
 * surrogates, and so comes before U+E000 to U+FFFF, whose UTF-8 begins with EE or EF.
 */
static int rank(unsigned char byte) { return byte >= 0xF0 ? 0xED * 2 + 1 : byte * 2; }

int compare_names(Text a, Text b) {
  const size_t shorter = a.length < b.length ? a.length : b.length;
  for (size_t index = 0; index < shorter; index++) {
    const unsigned char left = (unsigned char)a.bytes[index];
    const unsigned char right = (unsigned char)b.bytes[index];
    if (left == right) continue;
    const int difference = rank(left) - rank(right);
    return difference != 0 ? difference : left - right;
  }
  return a.length < b.length ? -1 : a.length > b.length;
}

/** Index of the first member whose name does not come before this one. */
static size_t place_of(const Json *object, Text name) {
  size_t low = 0;
  size_t high = object->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_names(object->members[middle].name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Json *member_by(const Json *object, Text name) {
  if (object->type != JSON_OBJECT) return NULL;
  const size_t place = place_of(object, name);
  const bool is_there = place < object->count && same(object->members[place].name, name);
  return is_there ? &object->members[place].value : NULL;
}

Json *member_of(const Json *object, const char *name) { return member_by(object, text_of(name)); }

Json json_text(Text text) { return (Json){.type = JSON_STRING, .string = text}; }
Json json_word(const char *zero_terminated) { return json_text(text_of(zero_terminated)); }
Json json_number(double number) { return (Json){.type = JSON_NUMBER, .number = number}; }
Json json_boolean(bool is_true) { return (Json){.type = JSON_BOOLEAN, .is_true = is_true}; }
Json json_list(void) { return (Json){.type = JSON_LIST}; }
Json json_object(void) { return (Json){.type = JSON_OBJECT}; }

/** Room for one more entry of this size. */
static void *widen(Call *call, Json *holder, void *entries, size_t size) {
  if (holder->count < holder->room) return entries;
  const size_t room = holder->room == 0 ? 4 : holder->room * 2;
  void *larger = grab_many(call, room, size);
  if (holder->count > 0) memcpy(larger, entries, holder->count * size);
  holder->room = room;
  return larger;
}

void set_member_by(Call *call, Json *object, Text name, Json value) {
  const size_t place = place_of(object, name);
  if (place < object->count && same(object->members[place].name, name)) {
    object->members[place].value = value;
    return;
  }
  object->members = widen(call, object, object->members, sizeof *object->members);
  Member *member = &object->members[place];
  memmove(member + 1, member, (object->count - place) * sizeof *member);
  *member = (Member){name, value};
  object->count++;
}

void set_member(Call *call, Json *object, const char *name, Json value) {
  set_member_by(call, object, text_of(name), value);
}

void drop_member(Json *object, const char *name) {
  const Json *value = member_of(object, name);
  if (value == NULL) return;
  const size_t place = place_of(object, text_of(name));
  Member *member = &object->members[place];
  memmove(member, member + 1, (object->count - place - 1) * sizeof *member);
  object->count--;
}

void add_item(Call *call, Json *list, Json value) {
  list->items = widen(call, list, list->items, sizeof *list->items);
  list->items[list->count++] = value;
}

void drop_item(Json *list, size_t index) {
  memmove(&list->items[index], &list->items[index + 1], (list->count - index - 1) * sizeof *list->items);
  list->count--;
}

typedef struct Numbered {
  Member member;
  size_t index;
} Numbered;

static int by_name(const void *a, const void *b) {
  const Numbered *left = a;
  const Numbered *right = b;
  const int order = compare_names(left->member.name, right->member.name);
  return order != 0 ? order : left->index < right->index ? -1 : 1;
}

/** Sorts the members at once, since one by one takes too long for a hostile file; of a repeated name the last one
 * counts. */
void sort_members(Call *call, Json *object) {
  if (object->count < 2) return;
  Numbered *numbered = grab_many(call, object->count, sizeof *numbered);
  for (size_t index = 0; index < object->count; index++) numbered[index] = (Numbered){object->members[index], index};
  qsort(numbered, object->count, sizeof *numbered, by_name);
  size_t count = 0;
  for (size_t index = 0; index < object->count; index++) {
    if (count > 0 && same(object->members[count - 1].name, numbered[index].member.name)) count--;
    object->members[count++] = numbered[index].member;
  }
  object->count = count;
}
