import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.rmi.RemoteException;
import java.util.Set;
import java.util.concurrent.Callable;
import opendepot.admin.Admin;
import opendepot.admin.AdminServiceLocator;
import opendepot.depot.Depot;
import opendepot.depot.DepotServiceLocator;
import opendepot.sales.Sales;
import opendepot.sales.SalesServiceLocator;
import org.apache.axis.AxisFault;
import org.apache.axis.Constants;
import org.apache.axis.client.Stub;

/** The ports of a server, with credentials and time limits, and patience with networks. */
final class OpenDepot {
    private final String server, client, secret;

    /** @param server address without path: https://depot.example.com */
    OpenDepot(String server, String client, String secret) {
        this.server = server;
        this.client = client;
        this.secret = secret;
    }

    Sales sales() throws Exception {
        return ready(new SalesServiceLocator().getSalesPort(url("sales")), true);
    }

    /** Needs no credentials: the ticket or the container is the credential. */
    Depot depot() throws Exception {
        return ready(new DepotServiceLocator().getDepotPort(url("depot")), false);
    }

    Admin admin() throws Exception {
        return ready(new AdminServiceLocator().getAdminPort(url("admin")), true);
    }

    private URL url(String face) throws Exception {
        return URI.create(server + "/soap/" + face).toURL();
    }

    private <Port> Port ready(Port port, boolean withSecret) {
        var stub = (Stub) port;
        stub.setTimeout(60_000); // milliseconds; for reading only, Axis has none for connecting
        if (withSecret) {
            stub.setUsername(client);
            stub.setPassword(secret);
        }
        return port;
    }

    /**
     * Calls until there is an answer, or gives up. Asking again does nothing twice as long as it is the same: the same
     * order number or requestId. What the server refuses is a FaultInfo, and final.
     */
    static <Result> Result insist(Callable<Result> call) throws Exception {
        for (int pause = 1; ; pause *= 5) {
            try {
                return call.call();
            } catch (RemoteException failure) {
                if (pause > 30 || !isPassing(failure)) throw failure;
                Thread.sleep(1000L * pause); // Retry-After is out of reach here
            }
        }
    }

    /** No answer, or one that says: not now. With 503 comes a fault; of others there is the number, 0 for a cut one. */
    private static boolean isPassing(RemoteException failure) {
        if (failure instanceof opendepot.sales.FaultInfo)
            return ((opendepot.sales.FaultInfo) failure).getCode().equals("UNAVAILABLE");
        if (failure instanceof opendepot.depot.FaultInfo)
            return ((opendepot.depot.FaultInfo) failure).getCode().equals("UNAVAILABLE");
        if (!(failure instanceof AxisFault)) return false;
        var fault = (AxisFault) failure;
        if (fault.detail instanceof IOException) return true;
        var status = fault.lookupFaultDetail(Constants.QNAME_FAULTDETAIL_HTTPERRORCODE);
        return status != null && Set.of("0", "429", "502", "503", "504").contains(status.getTextContent());
    }
}
