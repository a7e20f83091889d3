import { comparer } from '../../src/shadow/compare.ts'
import { readBody, writeElement } from '../../src/shadow/message.ts'
import type { CompareOptions } from '../../src/shadow/options.ts'
import { Pairs } from '../../src/shadow/pairs.ts'
import { isFieldPattern } from '../../src/shadow/patterns.ts'
import type { OperationModel, ServiceModel, SimpleType } from '../../src/soap/model.ts'
import { inEnvelope, salesModel } from './other-side.ts'

const simple = (builtIn: NonNullable<SimpleType['builtIn']>): SimpleType => {
  return { kind: 'simple', name: undefined, scalar: 'string', builtIn, facets: {}, bases: [], documentation: '' }
}

const field = (name: string, type: SimpleType) => ({ name, type, minOccurs: 0, maxOccurs: 1, documentation: '' })

/** An answer with a field of each kind of value. */
const operation: OperationModel = {
  name: 'Ask',
  soapAction: '',
  documentation: '',
  input: salesModel.fault,
  output: {
    name: 'Answer',
    type: {
      kind: 'complex',
      name: 'Answer',
      isNamed: false,
      documentation: '',
      fields: (['decimal', 'int', 'double', 'boolean', 'dateTime', 'date', 'base64Binary', 'string'] as const).map(
        (name) => field(name, simple(name)),
      ),
      attributes: [field('rate', simple('decimal'))],
    },
  },
}

const model: ServiceModel = { ...salesModel, operations: [operation] }
const element = (xml: string) => readBody(Buffer.from(inEnvelope(xml)))

function differences(ours: string, theirs: string, options: CompareOptions = {}, pairs = new Pairs()): string[] {
  const found = comparer(model, options, pairs)(operation, element(ours), element(theirs))
  return found.map(({ kind, path, here, there }) =>
    [kind, path, here, there].filter((word) => word !== undefined).join(' '),
  )
}

const fault = (code: string, words: string, detail = '') => {
  const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
  return `<s:Fault xmlns:s="${soap}"><faultcode>s:${code}</faultcode><faultstring>${words}</faultstring><detail>${detail}</detail></s:Fault>`
}

describe('Values are compared', () => {
  test.each([
    ['decimal', '1.0', '+01', true],
    ['decimal', '-0.0', '0', true],
    ['decimal', '1.01', '1.1', false],
    ['decimal', '', '0', false],
    ['int', '7', '+07', true],
    ['int', '7', '8', false],
    ['int', '7', 'seven', false],
    ['double', '1.5e3', '1500', true],
    ['boolean', 'true', '1', true],
    ['boolean', 'true', 'false', false],
    ['dateTime', '2026-05-04T08:00:00Z', '2026-05-04T10:00:00.000+02:00', true],
    ['dateTime', '2026-05-04T08:00:00Z', '2026-05-04T08:00:01Z', false],
    ['dateTime', '2026-05-04T08:00:00', '2026-05-04T08:00:00.000', true],
    ['dateTime', '2026-05-04T08:00:00Z', '2026-05-04T08:00:00', false],
    ['date', '2026-05-04', '2026-05-04Z', true],
    ['date', '2026-05-04', '2026-05-05', false],
    ['base64Binary', 'AAEC', ' AA EC ', true],
    ['string', '007', '7', false],
    ['string', 'a', 'a ', false],
    ['unknown', '1', '1.0', false],
  ])('%s: %p and %p', (name, ours, theirs, isSame) => {
    const [here, there] = [ours, theirs].map((text) => `<Answer><${name}>${text}</${name}></Answer>`)
    expect(differences(here!, there!).length === 0).toBe(isSame)
  })
})

