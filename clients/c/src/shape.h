/** Reads untrusted JSON: each value is what the page says, or the file is refused naming its path. */
#ifndef OD_SHAPE_H
#define OD_SHAPE_H

#include "encoding.h"
#include "json.h"

/** A value in a file, and the path to it for messages; no value: the member is absent. */
typedef struct Place {
  Call *call;
  const Json *value;
  const char *path;
} Place;

#define MAX_INT32 INT64_C(2147483647)
#define MAX_UINT32 INT64_C(4294967295)

Place place(Call *call, const Json *value, const char *path);
/** A member of an object; refuses what is no object. */
Place at(Place object, const char *name);
/** An entry of a list. */
Place item(Place list, size_t index);
/** Number of entries of a list; refuses what is no list, or too short or long. */
size_t list_length(Place list, size_t least, size_t most);
bool is_there(Place place);

const Json *an_object(Place place);
/** Refuses members beyond these, where ignoring one would change the meaning. The names end with NULL. */
void only(Place place, const char *const names[]);
int64_t an_integer(Place place, int64_t least, int64_t most);
/** Text of so many bytes. */
Text a_text(Place place, size_t least, size_t most);
Text a_word_of(Place place, const char *const words[]);
void exactly_one(Place place);
bool a_boolean(Place place);
Text an_identifier(Place place);
Text a_serial(Place place);
Text a_thumbprint(Place place);
/** Bytes in base64url, decoded, at most so many. */
Text a_binary(Place place, size_t most);
Text a_hash(Place place);
int64_t an_int64(Place place);
int64_t a_time(Place place);

#endif
