import com.google.gson.GsonBuilder;
import com.sun.xml.ws.util.RuntimeVersion;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import opendepot.admin.v1.Admin;
import opendepot.admin.v1.ContainerKind;
import opendepot.admin.v1.ContainerKinds;
import opendepot.admin.v1.FeatureMap;
import opendepot.admin.v1.Item;
import opendepot.admin.v1.ItemParameters;
import opendepot.admin.v1.LicenseCounting;
import opendepot.admin.v1.LicenseOptions;
import opendepot.admin.v1.MovePolicy;
import opendepot.admin.v1.ReactivationRule;
import opendepot.admin.v1.RestoreRule;
import opendepot.admin.v1.ReturnRule;
import opendepot.depot.v1.Depot;
import opendepot.sales.v1.Customer;
import opendepot.sales.v1.CustomerField;
import opendepot.sales.v1.CustomerFields;
import opendepot.sales.v1.ExpirationSet;
import opendepot.sales.v1.Extension;
import opendepot.sales.v1.LicenseIds;
import opendepot.sales.v1.LicenseQuery;
import opendepot.sales.v1.Order;
import opendepot.sales.v1.OrderLine;
import opendepot.sales.v1.OrderLines;
import opendepot.sales.v1.OrderResult;
import opendepot.sales.v1.OrderState;
import opendepot.sales.v1.Sales;
import opendepot.sales.v1.ServiceException;

/** Odd texts, gaps, dates and many lines with JAX-WS; PROTOCOL.md says what is sent and printed. */
final class Probe {
    private static final Map<String, String> env = System.getenv();
    private static final String run = env.get("RUN");
    private static Sales sales;

    public static void main(String[] arguments) throws Exception {
        boolean soap12 = env.get("SOAP_VERSION").equals("1.2");
        var openDepot = new OpenDepot(env.get("SERVER"), "erp", env.get("SECRET"), soap12);
        sales = openDepot.sales();
        System.out.println(new GsonBuilder().serializeNulls().create().toJson(Map.of(
            "stack", RuntimeVersion.VERSION.BUILD_VERSION,
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
        } catch (ServiceException refusal) {
            return refusal.getFaultInfo().getField();
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
            "blanks", state.getCustomer().getCustomerFields().getCustomerField().get(0).getValue());
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
        seen.put("empty", first.getCustomer().getCustomerFields().getCustomerField().get(0).getValue());
        Order after = order("GAPS", "CAD-RENDER");
        after.getCustomer().setName("");
        after.getCustomer().setCustomerFields(new CustomerFields());
        sales.createOrder(null, null, after);
        seen.put("missing", sales.getOrder(after.getOrderNumber()).getCustomer().getName());
        var query = new LicenseQuery();
        query.setCustomerId("NOBODY");
        var page = sales.findLicenses(query, 0, null);
        seen.put("rows", page.getLicenseStates().getLicenseState().size());
        seen.put("cursor", page.getNextCursor());
        return seen;
    }

    private static Object dates() throws Exception {
        String licenseId = create("DATE", "CAD-FAIR").getLicenses().getLicense().get(0).getLicenseId();
        var seen = new LinkedHashMap<String, Object>();
        seen.put("read", expirationOf(licenseId));
        seen.put("utc", extended(licenseId, 1, "2028-01-31T23:30:00Z"));
        seen.put("offset", extended(licenseId, 2, "2028-03-01T01:30:00+02:00"));
        seen.put("never", extended(licenseId, 3, "9999-12-31T23:59:59Z"));
        return seen;
    }

    private static String extended(String licenseId, int step, String end) throws Exception {
        var extension = new Extension();
        extension.setLicenseIds(new LicenseIds());
        extension.getLicenseIds().getLicenseId().add(licenseId);
        extension.setExpirationSet(new ExpirationSet());
        extension.getExpirationSet().setEndAt(DatatypeFactory.newInstance().newXMLGregorianCalendar(end));
        sales.extendLicenses(run + "-DATE-" + step, null, extension);
        return expirationOf(licenseId);
    }

    private static String expirationOf(String licenseId) throws Exception {
        XMLGregorianCalendar instant = sales.getLicense(licenseId).getLicenseState().getExpirationTime();
        return instant == null ? null : instant.toGregorianCalendar().toInstant().toString();
    }

    private static Object lines() throws Exception {
        var items = new String[200];
        Arrays.fill(items, "CAD-RENDER");
        OrderResult many = create("200", items);
        var listed = many.getLicenses().getLicense();
        return Map.of(
            "licenseCount", many.getLicenseCount(),
            "listed", listed.size(),
            "last", listed.get(listed.size() - 1).getLineNumber(),
            "lineCount", sales.getOrder(run + "-200").getLineCount());
    }

    /** Bytes, and a number beyond 31 bits. */
    private static Object catalogue(OpenDepot openDepot) throws Exception {
        var item = new Item();
        item.setItemNumber(run + "-ITEM");
        item.setName("Zeichenbrett für Ärzte & <Anwälte>");
        item.setFirmCode(6000010);
        item.setProductCode(4294967295L);
        item.setLicenseCounting(LicenseCounting.PER_PIECE);
        item.setContainerKinds(new ContainerKinds());
        item.getContainerKinds().getContainerKind().add(ContainerKind.SOFTWARE);
        item.setLicenseOptions(new LicenseOptions());
        item.getLicenseOptions().setFeatureMap(new FeatureMap());
        item.getLicenseOptions().getFeatureMap().setMask(7);
        item.getLicenseOptions().setUserData(new byte[] {0, 1, -2, -1});
        item.setReturnRule(new ReturnRule());
        item.getReturnRule().setPolicy(MovePolicy.NEVER);
        item.setReactivationRule(new ReactivationRule());
        item.getReactivationRule().setPolicy(MovePolicy.NEVER);
        item.setRestoreRule(new RestoreRule());
        item.getRestoreRule().setPolicy(MovePolicy.NEVER);
        item.setItemParameters(new ItemParameters());
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
        var order = new Order();
        order.setOrderNumber(run + "-" + name);
        order.setCustomer(new Customer());
        order.getCustomer().setCustomerId("C-1");
        order.setOrderLines(new OrderLines());
        for (int index = 0; index < items.length; index++) {
            var line = new OrderLine();
            line.setLineNumber(String.valueOf(index + 1));
            line.setItemNumber(items[index]);
            line.setQuantity(1);
            order.getOrderLines().getOrderLine().add(line);
        }
        return order;
    }

    private static CustomerFields fields(String name, String value) {
        var field = new CustomerField();
        field.setName(name);
        field.setValue(value);
        var fields = new CustomerFields();
        fields.getCustomerField().add(field);
        return fields;
    }

    private static String contentOf(String file) throws Exception {
        return Files.readString(Path.of(env.get("FOLDER"), file));
    }
}
