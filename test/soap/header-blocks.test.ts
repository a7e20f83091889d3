import { createKit, echoBody, S11, S12, textOf, wrap } from './endpoint-kit.ts'

const WSA = 'http://www.w3.org/2005/08/addressing'
const WSA_OLD = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText'

async function send(header: string, namespace = S11) {
  const kit = createKit()
  const answer = await kit.send(wrap(echoBody, header, namespace))
  return {
    answer,
    invocation: kit.invoked[0],
    token: kit.tokens[0],
    text: textOf(answer.text, 'faultstring') ?? textOf(answer.text, 'Text'),
  }
}

describe('a header block that we do not know', () => {
  test.each(['', ' s:mustUnderstand="0"', ' s:mustUnderstand="1" s:actor="urn:another"', ' mustUnderstand="1"'])(
    'passes when nobody insists (%s)',
    async (attributes) => {
      const { answer } = await send(`<x:a xmlns:x="urn:x"${attributes}><x:b c="d">e<![CDATA[f]]><x:g/></x:b></x:a>`)
      expect(answer.status).toBe(200)
    },
  )

  test.each([
    ['1', S11],
    ['1', S12],
    ['true', S12],
  ])('is a MustUnderstand fault when mustUnderstand is %s', async (value, namespace) => {
    const block = (name: string) => `<x:${name} xmlns:x="urn:x" s:mustUnderstand="${value}"/>`
    const { answer, invocation, text } = await send(block('a') + block('b'), namespace)
    expect(answer).toMatchObject({ status: 500, faultCode: 'MustUnderstand' })
    expect(answer.text).toContain('soap:MustUnderstand<')
    expect(text).toBe('the header block {urn:x}a, {urn:x}b is not understood here')
    expect(answer.text).not.toContain('ServiceFault')
    expect(invocation).toBeUndefined()
  })

  test.each([`${S11.replace('envelope/', '')}actor/next`, ''])('is for us when its actor is %j', async (actor) => {
    const { answer } = await send(`<x:a xmlns:x="urn:x" s:mustUnderstand="1" s:actor="${actor}"/>`)
    expect(answer.faultCode).toBe('MustUnderstand')
  })

  test.each([`${S12}/role/next`, `${S12}/role/ultimateReceiver`])('is for us when its role is %s', async (role) => {
    const { answer } = await send(`<x:a xmlns:x="urn:x" s:mustUnderstand="true" s:role="${role}"/>`, S12)
    expect(answer.faultCode).toBe('MustUnderstand')
  })

  test('is for nobody when its role is none', async () => {
    const { answer } = await send(`<x:a xmlns:x="urn:x" s:mustUnderstand="true" s:role="${S12}/role/none"/>`, S12)
    expect(answer.status).toBe(200)
  })

  test.each(['true', 'yes', ''])('R1013: must not say mustUnderstand="%s" in SOAP 1.1', async (value) => {
    const { answer, text } = await send(`<x:a xmlns:x="urn:x" s:mustUnderstand="${value}"/>`)
    expect(answer.faultCode).toBe('INVALID_REQUEST')
    expect(text).toBe(`Header/a: mustUnderstand '${value}' is not 0 or 1`)
  })

  test.each([S11, S12])('is not of the namespace %s of an envelope', async (namespace) => {
    const { answer, text } = await send(`<e:Body xmlns:e="${namespace}">${echoBody}</e:Body>`)
    expect([answer.faultCode, text]).toEqual([
      'INVALID_REQUEST',
      "Header/Body: a header block must not be of the envelope's namespace",
    ])
  })

  test('needs a namespace', async () => {
    expect((await send('<a/>')).text).toBe('Header/a: a header block needs a namespace')
  })

  test('is counted', async () => {
    expect((await send('<x:a xmlns:x="urn:x"/>'.repeat(16))).answer.status).toBe(200)
    const { answer, text } = await send('<x:a xmlns:x="urn:x"/>'.repeat(17))
    expect(answer.faultCode).toBe('LIMIT_EXCEEDED')
    expect(text).toBe('the message has more than 16 header blocks')
    expect(textOf(answer.text, 'name')).toBe('limit')
    expect(textOf(answer.text, 'value')).toBe('headerBlocks')
  })

  test('must be well-formed', async () => {
    expect((await send('<x:a xmlns:x="urn:x"><b></x:a>')).answer.faultCode).toBe('INVALID_REQUEST')
    expect((await send('<x:a xmlns:x="urn:x"><?a b?></x:a>')).answer.faultCode).toBe('INVALID_REQUEST')
  })
})

