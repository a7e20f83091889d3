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
import java.util.stream.Stream;
import opendepot.depot.Activation;
import opendepot.depot.Confirmation;
import opendepot.depot.ConfirmedLicense;
import opendepot.depot.ContainerKind;
import opendepot.depot.Depot;
import opendepot.depot.Enrollment;
import opendepot.depot.FingerprintPart;
import opendepot.depot.LicenseResult;
import opendepot.depot.Parameter;
import opendepot.sales.Customer;
import opendepot.sales.FaultInfo;
import opendepot.sales.LicenseState;
import opendepot.sales.Order;
import opendepot.sales.OrderLine;
import opendepot.sales.OrderResult;
import opendepot.sales.Sales;

/** From order to license: a back office that sells, and a program beside a license container that collects. */
final class Client {
    private static final String FIRM_CODE = "6000010";
    private static final Path FOLDER = Path.of(setting("FOLDER", "."));

    public static void main(String[] arguments) throws Exception {
        String server = setting("SERVER", "http://127.0.0.1:8080");
        var openDepot = new OpenDepot(server, "erp", System.getenv("SECRET"));
        Sales sales = openDepot.sales();
        Depot depot = openDepot.depot();

        // --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
        String orderNumber = setting("RUN", "axis") + "-4711";
        OrderResult ordered = OpenDepot.insist(() -> sales.createOrder(null, null, order(orderNumber, 2)));
        OrderResult repeated = OpenDepot.insist(() -> sales.createOrder(null, null, order(orderNumber, 2)));

        // --- The same line with another quantity is refused; the detail of the fault tells what differs.
        FaultInfo refusal = null;
        try {
            OpenDepot.insist(() -> sales.createOrder(null, null, order(orderNumber, 3)));
        } catch (FaultInfo fault) {
            refusal = fault;
        }

        // --- The buyer's machine: the runtime makes the container and its files, this program carries them.
        JsonObject created = runtime("create", "--firm", FIRM_CODE, "--root", System.getenv("ROOT"));
        String serial = created.get("containerSerial").getAsString();
        String context = newContext();
        var enrolled = OpenDepot.insist(() -> depot.enrollContainer(null, null, enrollment(context)));

        // --- The ticket becomes licenses in the container, by an update file.
        var activation = new Activation();
        activation.setTicketId(ordered.getTicketId());
        activation.setContextFile(context);
        activation.setParameters(new Parameter[] {new Parameter("licensee", "Erika Mustermann")});
        var activated = OpenDepot.insist(() -> depot.activateLicenses(null, null, activation));
        Files.writeString(FOLDER.resolve("update.odu"), activated.getUpdateFile());
        int steps = runtime("import", FOLDER.resolve("update.odu").toString()).get("steps").getAsInt();

        // --- The next context is the receipt.
        var confirmation = new Confirmation();
        confirmation.setContextFile(newContext());
        var confirmed = OpenDepot.insist(() -> depot.confirmUpdate(null, null, confirmation));
        var ticket = OpenDepot.insist(() -> sales.getTicket(ordered.getTicketId()));

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
                "details", Stream.of(refusal.getFaultDetails1())
                    .map(detail -> List.of(detail.getName(), detail.getValue())).collect(toList())),
            "activate", Map.of(
                "isEnrolled", enrolled.getContainerSerial().equals(serial),
                "isActivated", Stream.of(activated.getLicenseResults()).map(LicenseResult::isOk).collect(toList()),
                "steps", steps,
                "confirmed", Stream.of(confirmed.getConfirmedLicenses())
                    .map(ConfirmedLicense::getState).collect(toList()),
                "states", Stream.of(ticket.getLicenseStates()).map(LicenseState::getState).collect(toList())))));
    }

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static Order order(String orderNumber, int quantity) {
        var order = new Order();
        order.setOrderNumber(orderNumber);
        order.setCustomer(new Customer());
        order.getCustomer().setCustomerId("C-1");
        order.setOrderLines(new OrderLine[] {new OrderLine("10", "CAD-PRO", quantity, null, null)});
        return order; // what is null is not sent
    }

    /** What the Depot wants to know of a container stands in its context, a JWS: its payload is base64url of JSON. */
    private static Enrollment enrollment(String context) {
        String payload = JsonParser.parseString(context).getAsJsonObject().get("payload").getAsString();
        byte[] bytes = Base64.getUrlDecoder().decode(payload);
        JsonObject facts = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
        var parts = new ArrayList<FingerprintPart>();
        for (var fact : facts.getAsJsonObject("fingerprint").getAsJsonArray("parts")) {
            JsonObject part = fact.getAsJsonObject();
            parts.add(new FingerprintPart(part.get("name").getAsString(), part.get("hash").getAsString()));
        }
        var enrollment = new Enrollment();
        enrollment.setContainerKind(ContainerKind.software);
        enrollment.setFirmCode(Integer.parseInt(FIRM_CODE));
        enrollment.setSigningKey(facts.get("signingKey").toString());
        enrollment.setAgreementKey(facts.get("agreementKey").toString());
        enrollment.setFingerprint(parts.toArray(FingerprintPart[]::new));
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
