using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Web.Script.Serialization;
using System.Web.Services.Protocols;
using OpenDepot.Depot;
using OpenDepot.Sales;

/// <summary>From order to license: a back office that sells, and a program beside a license container that collects.</summary>
static class Client
{
    const int FirmCode = 6000010;
    static readonly string folder = Setting("FOLDER", ".");
    static readonly JavaScriptSerializer json = new JavaScriptSerializer();

    static void Main()
    {
        bool soap12 = Setting("SOAP_VERSION", "1.1") == "1.2";
        var server = new Server(Setting("SERVER", "http://127.0.0.1:8080"), "erp", Setting("SECRET", ""),
            soap12 ? SoapProtocolVersion.Soap12 : SoapProtocolVersion.Soap11);
        var sales = server.Sales();
        var depot = server.Depot();

        // --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
        string orderNumber = Setting("RUN", "csharp") + "-4711";
        Func<int, OrderResult> order = quantity =>
            Server.Insist(() => sales.CreateOrder(null, null, OrderOf(orderNumber, quantity)));
        OrderResult ordered = order(2);
        OrderResult repeated = order(2);

        // --- The same line with another quantity is refused; the detail of the fault tells what differs.
        Refusal refusal = null;
        try
        {
            order(3);
        }
        catch (Refusal refused)
        {
            refusal = refused;
        }

        // --- The buyer's machine: the runtime makes the container and its files, this program carries them.
        var serial = (string)Runtime("create --firm " + FirmCode + " --root " + Setting("ROOT", "root.jwk"))["containerSerial"];
        string context = NewContext();
        var enrolled = Server.Insist(() => depot.EnrollContainer(null, null, EnrollmentOf(context)));

        // --- The ticket becomes licenses in the container, by an update file.
        var activation = new Activation
        {
            ticketId = ordered.ticketId,
            contextFile = context,
            parameters = new[] { new OpenDepot.Depot.Parameter { name = "licensee", value = "Erika Mustermann" } },
        };
        var activated = Server.Insist(() => depot.ActivateLicenses(null, null, activation));
        File.WriteAllText(folder + "/update.odu", activated.updateFile);
        object steps = Runtime("import " + folder + "/update.odu")["steps"];

        // --- The next context is the receipt.
        var receipt = new Confirmation { contextFile = NewContext() };
        var confirmed = Server.Insist(() => depot.ConfirmUpdate(null, null, receipt));
        var ticket = Server.Insist(() => sales.GetTicket(ordered.ticketId));

        Console.WriteLine(json.Serialize(new
        {
            order = new
            {
                ordered.outcome,
                ordered.licenseCount,
                repeated = repeated.outcome,
                sameTicket = repeated.ticketId == ordered.ticketId,
            },
            fault = new
            {
                code = refusal.Code,
                retry = refusal.Retry,
                hasText = refusal.Message != "",
                hasTraceId = refusal.TraceId != "",
                details = refusal.Details.Select(detail => new[] { detail.Key, detail.Value }),
            },
            activate = new
            {
                isEnrolled = enrolled.containerSerial == serial,
                isActivated = activated.licenseResults.Select(license => license.ok),
                steps,
                confirmed = confirmed.confirmedLicenses.Select(license => license.state),
                states = ticket.licenseStates.Select(license => license.state),
            },
        }));
    }

    static string Setting(string name, string otherwise)
    {
        return Environment.GetEnvironmentVariable(name) ?? otherwise;
    }

    static Order OrderOf(string orderNumber, int quantity)
    {
        return new Order // what is null is not sent
        {
            orderNumber = orderNumber,
            customer = new Customer { customerId = "C-1" },
            orderLines = new[] { new OrderLine { lineNumber = "10", itemNumber = "CAD-PRO", quantity = quantity } },
        };
    }

    /// <summary>What the Depot wants to know of a container stands in its context, a JWS whose payload is base64url of JSON.</summary>
    static Enrollment EnrollmentOf(string context)
    {
        var payload = ((string)Parse(context)["payload"]).Replace('-', '+').Replace('_', '/');
        payload += new string('=', (4 - payload.Length % 4) % 4);
        var facts = Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload)));
        var fingerprint = (Dictionary<string, object>)facts["fingerprint"];
        return new Enrollment
        {
            containerKind = OpenDepot.Depot.ContainerKind.software,
            firmCode = FirmCode,
            signingKey = json.Serialize(facts["signingKey"]),
            agreementKey = json.Serialize(facts["agreementKey"]),
            fingerprint = ((IEnumerable)fingerprint["parts"]).Cast<Dictionary<string, object>>()
                .Select(part => new FingerprintPart { name = (string)part["name"], partHash = (string)part["hash"] })
                .ToArray(),
        };
    }

    /// <summary>A context is the container's request for an update, and its receipt for all that it imported before.</summary>
    static string NewContext()
    {
        Runtime("context --firm " + FirmCode + " --out " + folder + "/context.odc");
        return File.ReadAllText(folder + "/context.odc");
    }

    /// <summary>opendepot-runtime keeps the container of this machine: its keys and its files.</summary>
    static Dictionary<string, object> Runtime(string words)
    {
        var command = (Setting("RUNTIME", "npx opendepot-runtime --json") + " " + words).Split(new[] { ' ' }, 2);
        var start = new ProcessStartInfo(command[0], command[1]) { UseShellExecute = false, RedirectStandardOutput = true };
        using (var process = Process.Start(start))
        {
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new Exception(words + ": " + printed);
            return Parse(printed);
        }
    }

    static Dictionary<string, object> Parse(string text)
    {
        return json.Deserialize<Dictionary<string, object>>(text);
    }
}
