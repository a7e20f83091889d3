import static java.util.stream.Collectors.toList;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import opendepot.depot.v1.Activation;
import opendepot.depot.v1.Confirmation;
import opendepot.depot.v1.ConfirmedLicense;
import opendepot.depot.v1.ContainerKind;
import opendepot.depot.v1.Depot;
import opendepot.depot.v1.Enrollment;
import opendepot.depot.v1.Fingerprint;
import opendepot.depot.v1.FingerprintPart;
import opendepot.depot.v1.LicenseResult;
import opendepot.depot.v1.Parameter;
import opendepot.depot.v1.Parameters;
import opendepot.sales.v1.Customer;
import opendepot.sales.v1.FaultInfo;
import opendepot.sales.v1.LicenseState;
import opendepot.sales.v1.Order;
import opendepot.sales.v1.OrderLine;
import opendepot.sales.v1.OrderLines;
import opendepot.sales.v1.OrderResult;
import opendepot.sales.v1.Sales;
import opendepot.sales.v1.ServiceException;

/** From order to license: a back office that sells, and a program beside a license container that collects. */
final class Client {
    private static final String FIRM_CODE = "6000010";
    private static final Path FOLDER = Path.of(setting("FOLDER", "."));

    public static void main(String[] arguments) throws Exception {
        boolean soap12 = setting("SOAP_VERSION", "1.1").equals("1.2");
        String server = setting("SERVER", "http://127.0.0.1:8080");
        var openDepot = new OpenDepot(server, "erp", System.getenv("SECRET"), soap12);
        Sales sales = openDepot.sales(); // make it once: that takes a second, calls take milliseconds
        Depot depot = openDepot.depot();

        // --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
        String orderNumber = setting("RUN", "jaxws") + "-4711";
        OrderResult ordered = OpenDepot.insist(sales, () -> sales.createOrder(null, null, order(orderNumber, 2)));
        OrderResult repeated = OpenDepot.insist(sales, () -> sales.createOrder(null, null, order(orderNumber, 2)));

        // --- The same line with another quantity is refused; the detail of the fault tells what differs.
        FaultInfo refusal = null;
        try {
            OpenDepot.insist(sales, () -> sales.createOrder(null, null, order(orderNumber, 3)));
        } catch (ServiceException fault) {
            refusal = fault.getFaultInfo();
        }

        // --- The buyer's machine: the runtime makes the container and its files, this program carries them.
        JsonObject created = runtime("create", "--firm", FIRM_CODE, "--root", System.getenv("ROOT"));
        String serial = created.get("containerSerial").getAsString();
        String context = newContext();
        var enrolled = OpenDepot.insist(depot, () -> depot.enrollContainer(null, null, enrollment(context)));

        // --- The ticket becomes licenses in the container, by an update file.
        var activation = new Activation();
        activation.setTicketId(ordered.getTicketId());
        activation.setContextFile(context);
        activation.setParameters(new Parameters());
        var licensee = new Parameter();
        licensee.setName("licensee");
        licensee.setValue("Erika Mustermann");
        activation.getParameters().getParameter().add(licensee);
        var activated = OpenDepot.insist(depot, () -> depot.activateLicenses(null, null, activation));
        Files.writeString(FOLDER.resolve("update.odu"), activated.getUpdateFile());
        int steps = runtime("import", FOLDER.resolve("update.odu").toString()).get("steps").getAsInt();

        // --- The next context is the receipt.
        var confirmation = new Confirmation();
        confirmation.setContextFile(newContext());
        var confirmed = OpenDepot.insist(depot, () -> depot.confirmUpdate(null, null, confirmation));
        var ticket = OpenDepot.insist(sales, () -> sales.getTicket(ordered.getTicketId()));

        System.out.println(new Gson().toJson(Map.of(
            "order", Map.of(
                "outcome", ordered.getOutcome(),
                "licenseCount", ordered.getLicenseCount(),
                "repeated", repeated.getOutcome(),
                "sameTicket", repeated.getTicketId().equals(ordered.getTicketId())),
            "fault", Map.of(
                "code", refusal.getCode(),
                "retry", refusal.getRetry(),
                "hasText", !refusal.getText().isEmpty(),
                "hasTraceId", !refusal.getTraceId().isEmpty(),
                "details", refusal.getFaultDetails().getFaultDetail().stream()
                    .map(detail -> List.of(detail.getName(), detail.getValue())).collect(toList())),
            "activate", Map.of(
                "isEnrolled", enrolled.getContainerSerial().equals(serial),
                "isActivated", activated.getLicenseResults().getLicenseResult().stream()
                    .map(LicenseResult::isOk).collect(toList()),
                "steps", steps,
                "confirmed", confirmed.getConfirmedLicenses().getConfirmedLicense().stream()
                    .map(ConfirmedLicense::getState).collect(toList()),
                "states", ticket.getLicenseStates().getLicenseState().stream()
                    .map(LicenseState::getState).collect(toList())))));
    }

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static Order order(String orderNumber, int quantity) {
        var line = new OrderLine();
        line.setLineNumber("10");
        line.setItemNumber("CAD-PRO");
        line.setQuantity(quantity);
        var order = new Order();
        order.setOrderNumber(orderNumber);
        order.setCustomer(new Customer());
        order.getCustomer().setCustomerId("C-1");
        order.setOrderLines(new OrderLines());
        order.getOrderLines().getOrderLine().add(line);
        return order; // what is not set is not sent
    }

    /** What the Depot wants to know of a container stands in its context, a JWS: its payload is base64url of JSON. */
    private static Enrollment enrollment(String context) {
        String payload = JsonParser.parseString(context).getAsJsonObject().get("payload").getAsString();
        byte[] bytes = Base64.getUrlDecoder().decode(payload);
        JsonObject facts = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
        var enrollment = new Enrollment();
        enrollment.setContainerKind(ContainerKind.SOFTWARE);
        enrollment.setFirmCode(Integer.parseInt(FIRM_CODE));
        enrollment.setSigningKey(facts.get("signingKey").toString());
        enrollment.setAgreementKey(facts.get("agreementKey").toString());
        enrollment.setFingerprint(new Fingerprint());
        for (var fact : facts.getAsJsonObject("fingerprint").getAsJsonArray("parts")) {
            var part = new FingerprintPart();
            part.setName(fact.getAsJsonObject().get("name").getAsString());
            part.setPartHash(fact.getAsJsonObject().get("hash").getAsString());
            enrollment.getFingerprint().getFingerprintPart().add(part);
        }
        return enrollment;
    }

    /** A context is the container's request for an update, and its receipt for all that it imported before. */
    private static String newContext() throws Exception {
        Path file = FOLDER.resolve("context.odc");
        runtime("context", "--firm", FIRM_CODE, "--out", file.toString());
        return Files.readString(file);
    }

    /** opendepot-runtime keeps the container of this machine: its keys and its files. */
    private static JsonObject runtime(String... words) throws Exception {
        var command = new ArrayList<>(List.of(setting("RUNTIME", "npx opendepot-runtime --json").split(" ")));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IllegalStateException(command + ": " + out);
        return JsonParser.parseString(out).getAsJsonObject();
    }
}
