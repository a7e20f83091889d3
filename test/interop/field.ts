import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OrderState } from '../../src/contract/sales.ts'
import { startLossyProxy, type LossyProxy } from '../support/lossy-proxy.ts'
import { contracts, soapClient } from '../support/soap-client.ts'
import type { Seen, Truth } from './judge.ts'
import { openRuntimeDesk, type RuntimeDesk } from './runtime-desk.ts'
import { openSiteAt, type Site } from './site.ts'
import type { Place, Stack, Version } from './stacks/stack.ts'

const runFile = promisify(execFile)

const texts = {
  // What is special in XML, in SOAP stacks, in old code pages and in UTF-16.
  name: `Ärzte & <Anwälte> "x" 'y' ]]> <![CDATA[z]]> &amp; &#65; € 😀`,
  comment: 'Zeile eins & <zwei>\n  Строка 二 %s ${x}',
}

/** One server for all stacks, with the catalogue of the examples, a way to it that loses answers, and the runtimes. */
export interface Field {
  readonly truth: Truth
  /** Generates and compiles what the stack needs. */
  prepare(stack: Stack): Promise<Place>
  /** Plays the programs of a stack and gives what they saw. */
  play(stack: Stack, version: Version, place: Place): Promise<Seen>
  close(): Promise<void>
}

interface Ground {
  readonly site: Site
  readonly proxy: LossyProxy
  /** Of the proxy: what the programs take for the server. */
  readonly server: string
  readonly desk: RuntimeDesk
}

export async function openField(): Promise<Field> {
  let port = 0
  const proxy = await startLossyProxy(() => port)
  const server = `http://127.0.0.1:${proxy.port}`
  const site = await openSiteAt(server, 'sales', 'admin')
  port = Number(new URL(site.url).port)
  await site.json('firm', 'create', '6000010', '--name', 'Example Software GmbH')
  await site.json('items', 'apply', 'examples/catalogue.yaml')
  const desk = await openRuntimeDesk(site.folder)
  return {
    truth: { ...texts, operations },
    prepare: async (stack) => {
      const build = join(site.folder, 'build', wordOf(stack.name))
      await mkdir(build, { recursive: true })
      const place: Place = {
        server,
        build,
        run: async (command, ...args) => {
          await runFile(command, args, { env: { ...plain, SERVER: server, BUILD: build }, maxBuffer: 1e7 })
        },
      }
      await stack.prepare?.(place)
      return place
    },
    play: (stack, version, place) => play({ site, proxy, server, desk }, stack, version, place),
    close: async () => {
      await desk.close()
      await proxy.close()
      await site.close()
    },
  }
}

/** In letters, digits and dashes, for folders and order numbers. */
const wordOf = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '-')

/** What every program has around it, whoever runs the tests. */
// Not in UTC: a client that takes local time for UTC is to be seen.
const plain = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'Europe/Berlin' }

async function play(
  { site, proxy, server, desk }: Ground,
  stack: Stack,
  version: Version,
  place: Place,
): Promise<Seen> {
  const run = wordOf(`${stack.name}-${version}`)
  const folder = join(site.folder, 'runs', run)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, `${name}.txt`), text)
  const env = {
    ...plain,
    SERVER: server,
    SECRET: site.secret,
    SOAP_VERSION: version,
    RUN: run,
    FOLDER: folder,
    BUILD: place.build,
    ROOT: join(site.folder, 'keys', 'firm-6000010-root.jwk'),
    RUNTIME: desk.commandOf(run),
  }
  proxy.loseAnswerTo(`${run}-4711`)
  const seen = new Map<string, unknown>()
  const see = (more: Seen) => {
    for (const [cell, facts] of Object.entries(more)) seen.set(cell, together(seen.get(cell), facts))
  }
  for (const [command = '', ...args] of stack.programs(place)) {
    const { stdout } = await runFile(command, args, { env, maxBuffer: 1e7 })
    see(JSON.parse(stdout) as Seen)
  }
  const lost = new RegExp(`<orderNumber>${run}-4711</orderNumber>[^]*?<outcome>(\\w+)<`).exec(proxy.lost)?.[1]
  see({ order: { lost }, ...(await arrivalsOf(site, run)) })
  return Object.fromEntries(seen)
}

function together(known: unknown, more: unknown): unknown {
  return typeof known === 'object' && typeof more === 'object' ? { ...known, ...more } : (known ?? more)
}

/** What came to the server of the texts and gaps that a run has sent, read by a client of our own. */
async function arrivalsOf({ url, secret }: Site, run: string): Promise<Seen> {
  const call = soapClient(url, `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`)
  const order = (name: string) => call('sales', 'GetOrder', { orderNumber: `${run}-${name}` })
  const [text, gaps] = [await order('TEXT'), await order('GAPS')]
  return {
    texts: { sentName: text.customer.name, sentComment: text.comment, sentBlanks: fieldsOf(text)[0]?.value },
    gaps: {
      sentEmpty: gaps.customer.name ?? null,
      sentMissing: [gaps.customer.email, gaps.comment],
      sentList: fieldsOf(gaps).length,
    },
  }
}

const fieldsOf = ({ customer }: OrderState) => customer.customerFields?.customerField ?? []

const operations = {
  sales: contracts.sales.operations.size,
  depot: contracts.depot.operations.size,
  admin: contracts.admin.operations.size,
}
