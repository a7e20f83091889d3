import { resolve } from 'node:path'
import { type Credentials, startServer, type TestServer } from '../support/server.ts'
import { writeMapping, changed, exampleMapping, lineOf } from './mapping.ts'

const LIZ = 'http://lizenz.muster.example/2009/auftrag'

/** A WSDL with a schema file beside it, document/literal, that asks the Depot alone. */
const depotMapping = `
wsdl: ${resolve('test/soap/fixtures/foreign/werk.wsdl')}
path: /alt/Werk.asmx
operations:
  Fragen:
    calls: Depot.CheckContainer
    request:
      containerSerial: '.'
    answer:
      '#text': { from: state, table: { ok: gut }, otherwise: schlecht }
    unusedFaults: [Fehler]
ignoredOperations: [Melden]
`

describe('A served face', () => {
  let server: TestServer
  let erp: Credentials
  let support: Credentials

  beforeAll(async () => {
    const mappings = ['examples/facade/lizenz.yaml', writeMapping(depotMapping)]
    server = await startServer({ env: { FACADES: mappings.join(', '), PUBLIC_URL: 'https://depot.example' } })
    erp = await server.client('erp', ['sales'])
    support = await server.client('support', ['support'])
  })
  afterAll(() => server.close())

  async function call(
    body: string,
    {
      as,
      path = '/soap/lizenz',
      headers = {},
    }: { as?: Credentials; path?: string; headers?: Record<string, string> } = {},
  ) {
    const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', ...(as && { authorization: as.authorization }), ...headers },
      body: envelope,
    })
    return { status: response.status, text: await response.text() }
  }

  const lesen = (nummer: string) =>
    `<l:AuftragLesen xmlns:l="${LIZ}"><auftragsNummer>${nummer}</auftragsNummer></l:AuftragLesen>`

  it('gives its own WSDL with our address, and its schemas below it', async () => {
    const wsdl = await (await fetch(`${server.url}/soap/lizenz?wsdl`)).text()
    expect(wsdl).toContain('<soap:address location="https://depot.example/soap/lizenz"/>')
    expect(wsdl).toContain('encoding="UTF-8"')
    expect(wsdl).toContain('Lizenzaufträge der Muster AG')
    const other = await (await fetch(`${server.url}/alt/Werk.asmx?wsdl`)).text()
    expect(other).toContain('schemaLocation="https://depot.example/alt/Werk.asmx/teile/preis.xsd"')
    const schema = await fetch(`${server.url}/alt/Werk.asmx/teile/preis.xsd`)
    expect([schema.status, schema.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8'])
    expect(await schema.text()).toContain('name="Preis"')
  })

  it('wants an account as our Sales Interface does', async () => {
    expect(await call(lesen('1'))).toMatchObject({ status: 401 })
    const wrong = { ...erp, authorization: `Basic ${Buffer.from('erp:nein').toString('base64')}` }
    expect(await call(lesen('1'), { as: wrong })).toMatchObject({ status: 401 })
  })

  it('keeps to the roles of what it calls', async () => {
    expect((await call(lesen('1'), { as: support })).text).toContain('<Nummer>22</Nummer>')
    const anlegen = `<l:LizenzVerlaengern xmlns:l="${LIZ}"><lizenzNummer>1</lizenzNummer><gueltigBis>20291231</gueltigBis><sachbearbeiter/></l:LizenzVerlaengern>`
    expect((await call(anlegen, { as: support })).text).toContain('<faultstring>FORBIDDEN: ')
  })

  it('tells a fault as the WSDL declares it', async () => {
    const { status, text } = await call(lesen('4711'), { as: erp })
    expect(status).toBe(500)
    expect(text).toMatch(
      /<detail><n0:AuftragFehler xmlns:n0="[^"]+"[^>]*><Nummer>22<\/Nummer><Meldung>[^<]+<\/Meldung><Feld>auftragsNummer<\/Feld><\/n0:AuftragFehler><\/detail>/,
    )
  })

  it('tells what the WSDL does not declare as ours, with the code in the text', async () => {
    const ticket = `<l:LizenzVerlaengern xmlns:l="${LIZ}"><lizenzNummer>1</lizenzNummer><gueltigBis>2029-12-31</gueltigBis><sachbearbeiter/></l:LizenzVerlaengern>`
    const { status, text } = await call(ticket, { as: erp })
    expect(status).toBe(500)
    expect(text).toContain("<faultstring>INVALID_REQUEST: LizenzVerlaengern/gueltigBis: '2029-12-31' ")
    expect(text).toContain('<ServiceFault xmlns="urn:opendepot:sales:v1"><code>INVALID_REQUEST</code>')
  })

  it('names a value that the mapping cannot read by its place in the message', async () => {
    const ticket = `<l:LizenzVerlaengern xmlns:l="${LIZ}"><lizenzNummer>1</lizenzNummer><gueltigBis>20291331</gueltigBis><sachbearbeiter/></l:LizenzVerlaengern>`
    expect((await call(ticket, { as: erp })).text).toContain('<field>gueltigBis</field>')
    const none = ticket.replace('20291331', '00000000')
    expect((await call(none, { as: erp })).text).toContain('<faultstring>INVALID_REQUEST: gueltigBis: is needed')
  })

  it('refuses the action of another operation, and takes that of the WSDL', async () => {
    const action = (name: string) => ({ soapaction: `"http://lizenz.muster.example/${name}"` })
    expect((await call(lesen('1'), { as: erp, headers: action('AuftragAnlegen') })).text).toContain(
      'does not belong to the operation AuftragLesen',
    )
    expect((await call(lesen('1'), { as: erp, headers: action('AuftragLesen') })).text).toContain('<Nummer>22</Nummer>')
  })

  it('knows no operation that the mapping ignores', async () => {
    const { text } = await call(
      `<l:StammdatenAbgleich xmlns:l="${LIZ}"><stand>20270101</stand></l:StammdatenAbgleich>`,
      { as: erp },
    )
    expect(text).toContain('UNKNOWN_OPERATION')
  })

  it('lets strangers in where it calls the Depot alone', async () => {
    const ask = (serial: string) => call(`<Frage xmlns="urn:test:werk">${serial}</Frage>`, { path: '/alt/Werk.asmx' })
    expect((await ask('130-7')).text).toMatch(/CONTAINER_UNKNOWN|TICKET|INVALID_REQUEST|n0:Antwort/)
  })

  it('speaks SOAP 1.2 too', async () => {
    const response = await fetch(`${server.url}/soap/lizenz`, {
      method: 'POST',
      headers: { 'content-type': 'application/soap+xml', authorization: erp.authorization },
      body: `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${lesen('1')}</s:Body></s:Envelope>`,
    })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('<soap:Detail><n0:AuftragFehler')
  })

  it('says in the log what it called', () => {
    expect(server.log).toContainEqual(
      expect.objectContaining({ operation: 'AuftragLesen', operationOfOurs: 'GetOrder' }),
    )
    expect(server.log).toContainEqual(
      expect.objectContaining({ message: 'listening', faces: ['/soap/lizenz', '/alt/Werk.asmx'] }),
    )
  })
})

