import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { billOfMaterials } from '../../tools/supply/bill-of-materials.ts'
import { type AuditReport, type Exception, judgeAudit } from '../../tools/supply/judge-audit.ts'
import { dependenciesOf, type Lock, runtimePaths } from '../../tools/supply/lock.ts'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock

describe('the bill of materials', () => {
  interface Bill {
    readonly serialNumber: string
    readonly components: readonly { purl: string; licenses?: object[]; hashes?: { alg: string; content: string }[] }[]
    readonly dependencies: readonly { ref: string; dependsOn: readonly string[] }[]
  }
  const bill = billOfMaterials(lock, 'Apache-2.0') as Bill

  test('has what can be reached from what the program needs, which is what npm installs, and nothing else', () => {
    const reached = new Set<string>()
    const walk = (path: string) => {
      for (const next of path === '' ? rootNeeds() : dependenciesOf(lock, path)) {
        if (reached.has(next)) continue
        reached.add(next)
        walk(next)
      }
    }
    walk('')
    expect([...reached].sort()).toEqual(runtimePaths(lock).sort())
    expect(bill.components.length).toBeGreaterThan(50)
  })

  const rootNeeds = () => dependenciesOf(lock, '').filter((path) => runtimePaths(lock).includes(path))

  test('names every direct dependency, and not what is only for development', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      readFileSync('package.json', 'utf8'),
    ) as Record<string, Record<string, string>>
    const names = bill.components.map(({ purl }) => purl.replace(/^pkg:npm\/(.*)@[^@]*$/, '$1').replace('%40', '@'))
    expect(names).toEqual(expect.arrayContaining(Object.keys({ ...dependencies, ...optionalDependencies })))
    const own = Object.keys(devDependencies ?? {}).filter((name) => lock.packages[`node_modules/${name}`]?.dev === true)
    expect(own.filter((name) => names.includes(name))).toEqual([])
  })

  test('gives each its license and the hash of its archive', () => {
    for (const { purl, licenses, hashes } of bill.components) {
      expect([purl, licenses]).toEqual([purl, [expect.any(Object)]])
      expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }])
    }
  })

  test('refers only to what is in it', () => {
    const refs = new Set(bill.dependencies.map(({ ref }) => ref))
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([])
    expect(refs.size).toBe(bill.components.length + 1)
  })

  test('is the same each time, and tells nothing of the machine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'opendepot-sbom-'))
    const file = join(folder, 'sbom.json')
    execFileSync('npm', ['run', '-s', 'sbom', '--', file], { stdio: ['ignore', 'ignore', 'inherit'] })
    const text = readFileSync(file, 'utf8')
    rmSync(folder, { recursive: true })
    expect(text).toBe(`${JSON.stringify(bill, null, 2)}\n`)
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    for (const word of [process.cwd(), hostname(), 'https://', 'timestamp']) expect(text).not.toContain(word)
  })

  test('knows expressions of licenses, packages of a scope and packages inside packages', () => {
    const small = billOfMaterials(
      {
        name: 'app',
        version: '1.0.0',
        packages: {
          '': { dependencies: { '@a/b': '^1' }, optionalDependencies: { c: '^1' } },
          'node_modules/@a/b': { version: '1.0.0', license: '(MIT OR Apache-2.0)', dependencies: { c: '^2', d: '^1' } },
          'node_modules/@a/b/node_modules/c': { version: '2.0.0', license: 'MIT' },
          'node_modules/c': { version: '1.0.0', license: 'MIT', optional: true },
          'node_modules/d': { version: '1.0.0', dev: true },
        },
      },
      'MIT',
    )
    expect(small).toMatchObject({
      components: [
        { purl: 'pkg:npm/%40a/b@1.0.0', scope: 'required', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
        { purl: 'pkg:npm/c@1.0.0', scope: 'optional' },
        { purl: 'pkg:npm/c@2.0.0', scope: 'required' },
      ],
      dependencies: [
        { ref: 'pkg:npm/%40a/b@1.0.0', dependsOn: ['pkg:npm/c@2.0.0'] },
        { ref: 'pkg:npm/app@1.0.0', dependsOn: ['pkg:npm/%40a/b@1.0.0', 'pkg:npm/c@1.0.0'] },
        { ref: 'pkg:npm/c@1.0.0', dependsOn: [] },
        { ref: 'pkg:npm/c@2.0.0', dependsOn: [] },
      ],
    })
  })
})

describe('the audit', () => {
  const advisory = (severity: string) => ({
    name: 'parser',
    title: 'Reads too much',
    url: 'https://advisories.example/GHSA-1111-2222-3333',
    severity,
    range: '<2.0.0',
  })
  const report = (severity: string): AuditReport => ({
    vulnerabilities: {
      parser: { severity, via: [advisory(severity)] },
      user: { severity, via: ['parser'] },
    },
  })
  const explained: Exception = {
    advisory: 'GHSA-1111-2222-3333',
    package: 'parser',
    reason: 'never reads what others send',
    until: '2027-01-31',
  }
  const finding = (severity: string) => `${severity}: parser <2.0.0: Reads too much (GHSA-1111-2222-3333)`

  test.each(['high', 'critical'])('a %s finding fails, and is named once', (severity) => {
    expect(judgeAudit(report(severity), [], '2026-11-22')).toEqual({ outcome: 'findings', lines: [finding(severity)] })
  })

  test.each(['moderate', 'low'])('a %s finding does not', (severity) => {
    expect(judgeAudit(report(severity), [], '2026-11-22').outcome).toBe('clean')
  })

  test('one that is explained does not, as long as the explanation holds', () => {
    expect(judgeAudit(report('high'), [explained], '2027-01-31').outcome).toBe('clean')
    expect(judgeAudit(report('high'), [explained], '2027-02-01')).toEqual({
      outcome: 'findings',
      lines: [`${finding('high')}; its explanation ended on 2027-01-31`],
    })
  })

  test('an explanation of another package explains nothing, and one without a finding has to go', () => {
    expect(judgeAudit(report('high'), [{ ...explained, package: 'other' }], '2026-11-22')).toEqual({
      outcome: 'findings',
      lines: [
        finding('high'),
        'GHSA-1111-2222-3333 (other) is explained in audit-exceptions.yaml, but it is gone; take it out',
      ],
    })
  })

  test.each([
    [{ message: '405 Method Not Allowed' }, '405 Method Not Allowed'],
    [{ error: { summary: 'getaddrinfo ENOTFOUND' } }, 'getaddrinfo ENOTFOUND'],
    [{}, 'it gave no report'],
  ])('a registry that does not answer is no clean audit', (answer, why) => {
    const { outcome, lines } = judgeAudit(answer, [], '2026-11-22')
    expect([outcome, lines[0]]).toEqual(['unknown', `The registry could not be asked: ${why}`])
  })

  test('every exception of ours has all its fields', () => {
    const exceptions = (parse(readFileSync('audit-exceptions.yaml', 'utf8')) ?? []) as readonly Exception[]
    for (const exception of exceptions) {
      expect(exception).toEqual({
        advisory: expect.stringMatching(/^(GHSA|CVE)-/) as string,
        package: expect.any(String) as string,
        reason: expect.any(String) as string,
        until: expect.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/) as string,
      })
    }
  })
})
