import com.google.gson.GsonBuilder;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.Map;
import opendepot.admin.Admin;
import opendepot.admin.ContainerKind;
import opendepot.admin.FeatureMap;
import opendepot.admin.Item;
import opendepot.admin.ItemParameter;
import opendepot.admin.LicenseCounting;
import opendepot.admin.LicenseOptions;
import opendepot.admin.MovePolicy;
import opendepot.admin.ReactivationRule;
import opendepot.admin.RestoreRule;
import opendepot.admin.ReturnRule;
import opendepot.depot.Depot;
import opendepot.sales.Customer;
import opendepot.sales.CustomerField;
import opendepot.sales.ExpirationSet;
import opendepot.sales.Extension;
import opendepot.sales.FaultInfo;
import opendepot.sales.License;
import opendepot.sales.LicenseQuery;
import opendepot.sales.Order;
import opendepot.sales.OrderLine;
import opendepot.sales.OrderResult;
import opendepot.sales.OrderState;
import opendepot.sales.Sales;
import org.apache.axis.Version;

/** Odd texts, gaps, dates and many lines with Axis; PROTOCOL.md says what is sent and printed. */
final class Probe {
    private static final Map<String, String> env = System.getenv();
    private static final String run = env.get("RUN");
    private static Sales sales;

    public static void main(String[] arguments) throws Exception {
        var openDepot = new OpenDepot(env.get("SERVER"), "erp", env.get("SECRET"));
        sales = openDepot.sales();
        System.out.println(new GsonBuilder().serializeNulls().create().toJson(Map.of(
            "stack", Version.getVersion().lines().findFirst().orElseThrow().replace("Apache Axis version:", "Axis"),
            "generates", Map.of(
                "sales", Sales.class.getDeclaredMethods().length,
                "depot", Depot.class.getDeclaredMethods().length,
                "admin", Admin.class.getDeclaredMethods().length),
            "fault", Map.of("field", fieldAtFault()),
            "texts", texts(),
            "gaps", gaps(),
            "dates", dates(),
            "lines", lines(),
            "catalogue", catalogue(openDepot))));
    }

    private static String fieldAtFault() throws Exception {
        try {
            sales.createOrder(null, null, order("NONE", "NO-SUCH-ITEM"));
            return "nothing was refused";
        } catch (FaultInfo refusal) {
            return refusal.getField();
        }
    }

    private static Object texts() throws Exception {
        Order order = order("TEXT", "CAD-RENDER");
        order.setComment(contentOf("comment.txt"));
        order.getCustomer().setName(contentOf("name.txt"));
        order.getCustomer().setCustomerFields(fields("blanks", "  between  "));
        sales.createOrder(null, null, order);
        OrderState state = sales.getOrder(order.getOrderNumber());
        return Map.of(
            "name", state.getCustomer().getName(),
            "comment", state.getComment(),
            "blanks", state.getCustomer().getCustomerFields()[0].getValue());
    }

    private static Object gaps() throws Exception {
        var seen = new LinkedHashMap<String, Object>();
        Order before = order("GAPS", "CAD-RENDER");
        before.setComment("Before");
        before.getCustomer().setName("Before");
        before.getCustomer().setEmail("before@example.org");
        before.getCustomer().setCustomerFields(fields("empty", ""));
        sales.createOrder(null, null, before);
        OrderState first = sales.getOrder(before.getOrderNumber());
        seen.put("empty", first.getCustomer().getCustomerFields()[0].getValue());
        Order after = order("GAPS", "CAD-RENDER");
        after.getCustomer().setName("");
        after.getCustomer().setCustomerFields(new CustomerField[0]);
        sales.createOrder(null, null, after);
        seen.put("missing", sales.getOrder(after.getOrderNumber()).getCustomer().getName());
        var query = new LicenseQuery();
        query.setCustomerId("NOBODY");
        var page = sales.findLicenses(query, 0, null);
        seen.put("rows", page.getLicenseStates().length);
        seen.put("cursor", page.getNextCursor());
        return seen;
    }

