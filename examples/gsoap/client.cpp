// From order to license: a back office that sells, and a program beside a license container that collects.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <json/json.h>
#include <sstream>

#include "opendepot.hpp"

namespace {

std::string setting(const char *name, const char *otherwise = "") {
    const char *value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

std::string fileIn(const std::string &name) { return setting("FOLDER", ".") + "/" + name; }

Json::Value parse(const std::string &text) {
    Json::Value value;
    std::istringstream(text) >> value;
    return value;
}

/** opendepot-runtime keeps the container of this machine: its keys and its files. */
Json::Value runtime(const std::string &arguments) {
    std::string out;
    FILE *pipe = popen((setting("RUNTIME", "npx opendepot-runtime --json") + " " + arguments).c_str(), "r");
    for (int byte; (byte = std::fgetc(pipe)) != EOF;) out += static_cast<char>(byte);
    if (pclose(pipe) != 0) throw std::runtime_error("opendepot-runtime " + arguments + ": " + out);
    return parse(out);
}

/** A context is the container's request for an update, and its receipt for all that it imported before. */
std::string newContext() {
    runtime("context --firm 6000010 --out " + fileIn("context.odc"));
    std::ifstream file(fileIn("context.odc"));
    return {std::istreambuf_iterator<char>(file), {}};
}

/** What a context says, for those who only want to read it: a JWS, whose payload is base64url of JSON. */
Json::Value factsOf(struct soap *soap, const std::string &context) {
    std::string payload = parse(context)["payload"].asString();
    for (char &letter : payload) letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
    int length = 0;
    const char *bytes = soap_base642s(soap, payload.c_str(), nullptr, 0, &length);
    return parse({bytes, static_cast<size_t>(length)});
}

std::string textOf(const Json::Value &value) {
    Json::StreamWriterBuilder writer;
    writer["indentation"] = "";
    return Json::writeString(writer, value);
}

// Objects of requests live in a soap context until destroy() of its proxy; soap_new_req_… takes what is required.

_sales__CreateOrder *orderOf(struct soap *soap, const std::string &orderNumber, int quantity) {
    auto *customer = soap_new_req_sales__Customer(soap, "C-1");
    auto *lines = soap_new_sales__OrderLines(soap);
    lines->orderLine.push_back(soap_new_req_sales__OrderLine(soap, "10", "CAD-PRO", quantity));
    auto *order = soap_new_req_sales__Order(soap, customer, lines);
    order->orderNumber = soap_new_std__string(soap);
    *order->orderNumber = orderNumber;
    return soap_new_req__sales__CreateOrder(soap, order);
}

_depot__EnrollContainer *enrollmentOf(struct soap *soap, const Json::Value &facts) {
    auto *enrollment = soap_new_req_depot__Enrollment(soap, depot__ContainerKind__software, 6000010,
                                                      textOf(facts["signingKey"]), textOf(facts["agreementKey"]));
    enrollment->fingerprint = soap_new_depot__Fingerprint(soap);
    for (const auto &part : facts["fingerprint"]["parts"])
        enrollment->fingerprint->fingerprintPart.push_back(
            soap_new_req_depot__FingerprintPart(soap, part["name"].asString(), part["hash"].asString()));
    return soap_new_req__depot__EnrollContainer(soap, enrollment);
}

} // namespace

int main() try {
    OpenDepot openDepot(setting("SERVER", "http://127.0.0.1:8080"), "erp", setting("SECRET"),
                        setting("SOAP_VERSION") == "1.2");
    auto &sales = openDepot.sales;
    auto &depot = openDepot.depot;
    const auto orderNumber = setting("RUN", "gsoap") + "-4711";
    Json::Value seen;

    // --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
    _sales__CreateOrderResponse ordered, repeated, conflict;
    openDepot.call(sales, &SalesSoap11Proxy::CreateOrder, orderOf(sales.soap, orderNumber, 2), ordered);
    const auto ticketId = *ordered.result->ticketId; // *ordered.result lives until the next destroy() only
    openDepot.call(sales, &SalesSoap11Proxy::CreateOrder, orderOf(sales.soap, orderNumber, 2), repeated);
    auto &order = seen["order"];
    order["outcome"] = ordered.result->outcome;
    order["licenseCount"] = Json::Int64(ordered.result->licenseCount);
    order["repeated"] = repeated.result->outcome;
    order["sameTicket"] = *repeated.result->ticketId == ticketId;

    // --- The same line with another quantity is refused; the detail of the fault tells what differs.
    try {
        openDepot.call(sales, &SalesSoap11Proxy::CreateOrder, orderOf(sales.soap, orderNumber, 3), conflict);
    } catch (const Refusal &refusal) {
        auto &fault = seen["fault"];
        fault["code"] = refusal.code;
        fault["retry"] = refusal.retry;
        fault["hasText"] = *refusal.what() != '\0';
        fault["hasTraceId"] = !refusal.traceId.empty();
        fault["details"] = Json::arrayValue;
        for (const auto &[name, value] : refusal.details) {
            auto &detail = fault["details"].append(Json::arrayValue);
            detail.append(name), detail.append(value);
        }
    }

    // --- The buyer's machine: the runtime makes the container and its files, this program carries them.
    auto &activate = seen["activate"];
    const auto serial = runtime("create --firm 6000010 --root " + setting("ROOT"))["containerSerial"].asString();
    const auto context = newContext();
    _depot__EnrollContainerResponse enrolled;
    auto *enrollment = enrollmentOf(depot.soap, factsOf(depot.soap, context));
    openDepot.call(depot, &DepotSoap11Proxy::EnrollContainer, enrollment, enrolled);
    activate["isEnrolled"] = enrolled.result->containerSerial == serial;

    // --- The ticket becomes licenses in the container, by an update file.
    auto *activation = soap_new_req_depot__Activation(depot.soap, ticketId, context);
    activation->parameters = soap_new_depot__Parameters(depot.soap);
    activation->parameters->parameter.push_back(
        soap_new_req_depot__Parameter(depot.soap, "licensee", "Erika Mustermann"));
    _depot__ActivateLicensesResponse activated;
    openDepot.call(depot, &DepotSoap11Proxy::ActivateLicenses,
                   soap_new_req__depot__ActivateLicenses(depot.soap, activation), activated);
    for (const auto *license : activated.result->licenseResults->licenseResult)
        activate["isActivated"].append(license->ok);
    std::ofstream(fileIn("update.odu")) << *activated.result->updateFile;
    activate["steps"] = runtime("import " + fileIn("update.odu"))["steps"];

    // --- The next context is the receipt.
    auto *receipt = soap_new_req_depot__Confirmation(depot.soap, newContext());
    _depot__ConfirmUpdateResponse confirmed;
    openDepot.call(depot, &DepotSoap11Proxy::ConfirmUpdate, soap_new_req__depot__ConfirmUpdate(depot.soap, receipt),
                   confirmed);
    for (const auto *license : confirmed.result->confirmedLicenses->confirmedLicense)
        activate["confirmed"].append(license->state);
    _sales__GetTicketResponse ticket;
    openDepot.call(sales, &SalesSoap11Proxy::GetTicket, soap_new_req__sales__GetTicket(sales.soap, ticketId), ticket);
    for (const auto *license : ticket.result->licenseStates->licenseState) activate["states"].append(license->state);

    std::cout << textOf(seen) << '\n';
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
