import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createOracle, expectValid } from '../support/oracle.ts'
import { openSite } from './site.ts'

const runFile = promisify(execFile)

/** The command of the README as it stands there; only the secret and the address are filled in. */
async function commandOfReadme(secret: string, url: string): Promise<string> {
  const readme = await readFile('README.md', 'utf8')
  const [command] = /^curl .*examples\/curl\/create-order\.xml.*$/m.exec(readme) ?? []
  if (command === undefined) throw new Error('the README has no curl command that sends examples/curl/create-order.xml')
  return command.replace('SECRET', secret).replace('http://127.0.0.1:8080', url)
}

describe('ordering by curl', () => {
  it('works as the README says, and is replayed the second time', async () => {
    const site = await openSite('sales')
    try {
      await site.json('items', 'apply', 'examples/catalogue.yaml')
      const command = await commandOfReadme(site.secret, site.url)
      const answers = []
      for (const _ of ['first', 'second']) answers.push((await runFile('sh', ['-c', command])).stdout)

      const oracle = createOracle(await readFile('wsdl/sales.wsdl', 'utf8'))
      for (const answer of answers) expectValid(oracle, answer)
      const [first = '', second = ''] = answers
      expect(first).toContain('<outcome>created</outcome>')
      expect(first).toContain('<licenseCount>3</licenseCount>')
      expect(second).toBe(first.replace('created', 'replayed'))
    } finally {
      await site.close()
    }
  })
})
