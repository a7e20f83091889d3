import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openSite, type Site } from './site.ts'

/**
 * SOAP stacks that know nothing of this server but its WSDLs go the whole way, from item and order to a license that is
 * confirmed, and have to read the same. Only the container's own part (keys, contexts, imports) is done by the runtime.
 */
const stacks = {
  'node-soap': [process.execPath, 'test/interop/clients/node-soap/client.mjs'],
  // Debian's own Python, since its packages are invisible to any other.
  zeep: ['/usr/bin/python3', 'test/interop/clients/zeep/client.py'],
  PHP: ['php', 'test/interop/clients/php/client.php'],
} as const

const cases = (Object.keys(stacks) as (keyof typeof stacks)[]).flatMap((stack) => [
  [stack, '1.1'] as const,
  [stack, '1.2'] as const,
])

const runFile = promisify(execFile)

describe('foreign SOAP stacks', () => {
  let site: Site
  let rootThumbprint: string

  beforeAll(async () => {
    site = await openSite('sales', 'admin')
    const firm = await site.json('firm', 'create', '6000010', '--name', 'Muster')
    rootThumbprint = (firm as { rootThumbprint: string }).rootThumbprint
  }, 60_000)
  afterAll(() => site.close())

  it.each(cases)(
    '%s goes from order to license by SOAP %s',
    async (stack, version) => {
      const run = `${stack}-${version}`
      const home = join(site.folder, run)
      await mkdir(home)
      const [command, ...args] = stacks[stack]
      const { stdout } = await runFile(command, args, {
        env: {
          PATH: process.env['PATH'],
          SERVER: site.url,
          SECRET: site.secret,
          SOAP_VERSION: version,
          RUN: run,
          FOLDER: home,
          ROOT: join(site.folder, 'keys', 'firm-6000010-root.jwk'),
          RUNTIME: `${process.execPath} --import tsx src/runtime/cli/main.ts --json --dir ${home}`,
          OPENDEPOT_IDENTITY: run,
        },
      })
      expect(JSON.parse(stdout)).toEqual({
        firm: ['unchanged', 'yes'],
        item: ['created', 1],
        itemState: ['Zeichenbrett für Ärzte & <Anwälte>', 4294967295, '0001feff'],
        order: ['created', 2],
        again: ['replayed', true],
        orderState: ['Jürgen Muster', true, ['NotCollected', 'NotCollected']],
        conflict: {
          code: 'ORDER_CONFLICT',
          field: '',
          details: [
            ['orderLine[10]/quantity/old', '2'],
            ['orderLine[10]/quantity/new', '3'],
          ],
        },
        unknownItem: {
          code: 'ITEM_UNKNOWN',
          field: 'order/orderLines/orderLine[1]/itemNumber',
          details: [],
        },
        ticket: [2, 'ActivateLicenses'],
        enrolled: [true, true],
        activated: [true],
        continued: true,
        imported: 1,
        confirmed: ['Confirmed'],
        ticketState: ['Confirmed', 'NotCollected'],
        keys: [rootThumbprint, 'active'],
      })
    },
    120_000,
  )
})
