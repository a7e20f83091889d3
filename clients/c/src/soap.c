#include "depot.h"

enum { MOST_FACTS = 10 };

static Text envelope(Call *call, const char *operation, Text content) {
  Buffer text = {.call = call};
  append_text(&text, format(call,
                            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                            "<%s xmlns=\"urn:opendepot:depot:v1\">",
                            operation));
  append_text(&text, content);
  append_text(&text, format(call, "</%s></s:Body></s:Envelope>", operation));
  return text_in(&text);
}

static _Noreturn void refused(Call *call, const char *operation, const Element *fault) {
  Buffer text = {.call = call};
  append_text(&text, format(call, "The Depot refuses %s: %s", operation, child_text(fault, "text").bytes));
  const Element *fact = child(child(fault, "faultDetails"), "faultDetail");
  for (int count = 0; fact != NULL && count < MOST_FACTS; fact = next_of(fact, "faultDetail"), count++)
    append_text(&text, format(call, "\n  %s: %s", child_text(fact, "name").bytes, child_text(fact, "value").bytes));
  const Text code = child_text(fault, "code");
  const Text wait_until = child_text(fault, "waitUntil");
  Text advice = format(call, "Fault code %s.", code.bytes);
  if (wait_until.length > 0) advice = format(call, "%s Come again at %s.", advice.bytes, wait_until.bytes);
  note_fault(call, code, fault);
  fail(call, OD_DEPOT_REFUSED, "DEPOT_REFUSED", advice.bytes, "%s", text_in(&text).bytes);
}

const Element *call_depot(Call *call, const char *url, const char *operation, Text content) {
  long status = 0;
  const Text answer = post(call, url, operation, envelope(call, operation, content), &status);
  const Element *body = child(parse_xml(call, answer), "Body");
  const Element *fault = child(body, "Fault");
  const Element *info = child(child(fault, "detail"), "ServiceFault");
  if (info != NULL && !is_word(child_text(info, "code"), "UNAVAILABLE")) refused(call, operation, info);
  if (info != NULL) unreachable(call, url, operation, child_text(info, "text").bytes);
  if (fault != NULL) unreachable(call, url, operation, child_text(fault, "faultstring").bytes);
  const Element *result = body == NULL || body->first == NULL ? NULL : child(body->first, "result");
  if (status != 200 || result == NULL)
    unreachable(call, url, operation, format(call, "HTTP %ld, and no answer of SOAP", status).bytes);
  return result;
}
