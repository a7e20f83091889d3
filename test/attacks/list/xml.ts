import { S11, wrap } from '../../soap/endpoint-kit.ts'
import type { Attack } from '../attack.ts'
import { call, confirm, DEPOT, goodCall, goodMessage, inHeader, packed, post, times } from '../messages.ts'

const doctype = (inside: string) => `<?xml version="1.0"?><!DOCTYPE e [${inside}]>`
const keys = (firmCode: string) => call('GetKeys', `<firmCode>${firmCode}</firmCode>`)
const lol = times(12, (i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`)

/** As deep and with as many declarations as there may be. */
const manyScopes = (content: string) => {
  const tags = Array.from({ length: 28 }, (_, depth) => `<d ${times(15, (i) => `xmlns:p${depth}-${i}="u" `)}>`)
  return tags.join('') + content + '</d>'.repeat(28)
}

const one = (name: string, answer: Attack['answer'], message: () => string): Attack => ({
  name,
  answer,
  connections: () => [post(message())],
})
const onePacked = (name: string, answer: Attack['answer'], message: () => string): Attack => ({
  name,
  answer,
  connections: () => [packed(message())],
})

const malformed = '500 INVALID_REQUEST'

export const xmlAttacks: readonly Attack[] = [
  one('an entity that reads a file', malformed, () => doctype('<!ENTITY x SYSTEM "file:///etc/passwd">') + keys('&x;')),
  one(
    'an entity that calls an address',
    malformed,
    () => doctype('<!ENTITY x SYSTEM "http://127.0.0.1:9/">') + keys('&x;'),
  ),
  one(
    'a parameter entity with a DTD of its own',
    malformed,
    () => doctype('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;') + goodMessage,
  ),
  one('a DTD from elsewhere', malformed, () => `<!DOCTYPE e SYSTEM "http://127.0.0.1:9/x.dtd">${goodMessage}`),
  one('a billion laughs', malformed, () => doctype(`<!ENTITY l0 "lol">${lol}`) + keys('&l12;')),
  one(
    'one large entity, often',
    malformed,
    () => doctype(`<!ENTITY x "${'x'.repeat(100_000)}">`) + keys('&x;'.repeat(100_000)),
  ),
  one(
    'an attribute default from a DTD',
    malformed,
    () => doctype('<!ATTLIST GetKeys runMode CDATA "check">') + goodMessage,
  ),
  one('a DTD in the middle', malformed, () => wrap(`<!DOCTYPE e>${goodCall}`)),
  one('an entity that nobody declared', malformed, () => keys('&x;')),
  one('processing instructions', malformed, () => wrap(`<?xml-stylesheet href="http://127.0.0.1:9/"?>${goodCall}`)),
  one('XInclude', malformed, () =>
    keys('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
  ),
  one('XML 1.1', malformed, () => `<?xml version="1.1"?>${goodMessage}`),
  one('150,000 elements inside each other', '500 LIMIT_EXCEEDED depth', () => inHeader('<a>'.repeat(150_000))),
  onePacked('2,000,000 elements inside each other, packed', '500 LIMIT_EXCEEDED depth', () =>
    inHeader('<a>'.repeat(2_000_000)),
  ),
  one('200,000 elements side by side', '500 LIMIT_EXCEEDED elements', () => inHeader('<a/>'.repeat(200_000))),
  one('100,000 different names', '500 LIMIT_EXCEEDED elements', () => inHeader(times(100_000, (i) => `<a${i}/>`))),
  one('100,000 attributes', '500 LIMIT_EXCEEDED attributes', () =>
    inHeader(`<a ${times(100_000, (i) => `b${i}="" `)}/>`),
  ),
  one('4,000 elements with all the attributes they may have', '200', () =>
    inHeader(`<a ${times(32, (i) => `b${i}="" `)}/>`.repeat(4_000)),
  ),
  one('100,000 times the same attribute', '500 LIMIT_EXCEEDED attributes', () =>
    inHeader(`<a ${'b="" '.repeat(100_000)}/>`),
  ),
  one('40,000 namespaces on one element', '500 LIMIT_EXCEEDED namespaces', () =>
    inHeader(`<a ${times(40_000, (i) => `xmlns:p${i}="u" `)}/>`),
  ),
  one('4,000 prefixes of XML Schema and 40,000 elements', '500 LIMIT_EXCEEDED namespaces', () =>
    inHeader(
      '<b/>'.repeat(40_000),
      times(4_000, (i) => ` xmlns:p${i}="http://www.w3.org/2001/XMLSchema-instance"`),
    ),
  ),
  one('420 namespaces that hold for 50,000 elements', '200', () =>
    inHeader(manyScopes('<b xmlns:c="d"/>'.repeat(50_000))),
  ),
  one('a namespace of a megabyte', '500 LIMIT_EXCEEDED textLength', () =>
    inHeader('', ` xmlns:y="${'u'.repeat(900_000)}"`),
  ),
  one('a name of a megabyte', '500 LIMIT_EXCEEDED nameLength', () => inHeader(`<${'a'.repeat(900_000)}/>`)),
  one('a name of half a million letters that are not ASCII', '500 LIMIT_EXCEEDED nameLength', () =>
    inHeader(`<${'é'.repeat(450_000)}/>`),
  ),
  one('a value of a megabyte', '500 LIMIT_EXCEEDED textLength', () => keys('6'.repeat(900_000))),
  one('a number of 60,000 digits', malformed, () => keys('6'.repeat(60_000))),
  one('an attribute of a megabyte', '500 LIMIT_EXCEEDED textLength', () => inHeader(`<a b="${'c'.repeat(900_000)}"/>`)),
  one('a comment of a megabyte', '200', () => inHeader(`<!--${'c'.repeat(900_000)}-->`)),
  one('100,000 comments', '200', () => inHeader('<!---->'.repeat(100_000))),
  one('100,000 comments in a value', '200', () => keys(`600${'<!---->'.repeat(100_000)}0010`)),
  one('a comment without end', malformed, () => inHeader(`<!--${'-'.repeat(900_000)}`)),
  one('60,000 XML declarations in CDATA', '200', () => inHeader(`<![CDATA[${'<?xml '.repeat(60_000)}]]>`)),
  one('60,000 sections of CDATA in a value', '200', () => keys(`6000010${'<![CDATA[]]>'.repeat(60_000)}`)),
  one('CDATA without end', malformed, () => inHeader('<![CDATA['.repeat(100_000))),
  one('900,000 ampersands', malformed, () => inHeader('&'.repeat(900_000))),
  one('150,000 references', '500 LIMIT_EXCEEDED textLength', () => inHeader('&#65;'.repeat(150_000))),
  {
    name: 'references to what is no character',
    answer: malformed,
    connections: () =>
      ['&#0;', '&#xD800;', '&#xFFFE;', '&#x110000;', '&#99999999999;', '&#-1;', '&#x;', '&;'].map((reference) =>
        post(keys(reference)),
      ),
  },
  onePacked('8,000,000 line ends', malformed, () => '\n'.repeat(8_000_000)),
  onePacked('8,000,000 carriage returns in a value', '500 LIMIT_EXCEEDED textLength', () =>
    keys('\r'.repeat(8_000_000)),
  ),
  onePacked('8,000,000 tabs in an attribute', '500 LIMIT_EXCEEDED textLength', () =>
    inHeader(`<a b="${'\t'.repeat(8_000_000)}"/>`),
  ),
  onePacked('8,000,000 carriage returns in a file', '500 CONTEXT_INVALID', () => confirm('\r'.repeat(8_000_000))),
  onePacked('1,600,000 references in a file', '500 CONTEXT_INVALID', () => confirm('&#65;'.repeat(1_600_000))),
  one('a tag that never ends', malformed, () => `<s:Envelope xmlns:s="${S11}"${' '.repeat(900_000)}`),
  one('200,000 end tags', malformed, () => inHeader('</a>'.repeat(200_000))),
  one('40,000 items in a list', '500 LIMIT_EXCEEDED ticketIds/ticketId', () =>
    call('GetTickets', `<ticketIds>${'<ticketId>x</ticketId>'.repeat(40_000)}</ticketIds>`),
  ),
  one('a tree of all the elements there may be', malformed, () =>
    wrap(`<GetTickets xmlns="${DEPOT}">${'<a><b/></a>'.repeat(49_000)}</GetTickets>`),
  ),
]
