import { attributes, base64, numbers, pieces, times, words } from './mutation-values.ts'
import type { Dice } from './random.ts'

function valueLike(value: string, dice: Dice): string {
  if (dice.chance(0.1)) return dice.pick([...times, ...numbers, ...base64, ...words])
  if (/^\d{4}-/.test(value)) return dice.pick(times)
  if (/^[-+.\d]+$/.test(value)) return dice.pick(numbers)
  return dice.pick(/^[A-Za-z0-9/+]{2,}=*$/.test(value) ? [...base64, ...words] : words)
}
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
