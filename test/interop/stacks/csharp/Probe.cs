using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Web.Script.Serialization;
using System.Web.Services.Protocols;
using OpenDepot.Admin;
using OpenDepot.Depot;
using OpenDepot.Sales;

/// <summary>Odd texts, gaps, dates and many lines with C#; PROTOCOL.md says what is sent and printed.</summary>
static class Probe
{
    static readonly string run = Setting("RUN");
    static SalesService sales;

    static void Main()
    {
        var version = Setting("SOAP_VERSION") == "1.2" ? SoapProtocolVersion.Soap12 : SoapProtocolVersion.Soap11;
        var server = new Server(Setting("SERVER"), "erp", Setting("SECRET"), version);
        sales = server.Sales();
        Console.WriteLine(new JavaScriptSerializer().Serialize(new
        {
            stack = "ASMX (Mono) " + VersionOfMono(),
            generates = new
            {
                sales = OperationsOf(typeof(SalesService)),
                depot = OperationsOf(typeof(DepotService)),
                admin = OperationsOf(typeof(AdminService)),
            },
            fault = new { field = FieldAtFault() },
            texts = Texts(),
            gaps = Gaps(),
            dates = Dates(),
            lines = Lines(),
            catalogue = Catalogue(server.Admin()),
        }));
    }

    static string VersionOfMono()
    {
        var name = Type.GetType("Mono.Runtime").GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static);
        return ((string)name.Invoke(null, null)).Split(' ')[0];
    }

    static int OperationsOf(Type proxy)
    {
        return proxy.GetMethods().Count(method => method.GetCustomAttributes(typeof(SoapDocumentMethodAttribute), false).Any());
    }

    static string FieldAtFault()
    {
        try
        {
            Create(OrderOf("NONE", "NO-SUCH-ITEM"));
            return "nothing was refused";
        }
        catch (Refusal refusal)
        {
            return refusal.Field;
        }
    }

    static object Texts()
    {
        var order = OrderOf("TEXT", "CAD-RENDER");
        order.comment = ContentOf("comment.txt");
        order.customer.name = ContentOf("name.txt");
        order.customer.customerFields = new[] { new CustomerField { name = "blanks", value = "  between  " } };
        Create(order);
        var state = sales.GetOrder(order.orderNumber);
        return new { state.customer.name, state.comment, blanks = state.customer.customerFields[0].value };
    }

    static object Gaps()
    {
        var before = OrderOf("GAPS", "CAD-RENDER");
        before.comment = before.customer.name = "Before";
        before.customer.email = "before@example.org";
        before.customer.customerFields = new[] { new CustomerField { name = "empty", value = "" } };
        Create(before);
        var first = sales.GetOrder(before.orderNumber);
        var after = OrderOf("GAPS", "CAD-RENDER");
        after.customer.name = "";
        after.customer.customerFields = new CustomerField[0];
        Create(after);
        var second = sales.GetOrder(before.orderNumber);
        var page = sales.FindLicenses(new LicenseQuery { customerId = "NOBODY" }, 0, null);
        return new
        {
            empty = first.customer.customerFields[0].value,
            missing = second.customer.name,
            rows = page.licenseStates.Length,
            cursor = page.nextCursor,
        };
    }

    static object Dates()
    {
        string licenseId = Create(OrderOf("DATE", "CAD-FAIR")).licenses[0].licenseId;
        string read = ExpirationOf(licenseId);
        string utc = Extended(licenseId, 1, new DateTime(2028, 1, 31, 23, 30, 0, DateTimeKind.Utc));
        // A DateTime knows UTC and the zone of the machine, and the tests' is that of Berlin.
        string offset = Extended(licenseId, 2, DateTimeOffset.Parse("2028-03-01T01:30:00+02:00").LocalDateTime);
        return new { read, utc, offset, never = Extended(licenseId, 3, new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc)) };
    }

    static string Extended(string licenseId, int step, DateTime end)
    {
        sales.ExtendLicenses(run + "-DATE-" + step, null, new Extension
        {
            licenseIds = new[] { licenseId },
            expirationSet = new ExpirationSet { endAt = end },
        });
        return ExpirationOf(licenseId);
    }

    static string ExpirationOf(string licenseId)
    {
        var license = sales.GetLicense(licenseId).licenseState;
        return license.expirationTimeSpecified ? license.expirationTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") : null;
    }

    static object Lines()
    {
        var many = Create(OrderOf("200", Enumerable.Repeat("CAD-RENDER", 200).ToArray()));
        return new
        {
            many.licenseCount,
            listed = many.licenses.Length,
            last = many.licenses.Last().lineNumber,
            sales.GetOrder(run + "-200").lineCount,
        };
    }

    /// <summary>Bytes, and a number beyond 31 bits.</summary>
    static object Catalogue(AdminService admin)
    {
        var put = admin.PutItem(null, null, new Item
        {
            itemNumber = run + "-ITEM",
            name = "Zeichenbrett für Ärzte & <Anwälte>",
            firmCode = 6000010,
            productCode = 4294967295,
            licenseCounting = LicenseCounting.perPiece,
            containerKinds = new[] { OpenDepot.Admin.ContainerKind.software },
            licenseOptions = new LicenseOptions { featureMap = new FeatureMap { mask = 7 }, userData = new byte[] { 0, 1, 254, 255 } },
            returnRule = new ReturnRule { policy = MovePolicy.never },
            reactivationRule = new ReactivationRule { policy = MovePolicy.never },
            restoreRule = new RestoreRule { policy = MovePolicy.never },
            itemParameters = new ItemParameter[0],
        });
        var item = admin.GetItem(run + "-ITEM").item;
        string bytes = BitConverter.ToString(item.licenseOptions.userData).Replace("-", "").ToLowerInvariant();
        return new { put.outcome, item.name, item.productCode, bytes };
    }

    static OrderResult Create(Order order)
    {
        return Server.Insist(() => sales.CreateOrder(null, null, order));
    }

    /// <summary>An order of one piece of each item.</summary>
    static Order OrderOf(string name, params string[] items)
    {
        return new Order
        {
            orderNumber = run + "-" + name,
            customer = new Customer { customerId = "C-1" },
            orderLines = items
                .Select((item, index) => new OrderLine { lineNumber = (index + 1).ToString(), itemNumber = item, quantity = 1 })
                .ToArray(),
        };
    }

    static string ContentOf(string file)
    {
        return File.ReadAllText(Setting("FOLDER") + "/" + file);
    }

    static string Setting(string name)
    {
        return Environment.GetEnvironmentVariable(name);
    }
}
