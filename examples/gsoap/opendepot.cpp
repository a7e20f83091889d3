#include "opendepot.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <strings.h>
#include <thread>

#include "SalesSoap11.nsmap"

namespace {

const int attempts = 4;
thread_local int retryAfter;                                   // seconds, as the present answer says
int (*parseHeader)(struct soap *, const char *, const char *); // gSOAP's own

/** Sees each HTTP header of an answer. gSOAP has no use for Retry-After. */
int noteHeader(struct soap *soap, const char *key, const char *value) {
    if (strcasecmp(key, "Retry-After") == 0) retryAfter = std::atoi(value);
    return parseHeader(soap, key, value);
}

/** The name spaces of the proxies as they would be made from ?wsdl12: all that differs between the SOAP versions. */
const Namespace *namespaces12() {
    static Namespace table[sizeof namespaces / sizeof *namespaces];
    std::copy(std::begin(namespaces), std::end(namespaces), table);
    table[0].ns = "http://www.w3.org/2003/05/soap-envelope";
    table[1].ns = "http://www.w3.org/2003/05/soap-encoding";
    return table;
}

/** FaultInfo of Sales and of Depot are two types with the same members. */
template <class FaultInfo> Refusal refusalOf(const FaultInfo &info) {
    Refusal refusal(info.text);
    refusal.code = info.code;
    refusal.field = info.field != nullptr ? *info.field : "";
    refusal.retry = info.retry;
    refusal.traceId = info.traceId;
    for (const auto *detail : info.faultDetails->faultDetail) refusal.details.emplace_back(detail->name, detail->value);
    return refusal;
}

void throwRefusal(const SOAP_ENV__Fault *fault) {
    if (fault == nullptr) return;
    // The one of SOAP 1.1, or the one of 1.2.
    const SOAP_ENV__Detail *detail = fault->detail != nullptr ? fault->detail : fault->SOAP_ENV__Detail;
    if (detail == nullptr) return;
    if (detail->sales__ServiceFault != nullptr) throw refusalOf(*detail->sales__ServiceFault);
    if (detail->depot__ServiceFault != nullptr) throw refusalOf(*detail->depot__ServiceFault);
}

/** Nobody answered, or somebody who says: not now. A number from 400 on is the HTTP status. */
bool isPassing(int error) {
    return error == SOAP_EOF || error == SOAP_TCP_ERROR || error == 429 || (error >= 502 && error <= 504);
}

} // namespace

OpenDepot::OpenDepot(const std::string &server, std::string client, std::string secret, bool soap12)
    : salesUrl(server + "/soap/sales"), depotUrl(server + "/soap/depot"), client(client), secret(secret) {
    sales.soap_endpoint = salesUrl.c_str();
    depot.soap_endpoint = depotUrl.c_str();
    prepare(sales.soap, soap12);
    prepare(depot.soap, soap12);
}

void OpenDepot::prepare(struct soap *soap, bool soap12) {
    // UTFSTRING: std::string holds UTF-8. Without it, what is not Latin-1 is lost.
    soap_set_mode(soap, SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
    if (soap12) soap_set_namespaces(soap, namespaces12());
    soap->connect_timeout = 10; // seconds
    soap->send_timeout = soap->recv_timeout = 60;
    parseHeader = soap->fparsehdr;
    soap->fparsehdr = noteHeader;
    // Trusts whom the system trusts. For an authority of your own, give its file as the fourth argument.
    if (soap_ssl_client_context(soap, SOAP_SSL_DEFAULT, nullptr, nullptr, nullptr, "/etc/ssl/certs", nullptr))
        throw std::runtime_error("no TLS");
}

void OpenDepot::insist(struct soap *soap, const std::function<int()> &attempt) {
    for (int left = attempts;; left--) {
        // Each call forgets them. The Depot needs none: the ticket or the container is the credential.
        if (soap == sales.soap) soap->userid = client.c_str(), soap->passwd = secret.c_str();
        retryAfter = 0;
        if (attempt() == SOAP_OK) return;
        throwRefusal(soap->fault);
        if (left == 1 || !isPassing(soap->error)) {
            char text[1024];
            throw std::runtime_error(soap_sprint_fault(soap, text, sizeof text));
        }
        std::this_thread::sleep_for(std::chrono::seconds(std::clamp(retryAfter, 1, 60)));
    }
}
