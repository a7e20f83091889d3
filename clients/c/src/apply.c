#include "apply.h"

#include <inttypes.h>

#include "folder.h"

/** Updates that are kept for proof, beside those that brought a license. */
enum { KEPT_UPDATES = 20 };

static _Noreturn void history_differs(Call *call, const Json *firm) {
  fail(call, OD_REFUSED, "HISTORY_DIFFERS",
       "Send a new context to the Depot; if that does not help, the support of the vendor has to look at it.",
       "The update does not fit the history of this container at step %d; nothing was changed.",
       int_member(firm, "counter"));
}

/** Puts members into a new license that the old one has as well. */
static void take_over(Call *call, Json *license, const Json *from, const char *name) {
  const Json *value = member_of(from, name);
  if (value != NULL) set_member(call, license, name, *value);
}

static void apply_put(Call *call, Json *firm, const Json *put, Text brought_by) {
  Json *licenses = member_of(firm, "licenses");
  Json *removed = member_of(firm, "removed");
  const Text id = text_member(put, "licenseId");
  const size_t present = find_license(licenses, id);
  const size_t removal = find_license(removed, id);
  int64_t consumed = int64_member(put, "consumed");
  Json license = json_object();
  for (const char *const *name = (const char *const[]){"licenseId", "generation", "options", "sealed", NULL};
       *name != NULL; name++)
    take_over(call, &license, put, *name);
  set_member(call, &license, "broughtBy", json_text(brought_by));
  if (present < licenses->count) {
    const Json *before = &licenses->items[present];
    if (int64_member(before, "consumed") > consumed) consumed = int64_member(before, "consumed");
    if (int_member(before, "generation") == int_member(put, "generation"))
      take_over(call, &license, before, "firstUsedAt");
    // A user's own copy of the user data stays as long as the vendor's is the same.
    if (same(text_member(member_of(before, "options"), "userData"), text_member(member_of(put, "options"), "userData")))
      take_over(call, &license, before, "ownUserData");
    drop_item(licenses, present);
  }
  if (removal < removed->count) {
    const Json *before = &removed->items[removal];
    if (int64_member(before, "consumed") > consumed) consumed = int64_member(before, "consumed");
    drop_item(removed, removal);
  }
  set_member(call, &license, "consumed", json_text(format(call, "%" PRId64, consumed)));
  add_item(call, licenses, license);
}

/** Its last `consumed` stays, since units may have been used after the last context. */
static void apply_removal(Call *call, Json *firm, Text id, int32_t from) {
  Json *licenses = member_of(firm, "licenses");
  Json *removed = member_of(firm, "removed");
  const size_t present = find_license(licenses, id);
  if (present == licenses->count) return;
  Json removal = json_object();
  for (const char *const *name = (const char *const[]){"licenseId", "generation", "consumed", NULL}; *name != NULL;
       name++)
    take_over(call, &removal, &licenses->items[present], *name);
  set_member(call, &removal, "from", json_number(from));
  drop_item(licenses, present);
  const size_t before = find_license(removed, id);
  if (before < removed->count) drop_item(removed, before);
  add_item(call, removed, removal);
}

static void apply_step(Call *call, Json *firm, const Json *step, Text brought_by) {
  const Text before = from_base64url(call, text_member(firm, "digest"), "digest");
  const Text digest = to_base64url(call, next_digest(call, before, step));
  if (!same(digest, text_member(step, "digest"))) history_differs(call, firm);
  const Json *actions = member_of(step, "actions");
  for (size_t index = 0; index < actions->count; index++) {
    bool is_put = false;
    const Json *license = license_of(&actions->items[index], &is_put);
    if (is_put)
      apply_put(call, firm, license, brought_by);
    else
      apply_removal(call, firm, text_member(license, "licenseId"), int_member(step, "from"));
  }
  set_member(call, firm, "counter", *member_of(step, "to"));
  set_member(call, firm, "digest", json_text(digest));
}

/** An update begins where the firm has its last receipt: what was removed before that, the firm knows. */
static bool forget_known_removals(Json *firm, int32_t from) {
  Json *removed = member_of(firm, "removed");
  const size_t count = removed->count;
  for (size_t index = count; index-- > 0;)
    if (int_member(&removed->items[index], "from") < from) drop_item(removed, index);
  return removed->count < count;
}

static bool is_proof(const Json *licenses, Text id) {
  for (size_t index = 0; index < licenses->count; index++)
    if (same(text_member(&licenses->items[index], "broughtBy"), id)) return true;
  return false;
}

/** Keeps the file, the last ones before it, and those that brought what is held. */
static void keep_update(Call *call, Json *firm, const Update *update, Text file, Text id) {
  Json *updates = member_of(firm, "updates");
  Json kept = json_object();
  set_member(call, &kept, "id", json_text(id));
  set_member(call, &kept, "transferId", json_text(update->transfer_id));
  set_member(call, &kept, "to", *member_of(firm, "counter"));
  set_member(call, &kept, "file", json_text(file));
  add_item(call, updates, kept);
  const size_t old = updates->count > KEPT_UPDATES ? updates->count - KEPT_UPDATES : 0;
  for (size_t index = old; index-- > 0;)
    if (!is_proof(member_of(firm, "licenses"), text_member(&updates->items[index], "id"))) drop_item(updates, index);
}

int32_t apply_update(Call *call, Json *firm, const Update *update, Text file, bool *has_news) {
  const Json *steps = update->steps;
  const int32_t counter = int_member(firm, "counter");
  const int32_t from = int_member(&steps->items[0], "from");
  if (from > counter)
    fail(call, OD_REFUSED, "UPDATE_MISSING",
         "Import that one first, or send a new context to the Depot and import what comes back.",
         "The update continues from step %d, but the container has done %d: an update in between is missing.", from,
         counter);
  for (size_t index = 0; index < steps->count; index++)
    if (int_member(&steps->items[index], "to") == counter &&
        !same(text_member(&steps->items[index], "digest"), text_member(firm, "digest")))
      history_differs(call, firm);
  const Text id = sha256_text(call, file);
  int32_t done = 0;
  for (size_t index = 0; index < steps->count; index++) {
    if (int_member(&steps->items[index], "to") <= counter) continue;
    apply_step(call, firm, &steps->items[index], id);
    done++;
  }
  if (done > 0) keep_update(call, firm, update, file, id);
  *has_news = forget_known_removals(firm, from) || done > 0;
  return done;
}
