import com.sun.xml.ws.client.ClientTransportException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.handler.MessageContext;
import opendepot.admin.v1.Admin;
import opendepot.admin.v1.AdminService;
import opendepot.depot.v1.Depot;
import opendepot.depot.v1.DepotService;
import opendepot.sales.v1.Sales;
import opendepot.sales.v1.SalesService;

/** The ports of a server, with credentials and time limits, and patience with networks. */
final class OpenDepot {
    private final String server, query, client, secret;

    /** @param server address without path: https://depot.example.com */
    OpenDepot(String server, String client, String secret, boolean soap12) {
        this.server = server;
        this.client = client;
        this.secret = secret;
        this.query = soap12 ? "?wsdl12" : "?wsdl"; // the binding in the WSDL decides the SOAP version
    }

    Sales sales() throws Exception {
        return ready(new SalesService(wsdl("sales")).getSalesPort(), "sales", true);
    }

    /** Needs no credentials: the ticket or the container is the credential. */
    Depot depot() throws Exception {
        return ready(new DepotService(wsdl("depot")).getDepotPort(), "depot", false);
    }

    Admin admin() throws Exception {
        return ready(new AdminService(wsdl("admin")).getAdminPort(), "admin", true);
    }

    private URL wsdl(String face) throws Exception {
        return URI.create(server + "/soap/" + face + query).toURL();
    }

    private <Port> Port ready(Port port, String face, boolean withSecret) {
        Map<String, Object> context = ((BindingProvider) port).getRequestContext();
        context.put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, server + "/soap/" + face);
        context.put("com.sun.xml.ws.connect.timeout", 10_000); // milliseconds; by default it waits for ever
        context.put("com.sun.xml.ws.request.timeout", 60_000);
        if (withSecret) {
            context.put(BindingProvider.USERNAME_PROPERTY, client);
            context.put(BindingProvider.PASSWORD_PROPERTY, secret);
        }
        return port;
    }

    /**
     * Calls until there is an answer, or gives up. Asking again does nothing twice as long as it is the same: the same
     * order number or requestId. What the server refuses is a ServiceException, and final.
     */
    static <Result> Result insist(Object port, Callable<Result> call) throws Exception {
        for (int left = 3; ; left--) {
            try {
                return call.call();
            } catch (ClientTransportException noAnswer) {
                Map<String, Object> response = ((BindingProvider) port).getResponseContext();
                int status = (Integer) response.get(MessageContext.HTTP_RESPONSE_CODE); // 0: nobody there
                boolean isPassing = status == 0 || status == 429 || (status >= 502 && status <= 504);
                if (left == 0 || !isPassing) throw noAnswer;
                Thread.sleep(1000L * retryAfter(response));
            }
        }
    }

    /** What the server asks for, in seconds: at least one, at most a minute. */
    @SuppressWarnings("unchecked")
    private static int retryAfter(Map<String, Object> response) {
        var headers = (Map<String, List<String>>) response.get(MessageContext.HTTP_RESPONSE_HEADERS);
        return headers.entrySet().stream()
            .filter(header -> "retry-after".equalsIgnoreCase(header.getKey()))
            .mapToInt(header -> Math.min(Math.max(Integer.parseInt(header.getValue().get(0)), 1), 60))
            .findFirst()
            .orElse(1);
    }
}
