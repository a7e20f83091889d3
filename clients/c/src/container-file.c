#include "container-file.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

#include "shape.h"

enum { KEY = 32, NONCE = 12, TAG = 16, SALT = 32, CHECK = 4 };

static void release_cipher(void *context) { EVP_CIPHER_CTX_free(context); }
static void release_kdf(void *kdf) { EVP_KDF_free(kdf); }
static void release_kdf_context(void *context) { EVP_KDF_CTX_free(context); }

static _Noreturn void damaged(Call *call, const char *path) {
  fail(call, OD_REFUSED, "CONTAINER_DAMAGED",
       "Put the file back from a backup, or create a new container and ask the vendor for your licenses.",
       "The container file %s is damaged or was changed.", path);
}

static _Noreturn void unreadable(Call *call, const char *what, Text names) {
  fail(
      call, OD_REFUSED, "MACHINE_UNREADABLE",
      "Run the program where it can see the hardware, or give it an identity that stays the same (OPENDEPOT_IDENTITY).",
      "The machine cannot be recognised: %s%s.", what, names.bytes);
}

Text part_hash(Call *call, Text salt, const Part *part) {
  const Text parts[] = {salt, text_of(part->name), text_of("\n"), part->value};
  return sha256(call, parts, 4);
}

/** Two bytes of the hash: enough to say which part changed, too little to find out its value. */
static Text check_of(Call *call, Text salt, const Part *part) {
  const Text hex = to_hex(call, part_hash(call, salt, part));
  return copy_text(call, hex.bytes, CHECK);
}

Text derive_key(Call *call, Text secret, Text salt, Text info, size_t length) {
  EVP_KDF *kdf = keep(call, EVP_KDF_fetch(NULL, "HKDF", NULL), release_kdf);
  EVP_KDF_CTX *context = keep(call, EVP_KDF_CTX_new(kdf), release_kdf_context);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret.bytes, secret.length),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt.bytes, salt.length),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info.bytes, info.length),
      OSSL_PARAM_construct_end(),
  };
  unsigned char *key = grab(call, length);
  if (EVP_KDF_derive(context, key, length, parameters) != 1) fail_oddly(call, "The key derivation does not work.");
  return (Text){(char *)key, length};
}

static const Part *find_part(const Machine *machine, Text name) {
  for (size_t index = 0; index < machine->count; index++)
    if (is_word(name, machine->parts[index].name)) return &machine->parts[index];
  return NULL;
}

static void append_name(Buffer *names, Text name) {
  if (names->length > 0) append_word(names, ", ");
  append_text(names, name);
}

/** The key of a container file on this machine: from the values of all the parts that it is bound to. */
static Text binding_key(Call *call, const Json *binding, const Machine *machine) {
  const Text salt = from_base64url(call, member_of(binding, "salt")->string, "salt");
  const Json *parts = member_of(binding, "parts");
  Buffer other = {.call = call};
  Buffer missing = {.call = call};
  for (size_t index = 0; index < parts->count; index++) {
    const Text name = member_of(&parts->items[index], "name")->string;
    const Part *part = find_part(machine, name);
    if (part == NULL)
      append_name(&missing, name);
    else if (!same(check_of(call, salt, part), member_of(&parts->items[index], "check")->string))
      append_name(&other, name);
  }
  if (other.length > 0)
    fail(call, OD_REFUSED, "OTHER_MACHINE",
         "A container cannot be copied. Create a new one here; the vendor can move your licenses to it.",
         "This container belongs to another machine, or its hardware was changed (other %s).", text_in(&other).bytes);
  if (missing.length > 0) unreadable(call, "these parts cannot be read now: ", text_in(&missing));
  Json secret = json_list();
  for (size_t index = 0; index < machine->count; index++) {
    const Part *part = &machine->parts[index];
    bool is_bound = false;
    for (size_t place = 0; place < parts->count; place++)
      is_bound = is_bound || is_word(member_of(&parts->items[place], "name")->string, part->name);
    if (!is_bound) continue;
    Json pair = json_list();
    add_item(call, &pair, json_word(part->name));
    add_item(call, &pair, json_text(part->value));
    add_item(call, &secret, pair);
  }
  const Text purpose = format(call, "opendepot container v1 %s", member_of(binding, "scheme")->string.bytes);
  return derive_key(call, write_json(call, &secret), salt, purpose, KEY);
}

static Json *bind_to(Call *call, const Machine *machine) {
  if (machine->count == 0) unreadable(call, "no part of this machine can be read", text_of(""));
  const Text salt = random_bytes(call, SALT);
  Json parts = json_list();
  for (size_t index = 0; index < machine->count; index++) {
    Json part = json_object();
    set_member(call, &part, "name", json_word(machine->parts[index].name));
    set_member(call, &part, "check", json_text(check_of(call, salt, &machine->parts[index])));
    add_item(call, &parts, part);
  }
  Json *binding = grab(call, sizeof *binding);
  *binding = json_object();
  set_member(call, binding, "scheme", json_word("strict"));
  set_member(call, binding, "salt", json_text(to_base64url(call, salt)));
  set_member(call, binding, "parts", parts);
  return binding;
}

/** What the encryption also protects: a change of serial or binding makes the file unreadable. */
static Json head_of(Call *call, Json serial, const Json *binding) {
  Json head = json_object();
  set_member(call, &head, "v", json_number(1));
  set_member(call, &head, "format", json_word("opendepot-container"));
  set_member(call, &head, "serial", serial);
  set_member(call, &head, "binding", *binding);
  return head;
}

#define BYTES(text) ((const unsigned char *)(text).bytes)