describe('The server does not start', () => {
  const start = (mapping: string, env = {}) => startServer({ env: { FACADES: mapping, ...env } })

  it('with a mapping that has a hole, which it names', async () => {
    const mapping = changed(
      exampleMapping,
      '      ergebnis/TicketNummer: ticketId\n      ergebnis/Vorgang:',
      '      ergebnis/Vorgang:',
    )
    const holed = changed(mapping, '          quantity: Menge\n', '')
    const file = writeMapping(holed)
    const request = lineOf('request:', holed)
    await expect(start(file)).rejects.toThrow(
      [
        'The mapping of a face has 2 gaps:',
        `${file}:${request}:5: operations.AuftragAnlegen.request: nothing is made of auftrag/Position/Menge, which callers may send; map it, or add it to ignored`,
        `${file}:${lineOf('fields:', holed.slice(holed.indexOf('each: auftrag/Position'))) + lineOf('each: auftrag/Position', holed) - 1}:9: operations.AuftragAnlegen.request.order/orderLines/orderLine.fields: order/orderLines/orderLine[]/quantity is required and is given nothing; add order/orderLines/orderLine[]/quantity: with a path, or a constant`,
      ].join('\n'),
    )
  })

  it('with two faces at one path', async () => {
    const files = [writeMapping(exampleMapping), writeMapping(exampleMapping)]
    await expect(start(files.join(','))).rejects.toThrow('two mappings have the path /soap/lizenz')
  })

  it('with a face of an interface that this node does not serve', async () => {
    await expect(start('examples/facade/lizenz.yaml', { INTERFACES: 'sales' })).rejects.toThrow(
      'calls operations of depot, which INTERFACES leaves out',
    )
  })

  it('with a file that is not there', async () => {
    await expect(start('fehlt.yaml')).rejects.toThrow('The file fehlt.yaml of a face cannot be read (ENOENT)')
  })
})