describe('Answers are compared', () => {
  test('texts letter by letter, whatever number they look like', () => {
    const answer = (text: string) => `<Answer><string>${text}</string></Answer>`
    expect(differences(answer('007'), answer('7'))).toEqual(['value Answer/string 007 7'])
    expect(differences(answer('1.0'), answer('1'))).toEqual(['value Answer/string 1.0 1'])
  })

  test('field by field, by local names', () => {
    const ours = '<x:Answer xmlns:x="urn:a"><x:int>1</x:int><x:string>a</x:string><x:date/></x:Answer>'
    expect(differences(ours, '<Answer xmlns="urn:b"><string>a</string><int>01</int><date/></Answer>')).toEqual([])
    expect(differences(ours, '<Answer><int>2</int><extra>b</extra></Answer>')).toEqual([
      'value Answer/int 1 2',
      'onlyHere Answer/string a',
      'onlyHere Answer/date ',
      'onlyThere Answer/extra b',
    ])
  })

  test('lists by place, or as sets where their order means nothing', () => {
    const list = (...items: string[]) =>
      `<Answer><list>${items.map((item) => `<item><n>${item}</n></item>`).join('')}</list></Answer>`
    expect(differences(list('1', '2'), list('2', '1'))).toEqual([
      'value Answer/list/item[1]/n 1 2',
      'value Answer/list/item[2]/n 2 1',
    ])
    const unordered = { unordered: ['item'] }
    expect(differences(list('1', '2'), list('2', '1'), unordered)).toEqual([])
    expect(differences(list('1', '2', '3'), list('3'), unordered)).toEqual([
      'onlyHere Answer/list/item[1]',
      'onlyHere Answer/list/item[2]',
    ])
    expect(differences(list('1', '3'), list('3', '2'), unordered)).toEqual(['value Answer/list/item[1]/n 1 2'])
    expect(differences(list('1'), list('1', '2'), unordered)).toEqual(['onlyThere Answer/list/item[2]'])
  })

  test('but for what is ignored, with all that it holds', () => {
    const [ours, theirs] = ['1', '2'].map((n) => `<Answer><head><int>${n}</int></head><int>${n}</int></Answer>`)
    const ignoring = (...ignore: string[]) => differences(ours!, theirs!, { ignore })
    expect(ignoring('int')).toEqual([])
    expect(ignoring('head')).toEqual(['value Answer/int 1 2'])
    expect(ignoring('head/int', '/Answer/int')).toEqual([])
    expect(ignoring('/int')).toHaveLength(2)
    expect(ignoring('/*/int')).toEqual(['value Answer/head/int 1 2'])
    expect(ignoring('other | /Answer/int')).toEqual(['value Answer/head/int 1 2'])
  })

  test('an empty field is the same as none only where that is said; nil is empty', () => {
    const nil = '<Answer><string xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:nil="true"/></Answer>'
    expect(differences('<Answer><string/></Answer>', nil)).toEqual([])
    expect(differences('<Answer/>', nil)).toEqual(['onlyThere Answer/string '])
    expect(differences('<Answer/>', nil, { emptyIsAbsent: true })).toEqual([])
    expect(differences('<Answer><head><a/></head></Answer>', '<Answer/>', { emptyIsAbsent: true })).toEqual([])
  })

  test('with their attributes', () => {
    expect(differences('<Answer rate="1.0"/>', '<Answer rate="1"/>')).toEqual([])
    expect(differences('<Answer rate="1" x="a"/>', '<Answer rate="2"/>')).toEqual([
      'value Answer/@rate 1 2',
      'onlyHere Answer/@x a',
    ])
  })

  test('ids in pairs: one of ours is one of theirs, for good, and they are not told', () => {
    const pairs = new Pairs()
    const compare = (ours: string, theirs: string) =>
      differences(`<Answer><id>${ours}</id></Answer>`, `<Answer><id>${theirs}</id></Answer>`, { ids: ['id'] }, pairs)
    expect(compare('A', '1')).toEqual([])
    expect(compare('B', '2')).toEqual([])
    expect(compare('A', '1')).toEqual([])
    expect(compare('A', '2')).toEqual(['id Answer/id'])
    expect(compare('C', '1')).toEqual(['id Answer/id'])
    expect(compare('A', '')).toEqual(['id Answer/id'])
    expect(differences('<Answer><id>A</id></Answer>', '<Answer/>', { ids: ['id'] })).toEqual(['onlyHere Answer/id'])
  })

  test('an answer and a fault are a difference of outcome', () => {
    expect(differences('<Answer/>', fault('Client', 'no such order'))).toEqual([
      'outcome  answer fault Client no such order',
    ])
  })

  test('faults by code and detail, in both versions of SOAP; their words are for people', () => {
    expect(differences(fault('Client', 'one'), fault('Client', 'two'))).toEqual([])
    expect(differences(fault('Client', 'one'), fault('Server', 'one'))).toEqual(['value Fault/faultcode Client Server'])
    const [ours, theirs] = ['A', 'B'].map((code) => fault('Client', '', `<Info><code>${code}</code></Info>`))
    expect(differences(ours!, theirs!)).toEqual(['value Fault/detail/Info/code A B'])
    const soap12 = `<s:Fault xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Detail><Info><code>A</code></Info></s:Detail></s:Fault>`
    expect(differences(ours!, soap12)).toEqual([])
  })
})

test.each([
  ['a', true],
  ['/a/b', true],
  ['*/b | c', true],
  ['', false],
  ['a//b', false],
  ['a b', false],
  ['a[1]', false],
  ['a |', false],
])('%p as a pattern: %p', (text, isOne) => {
  expect(isFieldPattern(text)).toBe(isOne)
})

describe('A message is written anew', () => {
  test.each([
    ['prefixes', '<p:a xmlns:p="urn:p"><b>1</b><p:c/></p:a>', '<a xmlns="urn:p"><b xmlns="">1</b><c></c></a>'],
    ['text', '<a>&lt;&amp;&#13; <![CDATA[<x>]]></a>', '<a>&lt;&amp;&#13; &lt;x&gt;</a>'],
    ['comments', '<a> <!-- <b/> --> <c/></a>', '<a><c></c></a>'],
    ['attributes', '<a x="1 &quot;"/>', '<a x="1 &#34;"></a>'],
    [
      'names in values',
      '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="urn:t" i:type="t:B"/>',
      '<a xmlns:t0="urn:t" xmlns:a0="http://www.w3.org/2001/XMLSchema-instance" a0:type="t0:B"></a>',
    ],
  ])('%s', (_, given, expected) => {
    expect(writeElement(element(given))).toBe(expected)
  })
})
