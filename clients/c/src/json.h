/** JSON as the open file formats need it: numbers as doubles, text as UTF-8, canonical form by RFC 8785. */
#ifndef OD_JSON_H
#define OD_JSON_H

#include "call.h"

typedef enum JsonType { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT } JsonType;

/** A value. A lone surrogate, which JSON can hold and UTF-8 cannot, stands in a string as its three bytes. */
typedef struct Json {
  JsonType type;
  bool is_true;
  double number;
  Text string;
  size_t count;
  size_t room;
  struct Json *items;     /**< Of a list. */
  struct Member *members; /**< Of an object, always in the order of RFC 8785, no name twice. */
} Json;

typedef struct Member {
  Text name;
  Json value;
} Member;

/**
 * Parses one JSON value of UTF-8 text.
 * @param what for the message
 * @return fails with FILE_DAMAGED
 */
Json *parse_json(Call *call, Text text, const char *what);
/** The same for text whose value has to be an object. */
Json *parse_object(Call *call, Text text, const char *what);

/** Canonical JSON; fails with FILE_DAMAGED for a lone surrogate, which has no canonical form. */
Text canonical_json(Call *call, const Json *value);
/** The same with lone surrogates escaped: what this library stores for itself. */
Text write_json(Call *call, const Json *value);

/** The member of that name, or NULL. */
Json *member_of(const Json *object, const char *name);
Json *member_by(const Json *object, Text name);

Json json_text(Text text);
Json json_word(const char *zero_terminated);
Json json_number(double number);
Json json_boolean(bool is_true);
Json json_list(void);
Json json_object(void);
/** Puts a member in, in place of one of the same name. Pointers to members are no longer good after it. */
void set_member(Call *call, Json *object, const char *name, Json value);
void set_member_by(Call *call, Json *object, Text name, Json value);
void drop_member(Json *object, const char *name);
void add_item(Call *call, Json *list, Json value);
void drop_item(Json *list, size_t index);

/** Puts the members of an object in their order at once. */
void sort_members(Call *call, Json *object);

/** Compares names by their UTF-16 code units, as RFC 8785 sorts them. */
int compare_names(Text a, Text b);

#endif
