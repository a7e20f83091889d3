import { Fault, type FaultCode } from '../../src/faults.ts'
import { createEndpoint } from '../../src/soap/endpoint.ts'
import { loadContract } from '../../src/soap/contract.ts'
import { createKit, echoBody, S11, S12, textOf, traceId, wrap } from './endpoint-kit.ts'
import { SHOP, shop, shopWsdl } from './shop.ts'

test('a SOAP 1.1 call is answered in SOAP 1.1', async () => {
  const kit = createKit()
  const answer = await kit.send(wrap(echoBody))
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    operation: 'Echo',
    faultCode: undefined,
  })
  expect(answer.text).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${S11}"><soap:Body>` +
      `<EchoResponse xmlns="${SHOP}"><result><text>a</text></result></EchoResponse></soap:Body></soap:Envelope>`,
  )
})

test('a SOAP 1.2 call is answered in SOAP 1.2, whatever its Content-Type says', async () => {
  for (const type of ['application/soap+xml; charset=utf-8', 'text/xml']) {
    const answer = await createKit().send(wrap(echoBody, undefined, S12), { 'content-type': type })
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual({ 'content-type': 'application/soap+xml; charset=utf-8' })
    expect(answer.text).toContain(`<soap:Envelope xmlns:soap="${S12}">`)
  }
})

test('an operation gets its input and what the transport knows', async () => {
  const kit = createKit()
  await kit.send(wrap(echoBody, undefined, S12))
  expect(kit.invoked).toMatchObject([
    {
      operation: 'Echo',
      input: { values: { text: 'a' } },
      context: 'me',
      traceId,
      soapVersion: '1.2',
      messageId: undefined,
    },
  ])
})

describe('a refusal of the operation is a fault', () => {
  const facts = {
    field: 'order/customer',
    details: { old: 'A', new: 'B' },
    waitUntil: new Date('2027-01-31T12:00:00Z'),
  }

  test('in SOAP 1.1: status 500, unqualified children, the ServiceFault alone in the detail', async () => {
    const kit = createKit()
    kit.work = () => {
      throw new Fault('WAIT', 'Not <yet>', facts)
    }
    const answer = await kit.send(wrap(echoBody))
    expect(answer).toMatchObject({ status: 500, operation: 'Echo', faultCode: 'WAIT' })
    expect(answer.headers).toEqual({ 'content-type': 'text/xml; charset=utf-8' })
    expect(answer.text).toContain(
      '<soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>Not &lt;yet&gt;</faultstring>' +
        `<detail><ServiceFault xmlns="${SHOP}"><code>WAIT</code><text>Not &lt;yet&gt;</text><field>order/customer</field>` +
        `<retry>later</retry><waitUntil>2027-01-31T12:00:00Z</waitUntil><traceId>${traceId}</traceId><faultDetails>` +
        '<faultDetail><name>old</name><value>A</value></faultDetail><faultDetail><name>new</name><value>B</value></faultDetail>' +
        '</faultDetails></ServiceFault></detail></soap:Fault></soap:Body>',
    )
    expect(kit.internalErrors).toEqual([])
  })

  test('in SOAP 1.2: status 400 for the sender', async () => {
    const kit = createKit()
    kit.work = () => Promise.reject(new Fault('TICKET_UNKNOWN', 'No such ticket can be used here.'))
    const answer = await kit.send(wrap(echoBody, undefined, S12))
    expect(answer).toMatchObject({ status: 400, faultCode: 'TICKET_UNKNOWN' })
    expect(answer.text).toContain(
      '<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code><soap:Reason>' +
        '<soap:Text xml:lang="en">No such ticket can be used here.</soap:Text></soap:Reason><soap:Detail><ServiceFault',
    )
  })

  test.each(['1.1', '1.2'])(
    'UNAVAILABLE is 503 with Retry-After and a fault of the server (SOAP %s)',
    async (version) => {
      const kit = createKit()
      kit.work = () => Promise.reject(new Fault('UNAVAILABLE', 'The database does not answer.'))
      const answer = await kit.send(wrap(echoBody, undefined, version === '1.1' ? S11 : S12))
      expect(answer.status).toBe(503)
      expect(answer.headers['retry-after']).toBe('5')
      expect(textOf(answer.text, version === '1.1' ? 'faultcode' : 'Value')).toBe(
        `soap:${version === '1.1' ? 'Server' : 'Receiver'}`,
      )
      expect(textOf(answer.text, 'retry')).toBe('later')
      expect(kit.internalErrors).toEqual([])
    },
  )

  test('why it is UNAVAILABLE is for the log, not for the caller', async () => {
    const kit = createKit()
    const cause = new Error('connect ECONNREFUSED db.internal')
    kit.work = () => Promise.reject(new Fault('UNAVAILABLE', 'The database does not answer.', { cause }))
    const answer = await kit.send(wrap(echoBody))
    expect(answer.cause).toBe(cause)
    expect(answer.text).not.toContain('db.internal')
  })

  test('what it says too much is cut, what XML cannot carry is replaced', async () => {
    const kit = createKit()
    const details = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`name${i}${'n'.repeat(300)}`, 'v\u0000'.repeat(200)]),
    )
    kit.work = () =>
      Promise.reject(new Fault('WAIT', `${'t'.repeat(999)}\u{1f600}`, { field: 'f\ud800'.repeat(200), details }))
    const { text } = await kit.send(wrap(echoBody))
    expect(textOf(text, 'text')).toBe(`${'t'.repeat(999)}\ufffd`)
    expect(textOf(text, 'field')).toBe('f\ufffd'.repeat(128))
    expect(textOf(text, 'name')).toHaveLength(256)
    expect(textOf(text, 'value')).toBe('v\ufffd'.repeat(128))
    expect(text.match(/<faultDetail>/g)).toHaveLength(20)
  })
})

