import { createKit, echoBody, S11, S12, textOf, wrap } from './endpoint-kit.ts'
import { SHOP } from './shop.ts'

/** What an envelope ends in: the fault code and text, or the operation that ran. */
async function outcome(envelope: string | Buffer, headers: Record<string, string> = {}) {
  const kit = createKit()
  const answer = await kit.send(envelope, headers)
  return {
    status: answer.status,
    faultCode: answer.faultCode,
    side: textOf(answer.text, 'faultcode') ?? textOf(answer.text, 'Value'),
    text: textOf(answer.text, 'faultstring') ?? textOf(answer.text, 'Text'),
    invoked: kit.invoked.length,
    isDetailed: answer.text.includes('<ServiceFault'),
    namespace: answer.text.includes(S12) ? '1.2' : '1.1',
  }
}

const envelope = (inner: string, more = '') => `<s:Envelope xmlns:s="${S11}"${more}>${inner}</s:Envelope>`
const body = `<s:Body>${echoBody}</s:Body>`

describe('is accepted:', () => {
  test.each([
    ['an empty header', wrap(echoBody, '')],
    [
      'comments and blanks everywhere',
      envelope(` <!-- a --> <s:Body> <!-- b --> ${echoBody} <!-- c --> </s:Body> <!-- d -->`),
    ],
    ['the default namespace for the envelope', `<Envelope xmlns="${S11}"><Body>${echoBody}</Body></Envelope>`],
    ['a prefix for the body', wrap(`<t:Echo xmlns:t="${SHOP}"><t:values/></t:Echo>`)],
    [
      'prefixes declared on the envelope',
      envelope(`<s:Body><t:Echo><t:values/></t:Echo></s:Body>`, ` xmlns:t="${SHOP}"`),
    ],
    [
      'attributes of other namespaces',
      envelope(`<s:Body u:Id="b">${echoBody}</s:Body>`, ' xmlns:u="urn:u" u:Id="e" xml:lang="en"'),
    ],
    [
      'where a schema would be',
      envelope(body, ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a b"'),
    ],
    ['a byte order mark', `\ufeff${wrap(echoBody)}`],
    ['an XML declaration', `<?xml version="1.0" encoding="utf-8"?>\n${wrap(echoBody)}\n`],
    ['UTF-16', Buffer.from(`\ufeff${wrap(echoBody)}`, 'utf16le')],
  ])('%s', async (_, message) => {
    expect(await outcome(message)).toMatchObject({ status: 200, faultCode: undefined, invoked: 1 })
  })
})

describe('is refused before anything runs (WS-I Basic Profile 1.1):', () => {
  test.each([
    ['nothing at all', '', 'INVALID_REQUEST', 'an element is expected'],
    ['R9980: no body', envelope(''), 'INVALID_REQUEST', 'Envelope: the body is missing'],
    ['R9980: a header only', envelope('<s:Header/>'), 'INVALID_REQUEST', 'Envelope: the body is missing'],
    ['R9980: two bodies', envelope(body + body), 'INVALID_REQUEST', 'Envelope: &lt;Body&gt; must not follow the body'],
    [
      'R9980: two headers',
      envelope(`<s:Header/><s:Header/>${body}`),
      'INVALID_REQUEST',
      'Envelope: &lt;Header&gt; is not expected',
    ],
    [
      'R9980: a header after the body',
      envelope(`${body}<s:Header/>`),
      'INVALID_REQUEST',
      'Envelope: &lt;Header&gt; must not follow the body',
    ],
    [
      'R9980: a body of another namespace',
      envelope(`<Body xmlns="urn:x">${echoBody}</Body>`),
      'INVALID_REQUEST',
      'Envelope: &lt;Body&gt; is not expected',
    ],
    [
      'R9981: two elements in the body',
      wrap(echoBody + echoBody),
      'INVALID_REQUEST',
      'Body: it must hold one element only',
    ],
    ['R9981: an empty body', wrap(''), 'INVALID_REQUEST', 'Body: it is empty'],
    [
      'R1011: something after the body',
      envelope(`${body}<x xmlns="urn:x"/>`),
      'INVALID_REQUEST',
      'Envelope: &lt;x&gt; must not follow the body',
    ],
    [
      'R1014: an unqualified element in the body',
      wrap('<Echo><values/></Echo>'),
      'UNKNOWN_OPERATION',
      `Echo must be in the namespace ${SHOP}`,
    ],
    [
      'R1008: a DTD',
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${wrap(echoBody)}`,
      'INVALID_REQUEST',
      'a DTD is not allowed',
    ],
    [
      'R1009: a processing instruction',
      envelope(`<?a b?>${body}`),
      'INVALID_REQUEST',
      'processing instructions are not allowed',
    ],
    [
      'R1005: encodingStyle on the envelope',
      envelope(body, ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'),
      'INVALID_REQUEST',
      'Envelope: encodingStyle is not allowed',
    ],
    [
      'R1006: encodingStyle on the body',
      envelope(`<s:Body s:encodingStyle="">${echoBody}</s:Body>`),
      'INVALID_REQUEST',
      'Body: encodingStyle is not allowed',
    ],
    [
      'R1007: encodingStyle in the body',
      wrap(echoBody.replace('<values', '<values s:encodingStyle=""')),
      'INVALID_REQUEST',
      'the attribute encodingStyle is not expected',
    ],
    [
      'R2712: another element in the body',
      wrap(`<EchoResponse xmlns="${SHOP}"/>`),
      'UNKNOWN_OPERATION',
      'EchoResponse is no operation of the Shop interface',
    ],
    ['a fault as request', wrap(`<s:Fault/>`), 'UNKNOWN_OPERATION', 'Fault is no operation'],
    [
      'an operation of another namespace',
      wrap('<Echo xmlns="urn:other"/>'),
      'UNKNOWN_OPERATION',
      `Echo must be in the namespace ${SHOP}`,
    ],
    [
      'an operation named like a part of JavaScript',
      wrap(`<constructor xmlns="${SHOP}"/>`),
      'UNKNOWN_OPERATION',
      'constructor is no operation',
    ],
    [
      'text in the envelope',
      envelope(`x${body}`),
      'INVALID_REQUEST',
      'Envelope: text is not expected between elements',
    ],
    ['text in the body', wrap(`x${echoBody}`), 'INVALID_REQUEST', 'text is not expected'],
    ['text after the operation', wrap(`${echoBody}x`), 'INVALID_REQUEST', 'text is not expected'],
    ['text after the envelope', `${wrap(echoBody)}x`, 'INVALID_REQUEST', 'something follows the root element'],
    [
      'an unqualified attribute of the envelope',
      envelope(body, ' a="b"'),
      'INVALID_REQUEST',
      'Envelope: the attribute a is not expected',
    ],
    [
      'an attribute of SOAP on the body',
      envelope(`<s:Body s:actor="x">${echoBody}</s:Body>`),
      'INVALID_REQUEST',
      'Body: the attribute actor is not expected',
    ],
    [
      'a type for the envelope',
      envelope(body, ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="a"'),
      'INVALID_REQUEST',
      'Envelope: the attribute type is not expected',
    ],
    ['a truncated message', wrap(echoBody).slice(0, -3), 'INVALID_REQUEST', '&lt;/s:Envelope&gt; is expected'],
  ])('%s', async (_, message, faultCode, text) => {
    const result = await outcome(message)
    expect(result).toMatchObject({ status: 500, faultCode, side: 'soap:Client', invoked: 0, isDetailed: true })
    expect(result.text).toContain(text)
  })

  test.each([
    ['another namespace of the envelope', wrap(echoBody, undefined, 'urn:other')],
    ['no namespace', `<Envelope><Body>${echoBody}</Body></Envelope>`],
    ['another root', `<html xmlns="${S11}"/>`],
  ])('R1015: %s is a VersionMismatch in SOAP 1.1, without detail', async (_, message) => {
    for (const type of ['text/xml', 'application/soap+xml']) {
      expect(await outcome(message, { 'content-type': type })).toMatchObject({
        status: 500,
        faultCode: 'VersionMismatch',
        side: 'soap:VersionMismatch',
        namespace: '1.1',
        isDetailed: false,
        invoked: 0,
      })
    }
  })

  test('a message that is not well-formed is refused in the version that its Content-Type names', async () => {
    const type = { 'content-type': 'application/soap+xml' }
    expect(await outcome('<a', type)).toMatchObject({ status: 400, side: 'soap:Sender', namespace: '1.2' })
  })

  test('a charset that contradicts the message', async () => {
    const message = `<?xml version="1.0" encoding="ISO-8859-1"?>${wrap(echoBody)}`
    const { text } = await outcome(message, { 'content-type': 'text/xml; charset="utf-8"' })
    expect(text).toContain('the encodings contradict: utf-8 and iso-8859-1')
  })
})

describe('the action', () => {
  test.each([
    undefined,
    '',
    '""',
    `"${SHOP}/Echo"`,
    `${SHOP}/Echo`,
    `"${SHOP}#Echo"`,
    'Echo',
    '"urn:something/Else"',
    ' "" ',
  ])('may be %j', async (action) => {
    expect(await outcome(wrap(echoBody), action === undefined ? {} : { soapaction: action })).toMatchObject({
      status: 200,
    })
  })

  test.each([`"${SHOP}/PlaceOrder"`, `${SHOP}/PlaceOrder`, `"${SHOP}#PlaceOrder"`, 'PlaceOrder'])(
    'must not name another operation: %j',
    async (action) => {
      const result = await outcome(wrap(echoBody), { soapaction: action })
      expect(result).toMatchObject({ status: 500, faultCode: 'ACTION_MISMATCH', invoked: 0 })
      expect(result.text).toMatch(/^the action '.*PlaceOrder' does not belong to the operation Echo$/)
    },
  )

  test('counts in SOAP 1.2 from the Content-Type', async () => {
    const send = (action: string) =>
      outcome(wrap(echoBody, undefined, S12), {
        'content-type': `application/soap+xml; charset=utf-8; action="${action}"`,
      })
    expect(await send(`${SHOP}/Echo`)).toMatchObject({ status: 200 })
    expect(await send(`${SHOP}/PlaceOrder`)).toMatchObject({ status: 400, faultCode: 'ACTION_MISMATCH', invoked: 0 })
    const header = { 'content-type': 'application/soap+xml', soapaction: `${SHOP}/PlaceOrder` }
    expect(await outcome(wrap(echoBody, undefined, S12), header)).toMatchObject({ status: 200 })
  })

  test('of WS-Addressing counts too', async () => {
    const action = (name: string) =>
      `<a:Action xmlns:a="http://www.w3.org/2005/08/addressing">\n${SHOP}/${name} </a:Action>`
    expect(await outcome(wrap(echoBody, action('Echo')))).toMatchObject({ status: 200 })
    expect(await outcome(wrap(echoBody, action('PlaceOrder')))).toMatchObject({ faultCode: 'ACTION_MISMATCH' })
  })
})
