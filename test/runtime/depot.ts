import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { listen } from 'soap'
import { readContext, type ReceivedContext } from '../../src/formats/context.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { writeTemplate } from '../../src/formats/template.ts'
import { makeStep, writeUpdate, type Step } from '../../src/formats/update.ts'
import { license, now, type TestFirm } from '../formats/support.ts'

/**
 * A small Depot of one license, served over SOAP by another stack than ours: it follows wsdl/depot.wsdl and
 * docs/formats.md and nothing else. `refuse` makes it answer an operation with this fault once.
 */
export interface SmallDepot {
  readonly url: string
  readonly contexts: ReceivedContext[]
  refuse: { operation: string; code: string; retry: string; details?: Record<string, string> } | undefined
  test: boolean
  /** The license is dedicated to whoever asks. */
  dedicated: boolean
  close(): Promise<void>
}

export async function serveDepot(firm: TestFirm): Promise<SmallDepot> {
  const depot = {
    url: '',
    contexts: [] as ReceivedContext[],
    refuse: undefined,
    test: false,
    dedicated: false,
    close: () => close(server),
  }
  const service = { DepotService: { DepotPort: guarded(operationsOf(firm, depot), depot) } }
  const server = createServer((_, response) => response.writeHead(404).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  listen(server, { path: '/soap/depot', services: service as never, xml: await readFile('wsdl/depot.wsdl', 'utf8') })
  depot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap/depot`
  return depot
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

type Operations = Record<string, (request: never) => Promise<object>>

/** Wraps each answer in `result`, and throws the fault that the test asked for. */
function guarded(operations: Operations, depot: SmallDepot): Operations {
  const entries = Object.entries(operations).map(([name, work]) => [
    name,
    async (request: never) => {
      const { refuse } = depot
      if (refuse?.operation !== name) return { result: await work(request) }
      depot.refuse = undefined
      const info = {
        code: refuse.code,
        text: `Not now: ${refuse.code}.`,
        retry: refuse.retry,
        traceId: 't',
        faultDetails: {
          faultDetail: Object.entries(refuse.details ?? {}).map(([name, value]) => ({ name, value })),
        },
      }
      const fault = { faultcode: 'soap:Client', faultstring: 'refused', detail: { ServiceFault: info } }
      throw Object.assign(new Error('refused'), { Fault: fault })
    },
  ])
  return Object.fromEntries(entries) as Operations
}

function operationsOf(firm: TestFirm, depot: Pick<SmallDepot, 'contexts' | 'test' | 'dedicated'>): Operations {
  const { firmCode, root } = firm
  const steps: Step[] = []
  const update = ({ serial, signingKey }: ReceivedContext) => {
    const facts = { serial, keyThumbprint: thumbprint(signingKey), firmCode, transferId: 'T-1', issuedAt: now, steps }
    return writeUpdate(depot.test ? { ...facts, test: true } : facts, firm.sign)
  }
  const take = async (file: string) => {
    const context = await readContext(file, undefined)
    depot.contexts.push(context)
    return context
  }
  return {
    GetTickets: () =>
      Promise.resolve({
        ticketViews: {
          ticketView: [
            {
              ticketId: 'T',
              inseparable: 'no',
              licenseCount: 1,
              ticketLicenses: { ticketLicense: [{ licenseId: 'L-1', firmCode }] },
            },
          ],
        },
      }),
    GetKeys: () =>
      Promise.resolve({
        firmCode,
        rootKey: JSON.stringify(root.key),
        rootThumbprint: thumbprint(root.key),
        firmCertificates: {},
      }),
    EnrollContainer: async ({ enrollment }: { enrollment: { signingKey: string } }) => {
      const containerSerial_ = containerSerial('software', JSON.parse(enrollment.signingKey) as never)
      const content = { kind: 'software', suite: 'ed25519-x25519', firmCode, root: root.key, issuedAt: now } as const
      const template = {
        ...content,
        binding: { scheme: 'strict' as const },
        firmName: 'Muster GmbH',
        serial: containerSerial_,
      }
      const templateFile = await writeTemplate(depot.test ? { ...template, test: true } : template, firm.sign)
      return { containerSerial: containerSerial_, templateFile }
    },
    ActivateLicenses: async ({ activation }: { activation: { contextFile: string } }) => {
      const context = await take(activation.contextFile)
      if (steps.length === 0) steps.push(makeStep(firstDigest, 0, [{ put: license('L-1') }]))
      const licenseResults = { licenseResult: [{ licenseId: 'L-1', ok: true }] }
      return { transferId: 'T-1', updateFile: await update(context), licenseResults }
    },
    AutoUpdate: async ({ updateWish }: { updateWish: { contextFile: string } }) => {
      const context = await take(updateWish.contextFile)
      const { serial: containerSerial, counter } = context
      if (depot.dedicated && steps.length === 0) steps.push(makeStep(firstDigest, 0, [{ put: license('L-1') }]))
      if (counter >= steps.length) return { containerSerial, vendorChangeCount: 0, vendorChanges: {} }
      const vendorChanges = { vendorChange: [{ licenseId: 'L-1', actionKind: 'Assign', effect: 'put' }] }
      const updateFile = await update(context)
      return { containerSerial, transferId: 'T-1', updateFile, vendorChangeCount: 1, vendorChanges }
    },
    ContinueTransfer: async ({ transferKey }: { transferKey: { contextFile: string } }) => {
      const context = await take(transferKey.contextFile)
      return { transferId: 'T-1', containerSerial: context.serial, updateFile: await update(context) }
    },
    ConfirmUpdate: async ({ confirmation }: { confirmation: { contextFile: string } }) => {
      const { serial } = await take(confirmation.contextFile)
      const confirmedLicense = [{ licenseId: 'L-1', state: 'Confirmed' }]
      return { containerSerial: serial, confirmedLicenses: { confirmedLicense }, openTransfers: {} }
    },
  }
}
