import { createHash } from 'node:crypto'
import { dependenciesOf, type Lock, nameAt, runtimePaths } from './lock.ts'

interface Component {
  readonly type: 'library' | 'application'
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly scope?: 'required' | 'optional'
  readonly licenses?: readonly object[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

/**
 * The bill of materials of what runs, in CycloneDX 1.5: every package that is installed without those for development,
 * with its license, the hash of its archive, and what it needs. The same lock file gives the same text, byte for byte, so
 * two releases can be compared; it names no machine, no path and no registry.
 */
export function billOfMaterials(lock: Lock, license: string): object {
  const components = new Map<string, Component>()
  const needs = new Map<string, Set<string>>()
  const refAt = (path: string) =>
    path === '' ? refOf(lock.name, lock.version) : refOf(nameAt(path), lock.packages[path]?.version ?? '')
  for (const path of ['', ...runtimePaths(lock)]) {
    const ref = refAt(path)
    if (path !== '') components.set(ref, componentAt(lock, path))
    const known = needs.get(ref) ?? new Set()
    for (const other of dependenciesOf(lock, path)) known.add(refAt(other))
    needs.set(ref, known)
  }
  const content = {
    metadata: {
      component: {
        type: 'application',
        'bom-ref': refAt(''),
        name: lock.name,
        version: lock.version,
        purl: refAt(''),
        licenses: licensesOf(license),
      } satisfies Component,
    },
    components: [...components.values()].sort((one, other) => compare(one.purl, other.purl)),
    dependencies: [...needs]
      .sort(([one], [other]) => compare(one, other))
      .map(([ref, others]) => ({ ref, dependsOn: [...others].sort(compare) })),
  }
  return { bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: serialOf(content), version: 1, ...content }
}

function componentAt(lock: Lock, path: string): Component {
  const { version = '', license, integrity, optional, devOptional } = lock.packages[path] ?? {}
  const name = nameAt(path)
  return {
    type: 'library',
    'bom-ref': refOf(name, version),
    name,
    version,
    purl: refOf(name, version),
    scope: optional === true || devOptional === true ? 'optional' : 'required',
    ...(license !== undefined && { licenses: licensesOf(license) }),
    ...(integrity !== undefined && { hashes: hashesOf(integrity) }),
  }
}

/** The package URL. */
function refOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** An id of SPDX, or an expression of several. */
function licensesOf(license: string): object[] {
  return [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }]
}

/** `sha512-BASE64`, perhaps several with blanks between them. */
function hashesOf(integrity: string): { alg: string; content: string }[] {
  return integrity.split(' ').map((each) => {
    const [algorithm = '', base64 = ''] = each.split(/-(.*)/s)
    return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') }
  })
}

/** A UUID (RFC 9562, version 8) that is the same for the same content. */
function serialOf(content: object): string {
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return `urn:uuid:${parts.join('-')}`
}

/** By code units, which no language of the machine changes. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
