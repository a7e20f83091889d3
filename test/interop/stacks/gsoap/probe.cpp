// Odd texts, gaps, dates and many lines with gSOAP; PROTOCOL.md says what is sent and printed.

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <json/json.h>

#include "opendepot.hpp"

namespace {

const std::string run = std::getenv("RUN"), folder = std::getenv("FOLDER"), build = std::getenv("BUILD");
OpenDepot openDepot(std::getenv("SERVER"), "erp", std::getenv("SECRET"), std::getenv("SOAP_VERSION") == std::string("1.2"));
SalesSoap11Proxy &sales = openDepot.sales;
struct soap *const soap = sales.soap;

std::string contentOf(const std::string &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string *text(const std::string &value) {
    auto *copy = soap_new_std__string(soap);
    *copy = value;
    return copy;
}

Json::Value textOrNull(const std::string *value) { return value != nullptr ? *value : Json::Value(); }

/** gSOAP's proxies cannot be asked for their operations, so they are counted in the header that was made. */
int operationsOf(const std::string &proxy) {
    const auto header = contentOf(build + "/" + proxy + ".h");
    int count = 0;
    for (size_t at = 0; (at = header.find("virtual int send_", at)) != std::string::npos; at++) count++;
    return count;
}

/** An order of one piece of the item per line, for the caller to change. */
_sales__CreateOrder *orderOf(const std::string &name, const std::string &item, int lineCount = 1) {
    auto *lines = soap_new_sales__OrderLines(soap);
    for (int line = 1; line <= lineCount; line++)
        lines->orderLine.push_back(soap_new_req_sales__OrderLine(soap, std::to_string(line), item, 1));
    auto *order = soap_new_req_sales__Order(soap, soap_new_req_sales__Customer(soap, "C-1"), lines);
    order->orderNumber = text(run + "-" + name);
    return soap_new_req__sales__CreateOrder(soap, order);
}

sales__OrderResult *create(_sales__CreateOrder *request) {
    auto *answer = soap_new__sales__CreateOrderResponse(soap);
    openDepot.call(sales, &SalesSoap11Proxy::CreateOrder, request, *answer);
    return answer->result;
}

sales__OrderState *get(const std::string &name) {
    auto *answer = soap_new__sales__GetOrderResponse(soap);
    openDepot.call(sales, &SalesSoap11Proxy::GetOrder, soap_new_req__sales__GetOrder(soap, run + "-" + name), *answer);
    return answer->result;
}

std::string fieldAtFault() {
    try {
        create(orderOf("NONE", "NO-SUCH-ITEM"));
        return "nothing was refused";
    } catch (const Refusal &refusal) {
        return refusal.field;
    }
}

Json::Value texts() {
    auto *request = orderOf("TEXT", "CAD-RENDER");
    request->order->comment = text(contentOf(folder + "/comment.txt"));
    auto *customer = request->order->customer;
    customer->name = text(contentOf(folder + "/name.txt"));
    customer->customerFields = soap_new_sales__CustomerFields(soap);
    customer->customerFields->customerField.push_back(soap_new_req_sales__CustomerField(soap, "blanks", "  between  "));
    create(request);
    const auto *order = get("TEXT");
    Json::Value seen;
    seen["name"] = textOrNull(order->customer->name);
    seen["comment"] = textOrNull(order->comment);
    seen["blanks"] = order->customer->customerFields->customerField.at(0)->value;
    return seen;
}

Json::Value gaps() {
    Json::Value seen;
    auto *before = orderOf("GAPS", "CAD-RENDER");
    before->order->comment = text("Before");
    before->order->customer->name = text("Before");
    before->order->customer->email = text("before@example.org");
    auto *fields = before->order->customer->customerFields = soap_new_sales__CustomerFields(soap);
    fields->customerField.push_back(soap_new_req_sales__CustomerField(soap, "empty", ""));
    create(before);
    seen["empty"] = get("GAPS")->customer->customerFields->customerField.at(0)->value;
    auto *after = orderOf("GAPS", "CAD-RENDER");
    after->order->customer->name = text("");
    after->order->customer->customerFields = soap_new_sales__CustomerFields(soap);
    create(after);
    seen["missing"] = textOrNull(get("GAPS")->customer->name);

    auto *query = soap_new_sales__LicenseQuery(soap);
    query->customerId = text("NOBODY");
    _sales__FindLicensesResponse found;
    openDepot.call(sales, &SalesSoap11Proxy::FindLicenses, soap_new_req__sales__FindLicenses(soap, query, 0), found);
    seen["rows"] = Json::UInt64(found.result->licenseStates->licenseState.size());
    seen["cursor"] = textOrNull(found.result->nextCursor);
    return seen;
}

Json::Value expirationOf(const std::string &licenseId) {
    _sales__GetLicenseResponse answer;
    openDepot.call(sales, &SalesSoap11Proxy::GetLicense, soap_new_req__sales__GetLicense(soap, licenseId), answer);
    const time_t *instant = answer.result->licenseState->expirationTime;
    if (instant == nullptr) return Json::Value();
    char words[32];
    std::strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(instant));
    return words;
}

Json::Value extend(const std::string &licenseId, int step, const std::string &end) {
    struct tm parts = {};
    strptime(end.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    auto *extension = soap_new_sales__Extension(soap);
    extension->licenseIds = soap_new_sales__LicenseIds(soap);
    extension->licenseIds->licenseId.push_back(licenseId);
    extension->expirationSet = soap_new_req_sales__ExpirationSet(soap, timegm(&parts));
    const auto requestId = run + "-DATE-" + std::to_string(step);
    _sales__ExtendLicensesResponse answer;
    openDepot.call(sales, &SalesSoap11Proxy::ExtendLicenses,
                   soap_new_req__sales__ExtendLicenses(soap, requestId, extension), answer);
    return expirationOf(licenseId);
}

/** Without `offset`: gSOAP's time_t has none, and goes out in UTC. */
Json::Value dates() {
    const auto licenseId = create(orderOf("DATE", "CAD-FAIR"))->licenses->license.at(0)->licenseId;
    Json::Value seen;
    seen["read"] = expirationOf(licenseId);
    seen["utc"] = extend(licenseId, 1, "2028-01-31T23:30:00Z");
    seen["never"] = extend(licenseId, 2, "9999-12-31T23:59:59Z");
    return seen;
}

Json::Value lines() {
    const auto *many = create(orderOf("200", "CAD-RENDER", 200));
    Json::Value seen;
    seen["licenseCount"] = Json::Int64(many->licenseCount);
    seen["listed"] = Json::UInt64(many->licenses->license.size());
    seen["last"] = many->licenses->license.back()->lineNumber;
    seen["lineCount"] = Json::Int64(get("200")->lineCount);
    return seen;
}

} // namespace

int main() {
    Json::Value seen;
    seen["stack"] = "gSOAP " + std::to_string(GSOAP_VERSION / 100000) + "." + std::to_string(GSOAP_VERSION / 1000 % 100) +
                    "." + std::to_string(GSOAP_VERSION % 1000);
    seen["generates"]["sales"] = operationsOf("soapSalesSoap11Proxy");
    seen["generates"]["depot"] = operationsOf("soapDepotSoap11Proxy");
    seen["generates"]["admin"] = operationsOf("admin/soapAdminSoap11Proxy");
    seen["fault"]["field"] = fieldAtFault();
    seen["texts"] = texts();
    seen["gaps"] = gaps();
    seen["dates"] = dates();
    seen["lines"] = lines();
    std::cout << seen << '\n';
}
