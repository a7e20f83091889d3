import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { interfaces, readWsdl, wsdlText } from '../../contract/reading.ts'
import { contracts } from '../../support/soap-client.ts'
import { generators, type Generator } from './generators.ts'

/** The matrix shows that generated clients work; this, that their generators have nothing to say against our WSDLs. */

const runFile = promisify(execFile)
const wsdls = interfaces.map((name) => readWsdl(name))
const operations = wsdls.flatMap((wsdl) => wsdl.operations)
const fields = new Set(wsdls.flatMap((wsdl) => wsdl.fields.map(({ name }) => name)))

describe.each(generators)('$name', (generator) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opendepot-generators-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(generator.versions)(
    'takes all WSDLs for SOAP %s without a complaint, and keeps their names',
    async (version) => {
      const texts = interfaces.map((name) => contracts[name].wsdl(version, `http://127.0.0.1:8080/soap/${name}`))
      const { complaints, made } = await generate(generator, join(folder, version), texts)
      expect(complaints).toEqual([])
      expect(operations.filter((name) => !made.toLowerCase().includes(`${name.toLowerCase()}(`))).toEqual([])
      expect([...made.matchAll(generator.field)].length).toBeGreaterThan(fields.size)
      expect([...made.matchAll(generator.value)].length).toBeGreaterThan(50)
      expect(strangeNames(generator, made)).toEqual(generator.renamed)
    },
    120_000,
  )

  it('complains of a type that is not there', async () => {
    const text = wsdlText('depot').replaceAll('type="tns:Activation"', 'type="tns:Missing"')
    const { complaints } = await generate(generator, join(folder, 'missing'), [text])
    expect(complaints.join()).toContain('Missing')
  }, 120_000)
})

/** Runs a generator, and gives what it complained of and all that it made. */
async function generate(generator: Generator, folder: string, texts: readonly string[]) {
  await mkdir(folder)
  const files = texts.map((_, index) => join(folder, `${index + 1}.wsdl`))
  for (const [index, file] of files.entries()) await writeFile(file, texts[index] ?? '')
  let said = ''
  for (const [command = '', ...args] of generator.commands(files, folder)) {
    const { stdout, stderr } = await runFile(command, args, { maxBuffer: 1e8 }).catch((failed: unknown) => {
      const { stdout, stderr } = failed as { stdout: string; stderr: string }
      return { stdout: `error: ${command} failed\n${stdout}`, stderr }
    })
    said += stdout + stderr
  }
  const complaints = said.split('\n').filter((line) => /warn|error|exception|ignor|not support|missing/i.test(line))
  return { complaints, made: await contentsOf(folder, generator.made) }
}

async function contentsOf(folder: string, ending: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && (entry.name.endsWith(ending) || entry.name.endsWith('Proxy.h')),
  )
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))).join('\n')
}

/** Names of fields and values that are not as in the WSDLs. */
function strangeNames({ field, value, nameOf }: Generator, made: string): string[] {
  const names = [...made.matchAll(field)].map(([, name = '']) => name).filter((name) => !fields.has(name))
  const values = [...made.matchAll(value)].filter(([, name, text = '']) => name !== nameOf(text))
  return [...new Set([...names, ...values.map(([, name = '']) => name)])].sort()
}