describe('WS-Addressing', () => {
  test.each([
    [WSA, `${WSA}/anonymous`],
    [WSA, `${WSA}/none`],
    [WSA_OLD, `${WSA_OLD}/role/anonymous`],
  ])('of %s is understood with the address %s', async (namespace, address) => {
    const must = 's:mustUnderstand="1"'
    const endpoint = (name: string) =>
      `<a:${name} ${must}><a:Address>\n ${address} </a:Address><a:ReferenceParameters><x xmlns="urn:x">y</x></a:ReferenceParameters></a:${name}>`
    const header = `<a:Action ${must}>urn:x</a:Action><a:To ${must}>http://h/</a:To><a:MessageID ${must}> urn:uuid:1 </a:MessageID>${endpoint('ReplyTo')}${endpoint('FaultTo')}${endpoint('From')}<a:RelatesTo ${must}>b</a:RelatesTo>`
    const { answer, invocation } = await send(
      header.replaceAll('<a:', '<a:').replace(/<a:(\w+) s:/g, `<a:$1 xmlns:a="${namespace}" s:`),
    )
    expect(answer.status).toBe(200)
    expect(invocation!.messageId).toBe('urn:uuid:1')
  })

  test.each(['ReplyTo', 'FaultTo'])('%s at another address is refused: this server never calls out', async (name) => {
    const header = `<a:${name} xmlns:a="${WSA}"><a:Address>http://intranet/</a:Address></a:${name}>`
    const { answer, invocation, text } = await send(header)
    expect(answer.faultCode).toBe('INVALID_REQUEST')
    expect(text).toBe(`Header/${name}: only the anonymous address is supported`)
    expect(invocation).toBeUndefined()
  })

  test('has one action', async () => {
    const action = (of: string) => `<a:Action xmlns:a="${WSA}">${of}</a:Action>`
    expect((await send(action('urn:x/Other') + action('urn:x/Other'))).answer.status).toBe(200)
    const { answer, text } = await send(action('urn:x/Other') + action('urn:x/Another'))
    expect([answer.faultCode, text]).toEqual(['INVALID_REQUEST', 'Header/Action: there must not be two that differ'])
  })

  test('has blocks that are not understood', async () => {
    expect((await send(`<a:Other xmlns:a="${WSA}" s:mustUnderstand="1"/>`)).answer.faultCode).toBe('MustUnderstand')
  })

  test('must hold text where text belongs', async () => {
    const { text } = await send(`<a:MessageID xmlns:a="${WSA}"><a:b/></a:MessageID>`)
    expect(text).toBe('Envelope: the child element &lt;b&gt; is not expected in a value')
  })
})

describe('the message id', () => {
  const sap = (namespace: string, name = 'messageId', id = 'uuid:0050568F-1A2B-1EDA-8F3B-1C2D3E4F5A6B') =>
    `<m:${name} xmlns:m="${namespace}">${id}</m:${name}>`
  const wsa = `<a:MessageID xmlns:a="${WSA}">urn:uuid:b</a:MessageID>`

  test.each([
    'http://www.sap.com/webas/640/soap/features/messageId/',
    'http://www.sap.com/webas/640/soap/features/messageId',
    'http://www.sap.com/webas/630/soap/features/messageId/',
    'http://sap.com/xi/XI/Message/30',
    'urn:sap-com:soap:xms',
  ])('of SAP is found in %s', async (namespace) => {
    const { invocation } = await send(sap(namespace))
    expect(invocation!.messageId).toBe('uuid:0050568F-1A2B-1EDA-8F3B-1C2D3E4F5A6B')
  })

  test('of SAP goes before that of WS-Addressing, wherever it stands; the first of two counts', async () => {
    const namespace = 'http://www.sap.com/webas/640/soap/features/messageId/'
    const { invocation } = await send(wsa + sap(namespace, 'messageId', 'a') + sap(namespace, 'MessageID', 'c'))
    expect(invocation!.messageId).toBe('a')
    expect((await send(wsa + wsa.replace('b<', 'c<'))).invocation!.messageId).toBe('urn:uuid:b')
  })

  test.each(['http://notsap.com/messageId/', 'urn:other', 'http://evil.example/sap.com/'])(
    'is not one of SAP in %s',
    async (namespace) => {
      expect((await send(sap(namespace))).invocation!.messageId).toBeUndefined()
    },
  )

  test('is none when it is empty or not for us', async () => {
    expect((await send(`<a:MessageID xmlns:a="${WSA}"> </a:MessageID>`)).invocation!.messageId).toBeUndefined()
    expect((await send(wsa.replace(' xmlns', ' s:actor="urn:x" xmlns'))).invocation!.messageId).toBeUndefined()
  })
})

describe('WS-Security', () => {
  const token = `<w:UsernameToken u:Id="t"><w:Username>erp</w:Username><w:Password Type="${TEXT}">p&amp;w </w:Password>
    <w:Nonce>bm9uY2U=</w:Nonce><u:Created>2027-01-31T12:00:00Z</u:Created><x xmlns="urn:x"/></w:UsernameToken>`
  const security = (content: string) =>
    `<w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}" s:mustUnderstand="1">${content}</w:Security>`

  test('a UsernameToken is handed on as it was sent', async () => {
    const sent = await send(security(`${token}<u:Timestamp><u:Created>x</u:Created></u:Timestamp>`))
    expect(sent.answer.status).toBe(200)
    expect(sent.token).toEqual({
      username: 'erp',
      password: 'p&w ',
      passwordType: TEXT,
      nonce: 'bm9uY2U=',
      created: '2027-01-31T12:00:00Z',
    })
  })

  test('a token may be as short as a name', async () => {
    const sent = await send(
      security('<w:UsernameToken><w:Username>erp</w:Username><w:Password>x</w:Password></w:UsernameToken>'),
    )
    expect(sent.token).toMatchObject({ username: 'erp', password: 'x', passwordType: undefined })
  })

  test('a signature is not understood', async () => {
    const signed = security(`${token}<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"/>`)
    expect((await send(signed)).answer.faultCode).toBe('MustUnderstand')
    expect((await send(signed.replace('mustUnderstand="1"', 'mustUnderstand="0"'))).answer.status).toBe(200)
  })

  test('no token, no name', async () => {
    expect((await send(security(''))).token).toBeUndefined()
    expect((await send('')).token).toBeUndefined()
  })
})
