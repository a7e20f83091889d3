#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "depot.h"

enum { MOST_ANSWER = 64 * 1024 * 1024, SECONDS_TO_CONNECT = 15, SECONDS_IN_ALL = 120 };

static void release_curl(void *curl) { curl_easy_cleanup(curl); }
static void release_headers(void *headers) { curl_slist_free_all(headers); }

/** What has come so far. Memory of its own, since nothing may be thrown through libcurl. */
typedef struct Incoming {
  char *bytes;
  size_t length;
  size_t room;
} Incoming;

static void release_incoming(void *argument) { free(((Incoming *)argument)->bytes); }

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  Incoming *incoming = context;
  const size_t length = size * count;
  if (length > MOST_ANSWER - incoming->length) return 0;
  if (incoming->length + length > incoming->room) {
    const size_t room = 2 * (incoming->length + length);
    char *larger = realloc(incoming->bytes, room);
    if (larger == NULL) return 0;
    incoming->bytes = larger;
    incoming->room = room;
  }
  if (length > 0) memcpy(incoming->bytes + incoming->length, bytes, length);
  incoming->length += length;
  return length;
}

void unreachable(Call *call, const char *url, const char *operation, const char *why) {
  fail(call, OD_DEPOT_UNREACHABLE, "DEPOT_UNREACHABLE",
       "Check the address and the network and try again; nothing is lost, the same call gives the same update.",
       "The Depot at %s does not answer %s: %s", url, operation, why);
}

static void add_header(Call *call, struct curl_slist **headers, const char *header) {
  struct curl_slist *longer = curl_slist_append(*headers, header);
  if (longer == NULL) {
    curl_slist_free_all(*headers);
    fail_oddly(call, "There is not enough memory.");
  }
  *headers = longer;
}

Text post(Call *call, const char *url, const char *operation, Text body, long *status) {
  CURL *curl = keep(call, curl_easy_init(), release_curl);
  struct curl_slist *headers = NULL;
  add_header(call, &headers, "Content-Type: text/xml; charset=utf-8");
  add_header(call, &headers, format(call, "SOAPAction: \"urn:opendepot:depot:v1/%s\"", operation).bytes);
  // libcurl would wait a second for "100 Continue" before it sends a larger body.
  add_header(call, &headers, "Expect:");
  keep(call, headers, release_headers);
  Incoming *incoming = keep(call, grab(call, sizeof *incoming), release_incoming);
  char *why = grab(call, CURL_ERROR_SIZE);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)SECONDS_TO_CONNECT);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS_IN_ALL);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "libopendepot/" OD_VERSION);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, incoming);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) unreachable(call, url, operation, why[0] != '\0' ? why : curl_easy_strerror(code));
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
  return copy_text(call, incoming->bytes, incoming->length);
}
