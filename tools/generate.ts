import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { settingsAsMarkdown } from '../src/config.ts'
import { type Contract, loadContract } from '../src/soap/contract.ts'
import { contractTypes } from './generate/contract-types.ts'
import { faultsPage, fillIn, operationsTable } from './generate/documents.ts'

/**
 * Writes everything that follows from `wsdl/` and `src/faults.ts`: the types of `src/contract/`, `docs/faults.md`, the
 * tables of operations and settings in the README. With `--check` nothing is written; what would change is named and the exit code is 1.
 */
const names = ['sales', 'depot', 'admin']
const contracts = new Map<string, Contract>()
for (const name of names) contracts.set(name, read(`wsdl/${name}.wsdl`))

const wanted = new Map<string, string>([['docs/faults.md', faultsPage()]])
for (const [name, contract] of contracts) {
  wanted.set(`src/contract/${name}.ts`, contractTypes(contract, `wsdl/${name}.wsdl`))
}
if (existsSync('README.md')) {
  const table = operationsTable([...contracts.values()])
  const readme = fillIn(readFileSync('README.md', 'utf8'), 'operations', table)
  wanted.set('README.md', fillIn(readme, 'settings', settingsAsMarkdown()))
}

const isCheck = process.argv.includes('--check')
for (const [path, text] of wanted) {
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path })
  if (existsSync(path) && readFileSync(path, 'utf8') === formatted) continue
  process.stdout.write(`${path} ${isCheck ? 'is not as generated; run npm run generate' : 'written'}\n`)
  if (isCheck) process.exitCode = 1
  else write(path, formatted)
}

function read(path: string): Contract {
  try {
    return loadContract(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
