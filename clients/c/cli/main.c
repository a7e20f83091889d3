/** opendepot-c: libopendepot by command line. Exit codes are those of opendepot-runtime. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

static const char usage[] =
    "opendepot-c COMMAND [OPTIONS]\n"
    "  create       --firm CODE --root FILE [--serial S] [--test]   make a container, or add the firm to one\n"
    "  context      --firm CODE --out FILE [--serial S]              write a context (.odc)\n"
    "  activate     --depot URL --ticket T [--firm CODE] [--root FILE] [--serial S] [--license ID]... [--all]\n"
    "               [--parameter NAME=VALUE]... [--test]             redeem a ticket online\n"
    "  import       FILE                                             import an update (.odu)\n"
    "  confirm      --depot URL --firm CODE [--serial S]             send the receipt\n"
    "  auto-update  --depot URL --firm CODE [--serial S]             fetch what waits, without a ticket\n"
    "  return       --depot URL --firm CODE (--license ID... | --all) [--serial S]\n"
    "  list\n"
    "  verify       --firm CODE --product CODE [--root FILE] [--features MASK] [--released DATE]\n"
    "  use          --firm CODE --license ID --units N [--serial S]  take units\n"
    "  block-list   FILE                                             import a block list (.odb)\n"
    "  key          --firm CODE --license ID --type N --label TEXT [--serial S]   derive a key from secret data\n"
    "  hidden       --firm CODE --license ID --type N [--access-code N] [--serial S]\n"
    "Every command takes --dir FOLDER (OPENDEPOT_CONTAINERS).\n"
    "Exit codes: 0 done or valid, 1 unexpected error, 2 wrong usage, 3 container or file refused, 4 refused by the "
    "Depot,\n"
    "5 Depot not reachable, 6 license not valid, 7 validity cannot be told now.\n";

static void say(void *context, const char *sentence) {
  (void)context;
  printf("%s\n", sentence);
}

static void say_result(void *context, const char *license_id, bool is_ok, const char *code, const char *text) {
  Options *options = context;
  if (is_ok)
    printf("License %s: done.\n", license_id);
  else
    printf("License %s failed: %s %s\n", license_id, code, text);
  options->is_any_refused = options->is_any_refused || !is_ok;
}

static void say_license(void *context, const char *serial, const od_license *license, const od_problem *problem) {
  (void)context;
  if (license == NULL) {
    printf("%s  %s\n", serial, problem->text);
    return;
  }
  printf("%s  firm code %" PRId32 "  license %s  %s  product %" PRIu32 "  %s%s", serial, license->firm_code,
         license->license_id, license->item_number, license->product_code,
         license->expires_at[0] == '\0' ? "no end" : "until ", license->expires_at);
  if (license->units_left >= 0) printf(", %" PRId64 " units left", license->units_left);
  printf("%s  %s\n", license->rides_on[0] == '\0' ? "" : ", a module", license->name);
}

static int report(const od_runtime *runtime, int status) {
  if (status == OD_DONE) return status;
  const od_problem *problem = od_problem_of(runtime);
  fprintf(stderr, "%s: %s\n%s\n", problem->code, problem->text, problem->advice);
  return status;
}

static int verify(od_runtime *runtime, const Options *options) {
  size_t length = 0;
  char *root = options->root == NULL ? NULL : content_of(options->root, &length);
  const od_question question = {.firm_code = (int32_t)options->firm,
                                .product_code = (uint32_t)options->product,
                                .root_jwk = root,
                                .features = (uint32_t)options->features,
                                .has_release = options->has_release,
                                .released_at = options->released_at};
  od_license license;
  const od_verdict verdict = od_verify(runtime, &question, &license);
  const od_problem *problem = od_problem_of(runtime);
  if (verdict == OD_VALID)
    printf("valid: %s, license %s in container %s\n", license.name, license.license_id, license.serial);
  else
    printf("%s: %s. %s\n", verdict == OD_INVALID ? "invalid" : "unknown", problem->code, problem->text);
  free(root);
  return verdict;
}

static int create(od_runtime *runtime, const Options *options) {
  if (options->root == NULL) wrong("Give --root.");
  size_t length = 0;
  char *root = content_of(options->root, &length);
  char serial[OD_SERIAL_SIZE] = "";
  if (options->serial != NULL) snprintf(serial, sizeof serial, "%s", options->serial);
  const int status = report(runtime, od_create(runtime, (int32_t)options->firm, root, options->is_test, serial));
  if (status == OD_DONE) printf("Container %s serves firm code %" PRId64 ".\n", serial, options->firm);
  free(root);
  return status;
}

static int write_context(od_runtime *runtime, const Options *options) {
  if (options->out == NULL) wrong("Give --out.");
  char *text = NULL;
  const int status = report(runtime, od_context(runtime, options->serial, (int32_t)options->firm, &text));
  if (status != OD_DONE) return status;
  FILE *file = fopen(options->out, "wb");
  bool is_written = file != NULL && fprintf(file, "%s\n", text) > 0;
  is_written = file != NULL && fclose(file) == 0 && is_written;
  od_free(text);
  if (!is_written) wrong("The context cannot be written there.");
  printf("Wrote %s.\n", options->out);
  return status;
}

static int import(od_runtime *runtime, const char *path) {
  if (path == NULL) wrong("Name the file.");
  size_t length = 0;
  char *file = content_of(path, &length);
  od_imported imported;
  const int status = report(runtime, od_import(runtime, file, length, &imported));
  if (status == OD_DONE)
    printf("Update %s for container %s: %" PRId32 " steps done.\n", imported.transfer_id, imported.serial,
           imported.steps);
  free(file);
  return status;
}

static int import_block_list(od_runtime *runtime, const char *path) {
  if (path == NULL) wrong("Name the file.");
  size_t length = 0;
  char *file = content_of(path, &length);
  bool is_news = false;
  const int status = report(runtime, od_import_block_list(runtime, file, length, &is_news));
  if (status == OD_DONE)
    printf(is_news ? "The block list counts from now on.\n" : "A block list is here that is as new.\n");
  free(file);
  return status;
}

/** Prints the key in hexadecimal. */
static int derive_key(od_runtime *runtime, const Options *options) {
  if (options->license_count != 1 || options->label == NULL) wrong("Name one license and a label.");
  unsigned char key[32];
  const int status =
      report(runtime, od_derive_key(runtime, options->serial, (int32_t)options->firm, options->licenses[0],
                                    (int32_t)options->type, options->label, key, sizeof key));
  if (status != OD_DONE) return status;
  for (size_t index = 0; index < sizeof key; index++) printf("%02x", (unsigned)key[index]);
  printf("\n");
  return status;
}