describe('an error of ours says "internal error" and the trace id, nothing else:', () => {
  const works: [string, () => unknown][] = [
    ['an error', () => Promise.reject(new Error('secret: /etc/passwd'))],
    [
      'something that is no error',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a careless library may do this
        throw 'secret'
      },
    ],
    ['a fault that says so', () => Promise.reject(new Fault('INTERNAL', 'secret', { details: { secret: 'secret' } }))],
    ['an answer that does not follow the WSDL', () => ({ result: { text: 7, secret: 'secret' } })],
  ]
  test.each(works)('%s', async (_, work) => {
    const kit = createKit()
    kit.work = work
    for (const [namespace, code] of [
      [S11, 'Server'],
      [S12, 'Receiver'],
    ] as const) {
      const answer = await kit.send(wrap(echoBody, undefined, namespace))
      expect(answer).toMatchObject({ status: 500, operation: 'Echo', faultCode: 'INTERNAL' })
      expect(answer.text).toContain(`soap:${code}<`)
      expect(textOf(answer.text, 'text')).toBe(`internal error, trace id ${traceId}`)
      expect(textOf(answer.text, 'retry')).toBe('never')
      expect(answer.text).not.toContain('secret')
    }
    expect(kit.internalErrors).toHaveLength(2)
    expect(kit.internalErrors[0]).toMatchObject({ operation: 'Echo' })
  })
})

test('a refusal before the body is read is a fault in the version that the Content-Type names', () => {
  const endpoint = createEndpoint({
    contract: shop,
    invoke: () => Promise.reject(new Error()),
    onInternalError: () => undefined,
    retryAfterSeconds: 30,
  })
  const fault = new Fault('UNAVAILABLE', 'The server stops.')
  const one = endpoint.refuse(fault, { headers: { 'content-type': 'text/xml' }, traceId })
  expect(one).toMatchObject({
    status: 503,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'retry-after': '30' },
    operation: undefined,
  })
  const two = endpoint.refuse(fault, { headers: { 'content-type': 'Application/SOAP+XML; action=x' }, traceId })
  expect(two.headers['content-type']).toBe('application/soap+xml; charset=utf-8')
  expect(endpoint.refuse(new Error('x'), { headers: {}, traceId })).toMatchObject({
    status: 500,
    faultCode: 'INTERNAL',
  })
})

test('an endpoint does not start with a contract whose fault cannot say what a fault says', () => {
  const start = (wsdl: string) =>
    createEndpoint({
      contract: loadContract(wsdl),
      invoke: () => Promise.reject(new Error()),
      onInternalError: () => undefined,
    })
  const renamed = shopWsdl.replaceAll('"faultDetails"', '"facts"')
  expect(() => start(renamed)).toThrow('the fault FaultInfo must hold faultDetails')
  const extra = shopWsdl.replace(
    '<xsd:element name="traceId"',
    '<xsd:element name="incident" type="xsd:string"/><xsd:element name="traceId"',
  )
  expect(() => start(extra)).toThrow('ServiceFault/incident: is missing')
})

test('what a contract does not bound is not cut', () => {
  const wsdl = shopWsdl.replace('<xsd:maxLength value="1000"/>', '')
  const endpoint = createEndpoint({
    contract: loadContract(wsdl),
    invoke: () => Promise.reject(new Error()),
    onInternalError: () => undefined,
  })
  const { body } = endpoint.refuse(new Fault('WAIT', 'w'.repeat(5_000)), { headers: {}, traceId })
  expect(textOf(body.toString(), 'text')).toHaveLength(5_000)
})

test('every fault code has its side', async () => {
  const kit = createKit()
  const sides: Partial<Record<FaultCode, string>> = {
    UNAVAILABLE: 'soap:Server',
    INVALID_REQUEST: 'soap:Client',
    QUOTA_EXCEEDED: 'soap:Client',
    FORBIDDEN: 'soap:Client',
  }
  for (const [code, side] of Object.entries(sides)) {
    kit.work = () => Promise.reject(new Fault(code as FaultCode, 'x'))
    expect(textOf((await kit.send(wrap(echoBody))).text, 'faultcode')).toBe(side)
  }
})
