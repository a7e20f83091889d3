import { readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { messageBreaches } from './contract/message.rules.ts'
import { createOracle, expectValid } from './support/oracle.ts'
import { type DatabaseKind, describeEachDatabase } from './support/databases.ts'
import { documentedFaults, services, wsdlOf, type Service } from './wire/harness/documented.ts'
import { escaped, faultCodeOf, inVersion, mediaTypes, versions, type Version } from './wire/harness/envelope.ts'
import { bringAbout, namespaceOf, userOf, type Given } from './wire/harness/given.ts'
import { withLayout, withoutLayout, withoutSealedData } from './wire/harness/layout.ts'
import { fill } from './wire/harness/placeholders.ts'
import { createWorld, type Answer, type World } from './wire/harness/world.ts'

/**
 * Golden samples of what goes over the wire. A folder `<Service>.<Operation>__<what happens>` or, where the answer is a
 * fault, `…__<CODE>-<why>` holds:
 * - `request.xml`, in SOAP 1.1, from which the one in 1.2 is derived; placeholders stand for what must be signed or is
 *   known only then (harness/placeholders.ts);
 * - `response.xml` and `response12.xml`, exactly what is answered but for line breaks between elements (and
 *   for sealed data, see harness/layout.ts);
 * - `given.yaml`, if there is something to say: what has happened before, and how the request is sent (harness/given.ts).
 *   Every sample begins with the items of harness/catalogue.yaml.
 *
 * Each runs in both versions: in 1.1 on SQLite and in 1.2 on MariaDB, as the answers of both are the same.
 *
 * `WIRE_UPDATE=1` writes the responses anew, to be read as a diff before they are committed.
 */
const folder = new URL('./wire/', import.meta.url)
const samples = readdirSync(folder).filter((name) => name.includes('__'))
const isUpdating = process.env['WIRE_UPDATE'] === '1'
const oracles = new Map(services.map((service) => [service, createOracle(wsdlOf(service))]))

describe('the samples', () => {
  it('are never rewritten by CI', () => {
    expect(isUpdating && process.env['CI'] !== undefined).toBe(false)
  })

  it('show every operation at work', () => {
    const missing = services.flatMap((service) =>
      [...documentedFaults(service).operations.keys()]
        .map((operation) => `${service}.${operation}__`)
        .filter((start) => !samples.some((name) => name.startsWith(start) && !isFault(name))),
    )
    expect(missing).toEqual([])
  })

  it('show every fault that the WSDLs name', () => {
    const missing = services.flatMap((service) => {
      const { common, operations } = documentedFaults(service)
      const own = [...operations].flatMap(([operation, codes]) =>
        codes.map((code) => `${service}.${operation}__${code}-`),
      )
      const wherever = common.filter(
        (code) => !samples.some((name) => name.startsWith(`${service}.`) && codeOf(name) === code),
      )
      return [...own.filter((start) => !samples.some((name) => name.startsWith(start))), ...wherever]
    })
    expect(missing).toEqual([])
  })

  it('name operations and faults that the WSDLs name too', () => {
    const strangers = samples.filter((name) => {
      const { service, operation } = partsOf(name)
      const { common, operations } = documentedFaults(service)
      const code = codeOf(name)
      const documented = [...common, ...(operations.get(operation) ?? [])]
      return !operations.has(operation) || (code !== undefined && !documented.includes(code))
    })
    expect(strangers).toEqual([])
  })
})

describeEachDatabase(
  'the server',
  (databases) => {
    let world: World
    beforeAll(async () => {
      world = await createWorld(await databases.newUrl())
    }, 30_000)
    afterAll(() => world.close())

    for (const name of samples) {
      it.each(versionsOn(databases.kind))(`${name}, SOAP %s`, async (version) => {
        const answer = await play(world, name, version)
        const { service } = partsOf(name)
        expectValid(oracles.get(service)!, answer.text, version)
        expect(messageBreaches(answer.text, version)).toEqual([])
        const file = new URL(`${name}/${version === '1.1' ? 'response.xml' : 'response12.xml'}`, folder)
        const text = await withoutSealedData(answer.text)
        if (isUpdating) writeFileSync(file, withLayout(text))
        expect(withoutLayout(text)).toBe(withoutLayout(readFileSync(file, 'utf8')))
        expect(faultCodeOf(answer.text)).toBe(codeOf(name))
        expect(answer).toMatchObject(transportOf(codeOf(name), version))
      })
    }
  },
  isUpdating ? ['sqlite in memory'] : ['sqlite in memory', 'mariadb'],
)

function versionsOn(kind: DatabaseKind): readonly Version[] {
  if (isUpdating) return versions
  return kind === 'mariadb' ? ['1.2'] : ['1.1']
}

/** Brings about what the sample takes as given, and sends its request. */
async function play(world: World, name: string, version: Version): Promise<Answer> {
  const { service, operation } = partsOf(name)
  const given = givenOf(name)
  await world.beginSample(name)
  world.inTestMode = given.server === 'in test mode'
  world.asksVendor = given.server === 'asking its vendor'
  world.vendor.says = { decision: 'allow' }
  const past = await bringAbout(world, given.given ?? [])
  world.vendor.says = given.vendor ?? {}
  world.chance.broken = given.server === 'broken'
  const request = await fill(read(name, 'request.xml'), past, escaped)
  return world.post({
    service,
    version,
    action: given.action ?? `${namespaceOf(service)}/${operation}`,
    user: userOf(service, given),
    withoutDatabase: given.server === 'without database',
    body: inVersion(request, version),
    ...(given.headers && { headers: given.headers }),
  })
}

/** What HTTP says beside the message: 200, or for a fault 500, in SOAP 1.2 400 where the caller is to mend it. */
function transportOf(code: string | undefined, version: Version): Partial<Answer> {
  const contentType = `${mediaTypes[version]}; charset=utf-8`
  if (code === undefined) return { status: 200, contentType }
  if (code === 'UNAVAILABLE') return { status: 503, contentType, retryAfter: '5' }
  return { status: version === '1.2' && code !== 'INTERNAL' ? 400 : 500, contentType }
}

function givenOf(name: string): Given {
  return existsSync(new URL(`${name}/given.yaml`, folder)) ? (parse(read(name, 'given.yaml')) as Given) : {}
}

function read(name: string, file: string): string {
  return readFileSync(new URL(`${name}/${file}`, folder), 'utf8')
}

function partsOf(name: string): { service: Service; operation: string } {
  const [, first = '', operation = ''] = /^(\w+)\.(\w+?)__/.exec(name) ?? []
  const service = services.find((each) => each === first)
  if (service === undefined) throw new Error(`${name} is a sample of no interface`)
  return { service, operation }
}

/** The fault code in the name of a sample. */
function codeOf(name: string): string | undefined {
  return /__([A-Z_]+)-/.exec(name)?.[1]
}

function isFault(name: string): boolean {
  return codeOf(name) !== undefined
}