static int activate(od_runtime *runtime, Options *options) {
  size_t length = 0;
  char *root = options->root == NULL ? NULL : content_of(options->root, &length);
  const od_wish wish = {.depot = options->depot,
                        .ticket = options->ticket,
                        .firm_code = (int32_t)options->firm,
                        .root_jwk = root,
                        .serial = options->serial,
                        .license_ids = options->licenses,
                        .license_count = options->license_count,
                        .all = options->is_all,
                        .parameters = options->parameters,
                        .parameter_count = options->parameter_count,
                        .is_test = options->is_test};
  const int status = report(runtime, od_activate(runtime, &wish, say, say_result, options));
  free(root);
  return status == OD_DONE && options->is_any_refused ? OD_DEPOT_REFUSED : status;
}

static int use(od_runtime *runtime, const Options *options) {
  if (options->license_count != 1) wrong("Name one license.");
  int64_t left = 0;
  const int status = report(runtime, od_use_units(runtime, options->serial, (int32_t)options->firm,
                                                  options->licenses[0], options->units, &left));
  if (status == OD_DONE) printf("%" PRId64 " units left.\n", left);
  return status;
}

static int show_hidden(od_runtime *runtime, const Options *options) {
  if (options->license_count != 1) wrong("Name one license.");
  const uint32_t code = (uint32_t)options->access_code;
  unsigned char *data = NULL;
  size_t length = 0;
  const int status =
      report(runtime, od_hidden_data(runtime, options->serial, (int32_t)options->firm, options->licenses[0],
                                     (int32_t)options->type, options->has_access_code ? &code : NULL, &data, &length));
  if (status == OD_DONE) fwrite(data, 1, length, stdout);
  od_free(data);
  return status;
}

static int return_licenses(od_runtime *runtime, Options *options) {
  if (options->is_all == (options->license_count > 0)) wrong("Name licenses, or say --all.");
  const int status = report(runtime, od_return(runtime, options->depot, options->serial, (int32_t)options->firm,
                                               options->licenses, options->license_count, say, say_result, options));
  return status == OD_DONE && options->is_any_refused ? OD_DEPOT_REFUSED : status;
}

static int update(od_runtime *runtime, const Options *options) {
  int32_t steps = 0;
  const int status = report(
      runtime, od_auto_update(runtime, options->depot, options->serial, (int32_t)options->firm, say, NULL, &steps));
  if (status == OD_DONE) printf("Up to date: %" PRId32 " steps done.\n", steps);
  return status;
}

static int run_command(od_runtime *runtime, const char *command, Options *options, const char *path) {
  const bool is_online =
      strcmp(command, "confirm") == 0 || strcmp(command, "auto-update") == 0 || strcmp(command, "return") == 0;
  if (strcmp(command, "list") == 0) return report(runtime, od_list(runtime, say_license, NULL));
  if (strcmp(command, "import") == 0) return import(runtime, path);
  if (strcmp(command, "block-list") == 0) return import_block_list(runtime, path);
  if (strcmp(command, "activate") == 0) return activate(runtime, options);
  if (options->firm == 0) wrong("Give a known command, and --firm.");
  if (is_online && options->depot == NULL) wrong("Give --depot.");
  if (strcmp(command, "create") == 0) return create(runtime, options);
  if (strcmp(command, "context") == 0) return write_context(runtime, options);
  if (strcmp(command, "verify") == 0) return verify(runtime, options);
  if (strcmp(command, "use") == 0) return use(runtime, options);
  if (strcmp(command, "key") == 0) return derive_key(runtime, options);
  if (strcmp(command, "hidden") == 0) return show_hidden(runtime, options);
  if (strcmp(command, "auto-update") == 0) return update(runtime, options);
  if (strcmp(command, "return") == 0) return return_licenses(runtime, options);
  if (strcmp(command, "confirm") == 0)
    return report(runtime, od_confirm(runtime, options->depot, options->serial, (int32_t)options->firm));
  wrong("That is no command.");
}

int main(int count, char **words) {
  if (count < 2 || strcmp(words[1], "--help") == 0) {
    fputs(usage, count < 2 ? stderr : stdout);
    return count < 2 ? OD_USAGE : OD_DONE;
  }
  Options options = read_options(count - 1, words + 1);
  const char *path = optind < count - 1 ? words[1 + optind] : NULL;
  od_runtime *runtime = od_open(&(od_setup){.folder = options.folder});
  if (runtime == NULL) return OD_FAILED;
  const int status = run_command(runtime, words[1], &options, path);
  od_close(runtime);
  return status;
}
