import type { Dice } from './random.ts'

/** Values at the edge of some type, in or out, by the kind of value that they take the place of. */
const times = [
  '2027-01-31T12:00:00Z',
  '2027-01-31T12:00:00',
  '2027-02-30T12:00:00Z',
  '2028-02-29T24:00:00Z',
  '2027-01-31T24:00:01Z',
  '2027-01-31T12:00:60Z',
  '2027-01-31T12:00:00+14:00',
  '2027-01-31T12:00:00+14:01',
  '2027-01-31T12:00:00-00:00',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '-0005-01-01T00:00:00Z',
  '12027-01-01T00:00:00Z',
  '2027-01-31T12:00:00.1234567890Z',
  '2027-01-31T12:00:00.Z',
  '2027-01-31T12:00Z',
  ' 2027-01-31T12:00:00Z\n',
  '2027-01-31',
  '2027-02-29',
  '2028-02-29',
  '2027-01-31Z',
  '2027-01-31+15:00',
  '12027-01-31',
  ' 2027-01-31',
  '27-01-31',
]
const numbers = [
  '',
  ' ',
  '0',
  '1',
  '-1',
  '+1',
  ' 7 ',
  '007',
  '1001',
  '127',
  '128',
  '500',
  '501',
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '4294967295',
  '4294967296',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '1.5',
  '.5',
  '5.',
  '.',
  '-',
  '+',
  '-0',
  '-0.0',
  '1e3',
  'NaN',
  'INF',
  '0x1',
  '1 2',
  '1,2',
  '\u00a01',
  '٣',
  '99.95',
  '99.951',
  '99.9500',
  '-0.1',
  '1'.repeat(70),
  '123456789012345678901234567890',
  '0.1234567890123456789012345',
  '<![CDATA[1]]>',
  '<!-- c -->1',
  '1<!-- c -->2',
  '&#9;1&#10;',
  '&#49;',
]
const base64 = [
  '',
  'AAEC',
  'AA==',
  'AB==',
  'AAE=',
  'AAF=',
  'AA=',
  'AA',
  'A A E C',
  'AAE*',
  'AA==AA==',
  'AAECAwQ=',
  'AAE_',
  '=',
  '====',
  ' AAEC ',
]
const words = [
  '',
  ' ',
  'x',
  'RED',
  'red',
  ' RED',
  'check',
  'normal',
  'yes',
  'no',
  'true',
  'TRUE',
  ' false ',
  '1',
  'AB-12-34',
  'AB-12',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(256),
  'x'.repeat(257),
  'x'.repeat(3000),
  '😀'.repeat(4),
  '😀'.repeat(5),
  '😀',
  'ab',
  'a]]&gt;b',
  '&#65;&#x42;',
  '&amp;lt;',
  '<![CDATA[RED]]>',
  '<![CDATA[<&]]>',
  '<!-- c -->RED',
  'R<!-- c -->ED',
]

function valueLike(value: string, dice: Dice): string {
  if (dice.chance(0.1)) return dice.pick([...times, ...numbers, ...base64, ...words])
  if (/^\d{4}-/.test(value)) return dice.pick(times)
  if (/^[-+.\d]+$/.test(value)) return dice.pick(numbers)
  return dice.pick(/^[A-Za-z0-9/+]{2,}=*$/.test(value) ? [...base64, ...words] : words)
}
/** Pieces that mean something to a parser. */
const pieces = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ']]>',
  '<!--',
  '-->',
  '--',
  '<![CDATA[',
  '<?a b?>',
  '&lt;',
  '&#0;',
  '&#xD800;',
  '&nbsp;',
  '\u0000',
  '\u0001',
  '\ufffe',
  '\ud83d',
  ' ',
  '\n',
  '\t',
  '\r',
  'x',
  ':',
  '<a/>',
  '<a xmlns=""/>',
  '<!DOCTYPE a>',
  '</a>',
  '\u00d7',
  '\u0301',
  '<!-- c -->',
  '<![CDATA[ ]]>',
  '&#32;',
]
const XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
const XSD = 'xmlns:d="http://www.w3.org/2001/XMLSchema"'
const attributes = [
  'a="b"',
  'a=b',
  'a',
  'a="b" a="c"',
  'xmlns:p="urn:p"',
  'xmlns:p=""',
  'xmlns=""',
  'xmlns="urn:other"',
  'xml:lang="en"',
  'xmlns:xml="urn:x"',
  'xmlns:xmlns="urn:x"',
  'p:q="r"',
  'xmlns:p="urn:p" p:q="r"',
  'xmlns:="a"',
  `${XSI} i:nil="true"`,
  `${XSI} i:nil="false"`,
  `${XSI} i:nil="x"`,
  `${XSI} i:schemaLocation="a b"`,
  `${XSI} i:other="x"`,
  `${XSI} i:noNamespaceSchemaLocation="x"`,
  ...['string', 'int', 'long', 'decimal', 'token', 'short', 'integer', 'nothing'].map(
    (type) => `${XSI} ${XSD} i:type="d:${type}"`,
  ),
  ...['Order', 'IdText', 'Color', 'Quantity', 'ShortName', 'RunMode', 'Customer', 'Values'].map(
    (type) => `${XSI} i:type="${type}"`,
  ),
  's:encodingStyle=""',
  's:mustUnderstand="1"',
]

