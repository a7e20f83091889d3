import { verifyFirmFile } from '../../../src/formats/firm-file.ts'
import { unescaped } from './envelope.ts'
import { firmCode, rootOf } from './firms.ts'

const firmRoot = { suite: 'ed25519-x25519', key: rootOf(firmCode).publicKey } as const

/**
 * Answers stand in the samples with a line for each element, so that a change can be read; on the wire there is no such
 * white space. Only white space with a line break between two tags is layout, everything else is compared as it is.
 */
const layoutSpace = />\s*\n\s*</g

export function withoutLayout(xml: string): string {
  return xml.trim().replace(layoutSpace, '><')
}

/** Throws when the layout could not be taken off again: when an answer has such white space in its texts. */
export function withLayout(xml: string): string {
  const [declaration = '', envelope = ''] = xml.split(/(?<=\?>)\n/, 2)
  const lines = [declaration]
  let depth = 0
  for (const [piece] of envelope.matchAll(/<[^/][^>]*>[^<]*<\/[^>]*>|<[^>]*>/g)) {
    if (piece.startsWith('</')) depth--
    lines.push('  '.repeat(depth) + piece)
    if (!piece.startsWith('</') && !piece.includes('</') && !piece.endsWith('/>')) depth++
  }
  const text = `${lines.join('\n')}\n`
  if (withoutLayout(text) !== `${declaration}${envelope}`) throw new Error(`cannot be laid out: ${xml}`)
  return text
}

/**
 * The named normalisation "sealed data": encryption draws randomness that nobody can fix, so of an update with sealed data
 * the sample shows the content, with an ellipsis for what is sealed. That it is signed by the firm is checked here.
 */
export async function withoutSealedData(xml: string): Promise<string> {
  const [whole, file] = /<updateFile>([^<]*)<\/updateFile>/.exec(xml) ?? []
  if (whole === undefined || file === undefined) return xml
  const { payload } = await verifyFirmFile(unescaped(file), 'od-update+jws', firmRoot, 'the update of the answer')
  const content = JSON.stringify(payload)
  if (!content.includes('"sealed":')) return xml
  const shown = content.replaceAll(/"sealed":"[^"]*"/g, '"sealed":"…"')
  return xml.replace(whole, `<updateFile>${shown}</updateFile>`)
}
