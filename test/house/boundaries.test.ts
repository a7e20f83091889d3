import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What a dependency-cruiser run says about a tree of these files, beside the configuration of this project. */
async function cruise(files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-boundaries-'))
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) await cp(name, join(folder, name))
    await symlink(resolve('node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries({ ...clean, ...files })) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const output = await new Promise<string>((done) => {
      const args = [resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'src', 'migrations']
      execFile(process.execPath, [...args, '--output-type', 'json'], { cwd: folder, maxBuffer: 1e8 }, (_, stdout) => {
        done(stdout)
      })
    })
    const report = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } }
    return report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort()
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A tree of the allowed kind; a command reaches all of it. */
const clean = {
  'src/cli/main.ts':
    "import { store } from '../store/store.ts'\nimport { rule } from '../domain/rule.ts'\nstore(rule)\n",
  'src/store/store.ts':
    "import 'typeorm'\nimport { up } from '../../migrations/index.ts'\nexport const store = (x: number) => up + x\n",
  'src/domain/rule.ts': 'export const rule = 1\n',
  'migrations/index.ts': 'export const up = 2\n',
}

test('allow what the layout wants', async () => {
  expect(await cruise({})).toEqual([])
})

test('forbid each kind of import that it does not want', async () => {
  const violations = await cruise({
    'src/domain/rule.ts': "import type { Row } from '../entities/row.ts'\nexport const rule: Row = 1\n",
    'src/entities/row.ts': 'export type Row = number\n',
    'src/cli/main.ts':
      "import '../store/store.ts'\nimport '../domain/rule.ts'\nimport '../helpers/all.ts'\nimport '../sales/a.ts'\nimport '../depot/b.ts'\nimport '../tickets/one.ts'\n",
    'src/helpers/all.ts': 'export const all = 1\n',
    'src/sales/a.ts': "import '../depot/b.ts'\n",
    'src/depot/b.ts': "import 'express'\nimport 'jest'\n",
    'src/tickets/one.ts': "import './two.ts'\nexport const one = 1\n",
    'src/tickets/two.ts': "import { one } from './one.ts'\nexport const two = one\n",
    'src/tickets/dead.ts': 'export const dead = 1\n',
    'migrations/index.ts': "import '../src/entities/row.ts'\nexport const up = 2\n",
  })
  expect(violations).toEqual([
    'cli-imports-only: src/cli/main.ts',
    'domain-imports-only: src/domain/rule.ts',
    'every-layer-is-named: src/cli/main.ts',
    'every-package-is-named: src/depot/b.ts',
    'express-stays-in-place: src/depot/b.ts',
    'migrations-stand-alone: migrations/index.ts',
    'no-cycles: src/tickets/one.ts',
    'no-development-packages: src/depot/b.ts',
    'nothing-is-dead: src/tickets/dead.ts',
    'sales-imports-only: src/sales/a.ts',
  ])
})
