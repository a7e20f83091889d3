import { BasicAuthSecurity, createClientAsync } from 'soap'

/** An order as the back office of the demo sends it; the shape is that of `CreateOrder` in wsdl/sales.wsdl. */
export interface DemoOrder {
  readonly orderNumber: string
  readonly customer: { readonly customerId: string; readonly name: string }
  readonly orderLines: {
    readonly orderLine: readonly {
      readonly lineNumber: string
      readonly itemNumber: string
      readonly quantity: number
    }[]
  }
}

export interface DemoAnswer {
  readonly outcome: string
  readonly ticketId: string
  readonly licenseCount: number
}

/** The back office: a SOAP client that knows nothing of this server but the address of its WSDL. */
export async function backOffice(url: string, name: string, secret: string) {
  const client = (await createClientAsync(`${url}/soap/sales?wsdl`)) as unknown as SalesClient
  client.setSecurity(new BasicAuthSecurity(name, secret))
  return async (order: DemoOrder): Promise<DemoAnswer> => {
    const [{ result }] = await client.CreateOrderAsync({ order }).catch(rethrow)
    return result
  }
}

/** An answer that is no SOAP (a busy server's 503) comes as an object that is no error. */
function rethrow(error: Error | { readonly body?: string; readonly response?: { readonly status?: number } }): never {
  if (error instanceof Error) throw error
  const { body, response } = error
  throw new Error(`the Sales Interface answered ${response?.status ?? 'nothing'}: ${(body ?? '').trim()}`)
}

/** What the `soap` package makes of the WSDL at run time, as far as the demo uses it. */
interface SalesClient {
  setSecurity(security: BasicAuthSecurity): void
  CreateOrderAsync(request: { order: DemoOrder }): Promise<[{ result: DemoAnswer }]>
}
