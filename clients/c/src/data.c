#include <stdlib.h>
#include <string.h>

#include "terms.h"
#include "update.h"

typedef struct Reading {
  const char *serial;
  int32_t firm_code;
  const char *license_id;
  bool is_secret;
  int32_t type;
  const uint32_t *access_code;
  const char *label; /**< Of the key that is wanted; NULL: the data themselves. */
  size_t wanted;
  unsigned char **data;
  size_t *length;
} Reading;

/** The data of that type; hidden ones need their access code. */
static Text find_data(Call *call, const Reading *reading, const Json *entries) {
  for (size_t index = 0; index < entries->count; index++) {
    const Json *entry = &entries->items[index];
    if (int_member(entry, "type") != reading->type) continue;
    const Json *code = member_of(entry, "accessCode");
    if (code != NULL && (reading->access_code == NULL || code->number != (double)*reading->access_code))
      fail(call, OD_REFUSED, "ACCESS_CODE_WRONG", "The program has to give the code that the vendor set.",
           "That is not the access code of hidden data %d of license %s.", reading->type, reading->license_id);
    return from_base64url(call, text_member(entry, "data"), "data");
  }
  return (Text){NULL, 0};
}

static Text open_data(Call *call, const Reading *reading) {
  const Json *state = open_state(call, find_container(call, reading->serial, reading->firm_code));
  const Json *licenses = member_of(firm_in(call, state, reading->firm_code), "licenses");
  const size_t index = find_license(licenses, text_of(reading->license_id));
  const Json *license = index < licenses->count ? &licenses->items[index] : NULL;
  const Text sealed = license == NULL ? text_of("") : text_member(license, "sealed");
  Text found = {NULL, 0};
  if (sealed.length > 0) {
    const PrivateKey key = agreement_key_of(call, state);
    const Json *data = unseal(call, sealed, text_of(reading->license_id), int_member(license, "generation"), &key);
    found = find_data(call, reading, member_of(data, reading->is_secret ? "secretData" : "hiddenData"));
  }
  if (found.bytes == NULL)
    fail(call, OD_REFUSED, "DATA_MISSING", "The vendor puts it into the item; licenses sold before lack it.",
         "The license %s has no %s data %d.", reading->license_id, reading->is_secret ? "secret" : "hidden",
         reading->type);
  return found;
}

Text derived_key(Call *call, Text data, const char *label, size_t length) {
  if (strlen(label) > 256 || length < 16 || length > 64)
    fail(call, OD_USAGE, "USAGE", "Take 16 to 64 bytes and a short label.", "There is no such derived key.");
  return derive_key(call, data, text_of(""), format(call, "opendepot derived key v1\n%s", label), length);
}

static void read_data(Call *call, void *argument) {
  const Reading *reading = argument;
  Text data = open_data(call, reading);
  if (reading->label != NULL) data = derived_key(call, data, reading->label, reading->wanted);
  *reading->data = malloc(data.length + 1);
  if (*reading->data == NULL) fail_oddly(call, "There is not enough memory.");
  memcpy(*reading->data, data.bytes, data.length);
  (*reading->data)[data.length] = '\0';
  *reading->length = data.length;
}

od_status od_hidden_data(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                         int32_t type, const uint32_t *access_code, unsigned char **data, size_t *length) {
  *data = NULL;
  *length = 0;
  Reading reading = {serial, firm_code, license_id, false, type, access_code, NULL, 0, data, length};
  return run(runtime, read_data, &reading);
}

od_status od_derive_key(od_runtime *runtime, const char *serial, int32_t firm_code, const char *license_id,
                        int32_t type, const char *label, unsigned char *key, size_t length) {
  unsigned char *data = NULL;
  size_t derived = 0;
  Reading reading = {serial, firm_code, license_id, true, type, NULL, label, length, &data, &derived};
  const od_status status = run(runtime, read_data, &reading);
  if (status == OD_DONE) memcpy(key, data, length);
  if (data != NULL) memset(data, 0, derived);
  free(data);
  return status;
}