type Mutation = (xml: string, dice: Dice) => string

const valueMutations: readonly Mutation[] = [
  // Another value of a leaf, or a little of it changed.
  (xml, dice) => replaceOne(xml, /(?<=>)[^<]*(?=<\/)/g, dice, (value) => valueLike(value, dice)),
  (xml, dice) => replaceOne(xml, /(?<=>)[0-9T:.+Z-]+(?=<\/)/g, dice, (value) => valueLike(value, dice)),
  (xml, dice) => replaceOne(xml, /(?<=>)[0-9T:.+Z-]{4,}(?=<)/g, dice, (value) => bent(value, dice)),
  (xml, dice) => replaceOne(xml, /(?<=>)[A-Za-z0-9/+]+==?(?=<)/g, dice, (value) => bent(value, dice)),
]

const mutations: readonly Mutation[] = [
  // An attribute on some tag.
  (xml, dice) => replaceOne(xml, /<[\w:]+/g, dice, (tag) => `${tag} ${dice.pick(attributes)}`),
  // Something between, or into the middle of something.
  (xml, dice) => replaceOne(xml, /(?=[<>])/g, dice, () => dice.pick(pieces)),
  (xml, dice) => insert(xml, dice.below(xml.length), dice.pick(pieces)),
  // A leaf gone, twice, or renamed; a structure gone or twice; two neighbours swapped.
  (xml, dice) => replaceOne(xml, leaf, dice, () => ''),
  (xml, dice) => replaceOne(xml, leaf, dice, (found) => found + found),
  (xml, dice) =>
    replaceOne(xml, /<(\w+)>([^<]*)<\/\1>/g, dice, (found) =>
      found.replace(/\w+(?=>)/g, dice.pick(['x', 'comment', 'customer', 'text', 'item'])),
    ),
  (xml, dice) => replaceOne(xml, structure, dice, () => ''),
  (xml, dice) => replaceOne(xml, structure, dice, (found) => found.repeat(dice.pick([2, 3, 7]))),
  (xml, dice) => replaceOne(xml, /<(\w+)>[^<]*<\/\1><(\w+)>[^<]*<\/\2>/g, dice, swapped),
  // A piece cut out, the end cut off.
  (xml, dice) => {
    const from = dice.below(xml.length)
    return xml.slice(0, from) + xml.slice(from + 1 + dice.below(12))
  },
  (xml, dice) => xml.slice(0, dice.below(xml.length)),
  // The prolog, the end.
  (xml, dice) =>
    dice.pick([
      '<!DOCTYPE a>',
      '<?a b?>',
      ' ',
      '\ufeff',
      '<!-- c -->',
      '<?xml version="1.0"?>',
      '<?xml version="1.1"?>',
      '<?xml version="1.0" encoding="utf-16"?>',
      '<?xml version="1.0" standalone="no"?>',
      'x',
    ]) + xml,
  (xml, dice) => xml + dice.pick(['<!-- c -->', 'x', '<a/>', '<?a b?>', '\n', '\u0000']),
  // Other names for the same, and the same names for others.
  (xml) => xml.replaceAll('s:', 'soap:').replace('xmlns:s=', 'xmlns:soap='),
  (xml, dice) => xml.replace(/urn:[\w:]+/, (urn) => dice.pick([`${urn}x`, '', urn.toUpperCase()])),
  (xml, dice) =>
    replaceOne(xml, /[A-Z]\w+(?=[ >])/g, dice, (name) =>
      dice.pick([`${name}Response`, 'ServiceFault', name.toLowerCase(), 'Header', 'Body', 'Fault']),
    ),
]

const leaf = /<(\w+)>[^<]*<\/\1>/g
const structure = /<(\w+)>(?:(?!<\1>)[\s\S])*?<\/\1>/g

/** The message with one to three changes, as the bytes that would be sent. */
export function mutate(xml: string, dice: Dice): Buffer {
  let changed = xml
  for (let rounds = dice.chance(0.7) ? 1 : 2 + dice.below(2); rounds > 0; rounds--)
    changed = dice.pick(dice.chance(0.5) ? valueMutations : mutations)(changed, dice)
  const bytes = Buffer.from(changed)
  // Broken bytes, now and then.
  if (dice.chance(0.03) && bytes.length > 0) bytes[dice.below(bytes.length)] = 0x80 + dice.below(128)
  return bytes
}

function replaceOne(text: string, what: RegExp, dice: Dice, by: (found: string) => string): string {
  const all = [...text.matchAll(what)]
  if (all.length === 0) return text
  const found = dice.pick(all)
  return text.slice(0, found.index) + by(found[0]) + text.slice(found.index + found[0].length)
}

/** One character gone, doubled, or another. */
function bent(value: string, dice: Dice): string {
  const at = dice.below(value.length)
  return value.slice(0, at) + dice.pick(['', value.charAt(at).repeat(2), ...'0159+-:TZ=A ']) + value.slice(at + 1)
}

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at)
}

function swapped(pair: string): string {
  const middle = pair.indexOf('><', pair.indexOf('</')) + 1
  return pair.slice(middle) + pair.slice(0, middle)
}
