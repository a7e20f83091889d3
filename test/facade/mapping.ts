import { mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FacadeMistakes } from '../../src/facade/mistakes.ts'
import { loadFace, type OtherFace } from '../../src/facade/face.ts'
import { loadContract } from '../../src/soap/contract.ts'

const contractOf = (name: string) => loadContract(readFileSync(`wsdl/${name}.wsdl`, 'utf8'))

export const plan = {
  contracts: { sales: contractOf('sales'), depot: contractOf('depot') },
  timeZone: 'Europe/Berlin',
  env: {},
}

export const exampleMapping = readFileSync('examples/facade/lizenz.yaml', 'utf8')
export const exampleWsdl = readFileSync('examples/facade/lizenz.wsdl', 'latin1')

const folder = mkdtempSync(join(tmpdir(), 'opendepot-face-'))
copyFileSync('examples/facade/lizenz.wsdl', join(folder, 'lizenz.wsdl'))

let count = 0

afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** A mapping file beside the WSDL of the example, or beside another one. */
export function writeMapping(text: string, wsdl?: string): string {
  const name = `face-${++count}`
  if (wsdl !== undefined) writeFileSync(join(folder, `${name}.wsdl`), wsdl, 'latin1')
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, wsdl === undefined ? text : text.replace('wsdl: lizenz.wsdl', `wsdl: ${name}.wsdl`))
  return file
}

export function load(text: string, wsdl?: string): OtherFace {
  return loadFace(writeMapping(text, wsdl), plan)
}

/** The text with one piece replaced, which must be there. */
export function changed(text: string, find: string | RegExp, replacement: string): string {
  const result = text.replace(find, () => replacement)
  if (result === text) throw new Error(`${String(find)} is not there`)
  return result
}

/** The gaps of a mapping: line, place and text. */
export function gapsOf(text: string, wsdl?: string): string[] {
  try {
    load(text, wsdl)
    return []
  } catch (error) {
    if (!(error instanceof FacadeMistakes)) throw error
    return error.mistakes.map(({ line, place, text }) => `${line} ${place}: ${text}`)
  }
}

/** The line of the example that holds this text. */
export function lineOf(text: string, mapping = exampleMapping): number {
  return mapping.slice(0, mapping.indexOf(text)).split('\n').length
}
