using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Web.Services.Protocols;
using System.Xml;
using OpenDepot.Admin;
using OpenDepot.Depot;
using OpenDepot.Sales;

/// <summary>The proxies of a server, with credentials and time limits, and patience with networks.</summary>
sealed class Server
{
    readonly string address, client, secret;
    readonly SoapProtocolVersion version;

    /// <param name="address">without path: https://depot.example.com</param>
    public Server(string address, string client, string secret, SoapProtocolVersion version)
    {
        this.address = address;
        this.client = client;
        this.secret = secret;
        this.version = version;
        // .NET 4.5 and older offer only what is too old. The others know by themselves.
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }

    public SalesService Sales() { return Ready(new SalesService(), "sales", true); }

    /// <summary>Needs no credentials: the ticket or the container is the credential.</summary>
    public DepotService Depot() { return Ready(new DepotService(), "depot", false); }

    public AdminService Admin() { return Ready(new AdminService(), "admin", true); }

    Proxy Ready<Proxy>(Proxy proxy, string face, bool withSecret) where Proxy : SoapHttpClientProtocol
    {
        proxy.Url = address + "/soap/" + face;
        proxy.SoapVersion = version;
        proxy.Timeout = 60000; // milliseconds
        if (withSecret)
        {
            // Sent when the server asks for it at the first call, and by itself from then on.
            proxy.Credentials = new CredentialCache { { new Uri(proxy.Url), "Basic", new NetworkCredential(client, secret) } };
            proxy.PreAuthenticate = true;
        }
        return proxy;
    }

    /// <summary>
    /// Calls until there is an answer, or gives up. Asking again does nothing twice as long as it is the same: the same order
    /// number or requestId. What the server refuses is a Refusal, and final.
    /// </summary>
    public static Result Insist<Result>(Func<Result> call)
    {
        for (int left = 3; ; left--)
        {
            try
            {
                return call();
            }
            catch (SoapException fault)
            {
                throw new Refusal(fault);
            }
            catch (WebException noAnswer)
            {
                var answer = noAnswer.Response as HttpWebResponse; // null: nobody there, or cut off
                int status = answer == null ? 0 : (int)answer.StatusCode;
                bool isPassing = status == 0 || status == 429 || (status >= 502 && status <= 504);
                if (left == 0 || !isPassing) throw;
                int seconds;
                int.TryParse(answer == null ? "" : answer.Headers["Retry-After"], out seconds);
                Thread.Sleep(1000 * Math.Min(Math.Max(seconds, 1), 60));
            }
        }
    }
}

/// <summary>What the server refuses, as its detail says it. Wsdl.exe makes no classes for faults, so it is read here.</summary>
sealed class Refusal : Exception
{
    /// <summary>For programs: ORDER_CONFLICT, ...</summary>
    public readonly string Code;

    /// <summary>Path of the field at fault; null where there is none.</summary>
    public readonly string Field;

    /// <summary>never, later or newContext.</summary>
    public readonly string Retry;

    /// <summary>Finds the call in the log of the server.</summary>
    public readonly string TraceId;

    public readonly List<KeyValuePair<string, string>> Details = new List<KeyValuePair<string, string>>();

    public Refusal(SoapException fault) : base(fault.Message, fault)
    {
        XmlElement info = fault.Detail == null ? null : fault.Detail["ServiceFault"];
        if (info == null) return; // of somebody on the way
        Code = info["code"].InnerText;
        Field = info["field"] == null ? null : info["field"].InnerText;
        Retry = info["retry"].InnerText;
        TraceId = info["traceId"].InnerText;
        foreach (XmlElement detail in info["faultDetails"].ChildNodes)
            Details.Add(new KeyValuePair<string, string>(detail["name"].InnerText, detail["value"].InnerText));
    }
}
