// What every C++ program needs that calls OpenDepot through gSOAP's proxies: credentials, time limits, another try
// where no answer came, and refusals as exceptions.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "soapDepotSoap11Proxy.h"
#include "soapSalesSoap11Proxy.h"

/** The server refuses the call. Final for the same request, unless `retry` says otherwise. */
struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error; // what() is the text for people
    std::string code;                        // for programs: ORDER_CONFLICT, ...
    std::string field;                       // path of the field at fault, or empty
    std::string retry;                       // never, later or newContext
    std::string traceId;                     // finds the call in the log of the server
    std::vector<std::pair<std::string, std::string>> details;
};

class OpenDepot {
  public:
    /** `server` is the address without path: https://depot.example.com */
    OpenDepot(const std::string &server, std::string client, std::string secret, bool soap12 = false);
    OpenDepot(const OpenDepot &) = delete;

    SalesSoap11Proxy sales;
    DepotSoap11Proxy depot;

    /**
     * Makes a call. Asking again does nothing twice, so what got no answer (no network, too late, HTTP 429, 503 and the
     * like) is sent again as it is, with the same order number or requestId. Throws Refusal, or runtime_error if there
     * is no answer at all.
     */
    template <class Proxy, class Request, class Answer>
    void call(Proxy &proxy, int (Proxy::*operation)(Request *, Answer &), Request *request, Answer &answer) {
        insist(proxy.soap, [&] { return (proxy.*operation)(request, answer); });
    }

  private:
    void prepare(struct soap *soap, bool soap12);
    void insist(struct soap *soap, const std::function<int()> &attempt);
    const std::string salesUrl, depotUrl, client, secret;
};
