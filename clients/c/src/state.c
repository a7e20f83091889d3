#include "folder.h"

/**
 * What is in a state. Nobody but a runtime writes it, and its file is authenticated, so a member that is missing is
 * read as if it were empty instead of being checked at each place.
 */

Text text_member(const Json *object, const char *name) {
  const Json *value = member_of(object, name);
  return value != NULL && value->type == JSON_STRING ? value->string : text_of("");
}

int32_t int_member(const Json *object, const char *name) {
  const Json *value = member_of(object, name);
  const bool fits =
      value != NULL && value->type == JSON_NUMBER && value->number >= 0 && value->number <= (double)MAX_INT32;
  return fits ? (int32_t)value->number : 0;
}

bool true_member(const Json *object, const char *name) {
  const Json *value = member_of(object, name);
  return value != NULL && value->type == JSON_BOOLEAN && value->is_true;
}

int64_t int64_member(const Json *object, const char *name) {
  int64_t number = 0;
  return read_int64(text_member(object, name), &number) ? number : 0;
}

static PrivateKey key_of(Call *call, const Json *state, const char *name, Curve curve) {
  return read_private_key(at(place(call, state, "container"), name), curve);
}

PrivateKey signing_key_of(Call *call, const Json *state) { return key_of(call, state, "signingKey", ED25519); }

PrivateKey agreement_key_of(Call *call, const Json *state) { return key_of(call, state, "agreementKey", X25519); }

PublicKey root_of(Call *call, const Json *firm) { return read_root(at(place(call, firm, "firm"), "root")); }

size_t find_license(const Json *licenses, Text license_id) {
  size_t index = 0;
  while (index < licenses->count && !same(text_member(&licenses->items[index], "licenseId"), license_id)) index++;
  return index;
}

static const int64_t hour = 3600000;
/** A clock may be behind by so much: time zones set wrongly, a server that is a little ahead. */
static const int64_t tolerance = 24 * 3600000;

static bool time_member(const Json *object, const char *name, int64_t *time) {
  return read_time(text_member(object, name), time);
}

bool note_signed_time(Call *call, Json *state, Json *firm, int64_t issued_at) {
  int64_t before;
  if (time_member(firm, "signedTime", &before) && issued_at <= before) return false;
  set_member(call, firm, "signedTime", json_text(time_text(call, issued_at)));
  const int64_t now = now_of(call);
  const bool is_confirmed = now - issued_at <= tolerance && issued_at - now <= tolerance;
  if (is_confirmed) set_member(call, state, "seen", json_text(time_text(call, now)));
  return true;
}

bool note_seen(Call *call, Json *state, int64_t now) {
  int64_t before;
  if (time_member(state, "seen", &before) && now < before + hour) return false;
  set_member(call, state, "seen", json_text(time_text(call, now)));
  return true;
}

Text clock_behind(Call *call, const Json *state, const Json *firm, int64_t now, bool *is_signed) {
  int64_t time;
  *is_signed = time_member(firm, "signedTime", &time) && now < time - tolerance;
  if (*is_signed || (time_member(state, "seen", &time) && now < time - tolerance)) return time_text(call, time);
  return text_of("");
}
