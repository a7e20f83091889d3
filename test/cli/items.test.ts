import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { useInstallation } from '../support/command.ts'

const installation = useInstallation()
const sample = fileURLToPath(new URL('../../examples/catalogue.yaml', import.meta.url))
const run = (...argv: string[]) => installation().run('items', ...argv)

/** A copy of the sample, changed. */
async function catalogueFile(change: (text: string) => string = String): Promise<string> {
  const path = join(installation().env['DATA_DIR'] ?? '', 'catalogue.yaml')
  await copyFile(sample, path)
  await writeFile(path, change(await readFile(path, 'utf8')))
  return path
}

describe('opendepot items apply', () => {
  test('creates the catalogue, and applied again it changes nothing', async () => {
    const first = await run('apply', sample)
    expect(first.exitCode).toBe(0)
    expect(first.out).toContain(
      'created   firm code 6000010  Example Software GmbH\ncreated   container type PLC-4000\ncreated   CAD-PRO  CAD Professional\n',
    )
    expect(first.out).toContain('advice    CAD-TRIAL  usagePeriod: ')
    expect(first.out).toMatch(/\n17 created, 0 changed, 0 unchanged, 0 retired\.\n$/)
    const second = await run('apply', sample)
    expect(second.out).toMatch(/^advice [^\n]*\n0 created, 0 changed, 17 unchanged, 0 retired\.\n$/)
  })

  test('--dry-run shows the same and stores nothing', async () => {
    const dry = await run('apply', sample, '--dry-run')
    expect(dry.exitCode).toBe(0)
    expect(dry.out).toContain('created   CAD-PRO')
    expect(dry.out).toContain('Dry run, nothing is stored: 17 created')
    expect((await run('export', '--json')).out).toBe(
      '{\n  "firmCodes": [],\n  "containerTypes": [],\n  "items": [],\n  "packages": []\n}\n',
    )
  })

  test('shows each changed path, old and new, and what the file does not have', async () => {
    await run('apply', sample)
    const path = await catalogueFile((text) =>
      text
        .replace('featureMap: 0x7', 'featureMap: 0xF')
        .replace('name: Example Software GmbH', 'name: Example AG')
        .replace(/ {2}- itemNumber: CAD-FAIR[\s\S]*?(?=\n {2}# ---)/, ''),
    )
    const { out } = await run('apply', path)
    expect(out.split('\n').slice(0, 5)).toEqual([
      'changed   firm code 6000010  Example AG',
      '            name: Example Software GmbH \u2192 Example AG',
      'changed   CAD-PRO  CAD Professional (version 2)',
      '            options.featureMap: 7 \u2192 15',
      'missing   CAD-FAIR (not in the file, still sold; --retire-missing retires it)',
    ])
    const retiring = await run('apply', path, '--retire-missing')
    expect(retiring.out).toContain('retired   CAD-FAIR')
    expect(retiring.out).toContain('0 created, 0 changed, 16 unchanged, 1 retired.')
    expect((await run('apply', path, '--retire-missing')).out).toContain('16 unchanged, 0 retired.')
    expect((await run('apply', sample)).out).toContain(
      'changed   CAD-FAIR  CAD Professional, fair edition (sold again)',
    )
  })

  test('packages and container types are shown like items, each changed path old and new', async () => {
    await run('apply', sample)
    const path = await catalogueFile((text) =>
      text
        .replace('licenseLimit: 20', 'licenseLimit: 30')
        .replace('      - CAD-MOTION\n', '      - { itemNumber: CAD-MOTION, quantity: 2 }\n')
        .replace('graceDays: 5', 'graceDays: 7'),
    )
    const { out } = await run('apply', path, '--dry-run')
    expect(out.split('\n').slice(0, 6)).toEqual([
      'changed   container type PLC-4000',
      '            licenseLimit: 20 \u2192 30',
      'changed   CAD-MONTHLY  CAD Professional, by the month (version 2)',
      '            subscription.graceDays: 5 \u2192 7',
      'changed   package CAD-SUITE  CAD Suite (version 2)',
      '            packageItems[CAD-MOTION].quantity: 1 \u2192 2',
    ])
  })

  test('--json has the whole difference', async () => {
    await run('apply', sample)
    const path = await catalogueFile((text) => text.replace('featureMap: 0x7', 'featureMap: 0xF'))
    const { out } = await run('apply', path, '--dry-run', '--json')
    const json = JSON.parse(out) as { dryRun: boolean; items: Record<string, unknown>[]; missing: string[] }
    expect(json).toMatchObject({ dryRun: true, missing: [] })
    expect(json.items[0]).toEqual({
      name: 'CAD Professional',
      itemNumber: 'CAD-PRO',
      versionNumber: 2,
      outcome: 'changed',
      warnings: [],
      differences: [{ path: 'options.featureMap', before: 7, after: 15 }],
    })
  })

  test('all mistakes at once with their lines, and nothing is stored', async () => {
    const path = await catalogueFile((text) =>
      text.replace('productCode: 101', 'productCode: one').replace('usagePeriod: 30', 'usagePeriod: 0'),
    )
    const { exitCode, out, err } = await run('apply', path)
    expect([exitCode, out]).toEqual([1, ''])
    const [head, ...lines] = err.trimEnd().split('\n')
    expect(head).toBe('Nothing was stored; the catalogue has 2 mistakes:')
    expect(lines).toEqual([
      expect.stringMatching(/catalogue\.yaml:\d+:5: items\[1\]\.productCode: has to be a whole number/),
      expect.stringMatching(/catalogue\.yaml:\d+:7: items\[6\]\.options\.usagePeriod: usagePeriod has to last/),
    ])
  })

  test('mistakes that only the database knows come with their lines too', async () => {
    const text = `items:
  - { itemNumber: A, name: A, firmCode: 7, productCode: 1, containerKinds: [cloud] }
  - itemNumber: B
    name: B
    firmCode: 6000010
    productCode: 1
    containerKinds: [cloud]
    options:
      secretData:
        - { dataNumber: 0, contentHash: ${'a'.repeat(64)} }
`
    await run('apply', sample)
    const path = await catalogueFile(() => text)
    const { exitCode, err } = await run('apply', path)
    expect(exitCode).toBe(1)
    expect(err.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/:2:\d+: items\[0\]\.firmCode: Firm code 7 is not registered/),
      expect.stringMatching(/:10:\d+: items\[1\]\.options\.secretData\[0\]\.contentHash: The item has no content/),
    ])
  })

  test('a file that is not there', async () => {
    expect(await run('apply', 'none.yaml')).toMatchObject({ exitCode: 1, err: 'none.yaml cannot be read (ENOENT).\n' })
  })
})

describe('opendepot items export', () => {
  test('writes a file that applies without a difference, and tells no secret', async () => {
    await run('apply', sample)
    const path = await catalogueFile()
    expect(await run('export', path)).toMatchObject({ exitCode: 0, out: `14 items and 1 package are in ${path}.\n` })
    const text = await readFile(path, 'utf8')
    expect(text).toContain('licenseTransfer:')
    expect(text).not.toContain('a secret of your own')
    expect((await run('apply', path)).out).toContain('0 created, 0 changed, 17 unchanged')
  })

  test('writes to the output, and as JSON', async () => {
    await run('apply', sample)
    expect((await run('export')).out).toMatch(/^firmCodes:\n {2}- firmCode: 6000010\n/)
    const json = JSON.parse((await run('export', '--json')).out) as { items: { itemNumber: string }[] }
    expect(json.items.map(({ itemNumber }) => itemNumber)).toContain('CAD-PRO')
  })

  test('a place that cannot be written to', async () => {
    expect(await run('export', '/none/catalogue.yaml')).toMatchObject({
      exitCode: 1,
      err: '/none/catalogue.yaml cannot be written (ENOENT).\n',
    })
  })
})