bool decrypt(Call *call, Text key, Text nonce, Text associated, Text content, Text tag, Text *clear) {
  EVP_CIPHER_CTX *context = keep(call, EVP_CIPHER_CTX_new(), release_cipher);
  unsigned char *bytes = grab(call, content.length + 1);
  unsigned char own_tag[TAG];
  int length = 0;
  if (content.length > MOST_FILE * 2 || tag.length != TAG) return false;
  memcpy(own_tag, tag.bytes, TAG);
  const bool is_good = EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, BYTES(key), BYTES(nonce)) == 1 &&
                       EVP_DecryptUpdate(context, NULL, &length, BYTES(associated), (int)associated.length) == 1 &&
                       EVP_DecryptUpdate(context, bytes, &length, BYTES(content), (int)content.length) == 1 &&
                       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG, own_tag) == 1 &&
                       EVP_DecryptFinal_ex(context, bytes + length, &length) == 1;
  *clear = (Text){(char *)bytes, content.length};
  return is_good;
}

static Text encrypt(Call *call, Text key, Text nonce, Text associated, Text clear, unsigned char tag[TAG]) {
  EVP_CIPHER_CTX *context = keep(call, EVP_CIPHER_CTX_new(), release_cipher);
  unsigned char *bytes = grab(call, clear.length + 1);
  int length = 0;
  if (EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, BYTES(key), BYTES(nonce)) != 1 ||
      EVP_EncryptUpdate(context, NULL, &length, BYTES(associated), (int)associated.length) != 1 ||
      EVP_EncryptUpdate(context, bytes, &length, BYTES(clear), (int)clear.length) != 1 ||
      EVP_EncryptFinal_ex(context, bytes + length, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG, tag) != 1)
    fail_oddly(call, "The encryption does not work.");
  return (Text){(char *)bytes, clear.length};
}

Text seal_container(Call *call, const Json *state, const Json *binding, const Machine *machine) {
  if (binding == NULL) binding = bind_to(call, machine);
  Json file = head_of(call, *member_of(state, "serial"), binding);
  const Text nonce = random_bytes(call, NONCE);
  const Text clear = write_json(call, state);
  if (clear.length > MOST_FILE * 2) fail_oddly(call, "The container is too large.");
  unsigned char tag[TAG];
  const Text content =
      encrypt(call, binding_key(call, binding, machine), nonce, canonical_json(call, &file), clear, tag);
  set_member(call, &file, "iv", json_text(to_base64url(call, nonce)));
  set_member(call, &file, "content", json_text(to_base64url(call, content)));
  set_member(call, &file, "tag", json_text(to_base64url(call, (Text){(char *)tag, TAG})));
  return join(call, write_json(call, &file), text_of("\n"));
}

/** Each value has the form that version 1 writes, so that nothing but the tag has to fail for what is left. */
static void check_file(Call *call, const Json *content, const char *path) {
  const Place file = place(call, content, path);
  if (!is_word(a_text(at(file, "format"), 0, 64), "opendepot-container")) damaged(call, path);
  const Place binding = at(file, "binding");
  const Json *version = at(file, "v").value;
  const bool is_known = version != NULL && version->type == JSON_NUMBER && version->number == 1;
  const Text scheme = a_text(at(binding, "scheme"), 0, 64);
  if (!is_known || !(is_word(scheme, "strict") || is_word(scheme, "operator")))
    fail(call, OD_REFUSED, "CONTAINER_NEWER", "Use opendepot-runtime for it.",
         "The container file %s is of another version or binding than this library can open.", path);
  a_text(at(file, "serial"), 1, OD_SERIAL_SIZE - 1);
  a_text(at(file, "content"), 0, SIZE_MAX);
  if (a_binary(at(file, "iv"), NONCE).length != NONCE || a_binary(at(file, "tag"), TAG).length != TAG)
    damaged(call, path);
  if (a_binary(at(binding, "salt"), SALT).length != SALT) damaged(call, path);
  const size_t count = list_length(at(binding, "parts"), 1, 16);
  for (size_t index = 0; index < count; index++) {
    a_text(at(item(at(binding, "parts"), index), "name"), 1, 64);
    a_text(at(item(at(binding, "parts"), index), "check"), CHECK, CHECK);
  }
}

typedef struct Opening {
  Text text;
  const char *path;
  Json *file;
} Opening;

static void parse_file(Call *call, void *argument) {
  Opening *opening = argument;
  opening->file = parse_object(call, opening->text, opening->path);
  check_file(call, opening->file, opening->path);
}

Json *open_container(Call *call, Text text, const Machine *machine, const char *path, const Json **binding) {
  Opening *opening = grab(call, sizeof *opening);
  *opening = (Opening){.text = text, .path = path};
  od_status status = OD_DONE;
  const od_problem *problem = attempt(call, parse_file, opening, &status);
  if (problem != NULL && strcmp(problem->code, "FILE_DAMAGED") == 0) damaged(call, path);
  if (problem != NULL) fail_again(call, status, problem);
  const Json *file = opening->file;
  *binding = member_of(file, "binding");
  const Text key = binding_key(call, *binding, machine);
  const Json head = head_of(call, *member_of(file, "serial"), *binding);
  const Text iv = from_base64url(call, member_of(file, "iv")->string, path);
  const Text tag = from_base64url(call, member_of(file, "tag")->string, path);
  const Text content = from_base64url(call, member_of(file, "content")->string, path);
  Text clear;
  if (content.length > MOST_FILE * 2) fail_oddly(call, "The container file %s is too long for this library.", path);
  if (!decrypt(call, key, iv, canonical_json(call, &head), content, tag, &clear)) damaged(call, path);
  return parse_object(call, clear, path);
}
