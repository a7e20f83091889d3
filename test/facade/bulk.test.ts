import { startServer } from '../support/server.ts'
import { writeMapping } from './mapping.ts'

const LIZ = 'http://lizenz.muster.example/2009/auftrag'
const mapping = `
wsdl: lizenz.wsdl
path: /soap/lizenz
operations:
  AuftragLesen:
    calls: Sales.CreateOrders
    request:
      orderEntries/orderEntry:
        fields:
          order/orderNumber: { from: auftragsNummer, cut: 20 }
          order/customer/customerId: { constant: C1 }
          order/orderLines/orderLine:
            fields: { lineNumber: { constant: '1' }, itemNumber: { constant: X }, quantity: { constant: '1' } }
    answer:
      stand/AuftragsNummer: { constant: '1' }
      stand/AngelegtAm: { constant: '00000000' }
      stand/Kunde: { constant: '' }
      stand/NurZusammen: { constant: '' }
      stand/TicketNummer: { constant: '' }
    unusedFaults: [AuftragFehler]
ignoredOperations: [StammdatenAbgleich, AuftragAnlegen, LizenzVerlaengern, TicketPruefen]
`

test('What does the work of a bulk operation may be as large, whatever it is called', async () => {
  const server = await startServer({ env: { FACADES: writeMapping(mapping), MAX_REQUEST_BYTES: '65536' } })
  try {
    const erp = await server.client('erp', ['sales'])
    const call = `<l:AuftragLesen xmlns:l="${LIZ}"><auftragsNummer>4711</auftragsNummer></l:AuftragLesen>`
    const response = await fetch(`${server.url}/soap/lizenz`, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml',
        soapaction: '"http://lizenz.muster.example/AuftragLesen"',
        authorization: erp.authorization,
      },
      body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${' '.repeat(100_000)}${call}</s:Body></s:Envelope>`,
    })
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('AuftragLesenResponse')])
  } finally {
    await server.close()
  }
}, 60_000)
