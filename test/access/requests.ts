import { readdirSync, readFileSync } from 'node:fs'
import { contracts } from '../support/soap-client.ts'
import type { FaceName } from './who-may.ts'

/** A request that the contract allows, and that changes nothing. */
export interface SampleRequest {
  readonly face: FaceName
  readonly operation: string
  /** The message with this content of its header. */
  readonly envelope: (header: string) => string
}

const wire = new URL('../wire/', import.meta.url)

/** One request for each operation: the first of its golden messages, as `runMode=check` where there is such a thing. */
export function sampleRequests(): SampleRequest[] {
  const folders = readdirSync(wire).toSorted()
  return (['sales', 'depot', 'admin'] as const).flatMap((face) =>
    [...contracts[face].operations.values()].map(({ name, isWrite }) => {
      const start = `${face.charAt(0).toUpperCase()}${face.slice(1)}.${name}__`
      // A message that the contract refuses is refused before anybody looks at roles.
      const folder = folders.find((one) => one.startsWith(start) && !one.includes('INVALID_REQUEST'))
      if (folder === undefined) throw new Error(`there is no golden request of ${name}`)
      const golden = readFileSync(new URL(`${folder}/request.xml`, wire), 'utf8').replace(/\{\{[^}]*\}\}/g, '130-1')
      const request = isWrite ? checking(golden, name) : golden
      return {
        face,
        operation: name,
        envelope: (header: string) => request.replace('<soap:Body>', `<soap:Header>${header}</soap:Header><soap:Body>`),
      }
    }),
  )
}

function checking(request: string, operation: string): string {
  const bare = request.replace(/<od:runMode>[^<]*<\/od:runMode>/, '')
  const place = bare.includes('</od:requestId>') ? '</od:requestId>' : `<od:${operation}>`
  const checked = bare.replace(place, `${place}<od:runMode>check</od:runMode>`)
  if (checked === bare) throw new Error(`the golden request of ${operation} has no place for runMode`)
  return checked
}