    private static Object dates() throws Exception {
        String licenseId = create("DATE", "CAD-FAIR").getLicenses()[0].getLicenseId();
        var seen = new LinkedHashMap<String, Object>();
        seen.put("read", expirationOf(licenseId));
        seen.put("utc", extended(licenseId, 1, "2028-01-31T23:30:00Z"));
        seen.put("offset", extended(licenseId, 2, "2028-03-01T01:30:00+02:00"));
        seen.put("never", extended(licenseId, 3, "9999-12-31T23:59:59Z"));
        return seen;
    }

    private static String extended(String licenseId, int step, String end) throws Exception {
        Calendar endAt = GregorianCalendar.from(OffsetDateTime.parse(end).toZonedDateTime());
        var extension = new Extension();
        extension.setLicenseIds(new String[] {licenseId});
        extension.setExpirationSet(new ExpirationSet(endAt));
        sales.extendLicenses(run + "-DATE-" + step, null, extension);
        return expirationOf(licenseId);
    }

    private static String expirationOf(String licenseId) throws Exception {
        Calendar instant = sales.getLicense(licenseId).getLicenseState().getExpirationTime();
        return instant == null ? null : instant.toInstant().toString();
    }

    private static Object lines() throws Exception {
        var items = new String[200];
        Arrays.fill(items, "CAD-RENDER");
        OrderResult many = create("200", items);
        License[] listed = many.getLicenses();
        return Map.of(
            "licenseCount", many.getLicenseCount(),
            "listed", listed.length,
            "last", listed[listed.length - 1].getLineNumber(),
            "lineCount", sales.getOrder(run + "-200").getLineCount());
    }

    /** Bytes, and a number beyond 31 bits. */
    private static Object catalogue(OpenDepot openDepot) throws Exception {
        var item = new Item();
        item.setItemNumber(run + "-ITEM");
        item.setName("Zeichenbrett für Ärzte & <Anwälte>");
        item.setFirmCode(6000010);
        item.setProductCode(4294967295L);
        item.setLicenseCounting(LicenseCounting.perPiece);
        item.setContainerKinds(new ContainerKind[] {ContainerKind.software});
        item.setLicenseOptions(new LicenseOptions());
        item.getLicenseOptions().setFeatureMap(new FeatureMap());
        item.getLicenseOptions().getFeatureMap().setMask(7);
        item.getLicenseOptions().setUserData(new byte[] {0, 1, -2, -1});
        item.setReturnRule(new ReturnRule());
        item.getReturnRule().setPolicy(MovePolicy.never);
        item.setReactivationRule(new ReactivationRule());
        item.getReactivationRule().setPolicy(MovePolicy.never);
        item.setRestoreRule(new RestoreRule());
        item.getRestoreRule().setPolicy(MovePolicy.never);
        item.setItemParameters(new ItemParameter[0]);
        var admin = openDepot.admin();
        String outcome = admin.putItem(null, null, item).getOutcome();
        Item state = admin.getItem(item.getItemNumber()).getItem();
        return Map.of(
            "outcome", outcome,
            "name", state.getName(),
            "productCode", state.getProductCode(),
            "bytes", String.format("%08x", new BigInteger(1, state.getLicenseOptions().getUserData())));
    }

    private static OrderResult create(String name, String... items) throws Exception {
        return sales.createOrder(null, null, order(name, items));
    }

    /** An order of one piece of each item. */
    private static Order order(String name, String... items) {
        var lines = new OrderLine[items.length];
        for (int index = 0; index < items.length; index++)
            lines[index] = new OrderLine(String.valueOf(index + 1), items[index], 1, null, null);
        var order = new Order();
        order.setOrderNumber(run + "-" + name);
        order.setCustomer(new Customer());
        order.getCustomer().setCustomerId("C-1");
        order.setOrderLines(lines);
        return order;
    }

    private static CustomerField[] fields(String name, String value) {
        return new CustomerField[] {new CustomerField(name, value)};
    }

    private static String contentOf(String file) throws Exception {
        return Files.readString(Path.of(env.get("FOLDER"), file));
    }
}
