/** @jest-environment ./test/support/token-environment.ts */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rotateKeys, type KeyRotation } from '../../src/cli/rotate-keys.ts'
import { FirmKey } from '../../src/entities/firm-key.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { firmFileKid } from '../../src/formats/firm-file.ts'
import type { PKCS11 } from 'pkcs11js'
import { Pkcs11Library } from '../../src/pkcs11/library.ts'
import { KeyFiles } from '../../src/signing/key-files.ts'
import type { KeyStorage } from '../../src/signing/key-storage.ts'
import { TokenKeys } from '../../src/signing/token-keys.ts'
import { openCompany, firmCode, type Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { refusal } from '../support/refusal.ts'
import { passphrase } from '../support/server.ts'
import { makeToken, pin, softhsm } from '../support/tokens.ts'
import type { FieldContainer } from '../depot/field-container.ts'

const label = 'Firm Security Box'
const places = {
  'key files': { keysIn: (folder: string) => new KeyFiles(folder, passphrase), env: {} },
  SoftHSM2: {
    keysIn: (folder: string) => new TokenKeys({ modulePath: softhsm, label, pin }, new KeyFiles(folder, undefined)),
    env: {
      SIGNER: `pkcs11:token=${encodeURIComponent(label)}?module-path=${softhsm}`,
      SIGNER_PIN: pin,
      FIRM_PASSPHRASE: '',
    },
  },
}

/** Longer than a server remembers which key signs. */
const noticed = () => sleep(1_100)

describe.each(['key files', 'SoftHSM2'] as const)('the signing key of a firm code (%s)', (place) => {
  let company: Company
  let storage: KeyStorage
  beforeAll(async () => {
    if (place === 'SoftHSM2') makeToken(label)
    const { keysIn, env } = places[place]
    const used: KeyStorage[] = []
    company = await openCompany({ env, keysIn: (folder) => (used[0] = keysIn(folder)) })
    storage = used[0]!
    await company.admin('PutItem', itemOf('PLAIN'))
  })
  afterAll(async () => {
    await company.close()
    await storage.close()
  })

  const author = () => ({
    caller: { name: 'cli', roles: new Set(['admin' as const]), orderScope: 'cli', firmCodes: 'all' as const },
    operation: 'keys rotate',
    now: new Date(),
    requestId: undefined,
    newId: () => '',
  })
  const rotate = (wish: Partial<KeyRotation> = {}) =>
    rotateKeys(company.server.store, storage, author(), { firmCode, now: false, years: 2, ...wish })
  const states = async () => {
    const keys = await company.server.store.read((tx) => tx.findBy(FirmKey, { firmCode, role: 'signing' }))
    return Object.fromEntries(keys.map(({ kid, state, epoch }) => [kid, `${state} ${epoch}`]))
  }
  const sell = async () => {
    const order = { customer: { customerId: 'c' }, orderLines: { orderLine: [line] } }
    const { ticketId = '' } = await company.sales('CreateOrder', { requestId: `${Math.random()}`, order })
    return ticketId
  }
  const line = { lineNumber: '10', itemNumber: 'PLAIN', quantity: 1 }
  const activate = async (container: FieldContainer) => {
    const activation = { ticketId: await sell(), contextFile: await container.context(company.firm) }
    const { updateFile = '', transferId = '' } = await company.depot('ActivateLicenses', { activation })
    return { updateFile, transferId, kid: firmFileKid(updateFile, 'od-update+jws') }
  }
  const again = async (transferId: string) => {
    const { updateFile } = await company.depot('ContinueTransfer', { transferKey: { transferId } })
    return { updateFile, kid: firmFileKid(updateFile, 'od-update+jws') }
  }

  test('is published before it signs, and then signs without a restart; what the old one signed stays good', async () => {
    const container = company.newContainer()
    const first = await activate(container)
    const [next] = await rotate()
    const nextKid = next?.kid ?? ''
    expect(await states()).toEqual({ [first.kid]: 'active 1', [nextKid]: 'next 1' })
    const { firmCertificates } = await company.depot('GetKeys', { firmCode })
    expect(firmCertificates.firmCertificate.map(({ keyId, state }) => [keyId, state])).toContainEqual([nextKid, 'next'])
    await noticed()
    expect((await activate(company.newContainer())).kid).toBe(first.kid)

    await rotate({ comment: 'every year' })
    await noticed()
    const second = await activate(container)
    expect(second.kid).toBe(nextKid)
    expect(await states()).toEqual({ [first.kid]: 'retired 1', [nextKid]: 'active 1' })
    expect(await again(first.transferId)).toEqual({ updateFile: first.updateFile, kid: first.kid })
    expect(await container.import(company.firm, first.updateFile)).toBe(1)
    expect(await container.import(company.firm, second.updateFile)).toBe(1)
    await company.confirm(container)

    const events = await company.server.store.read((tx) =>
      tx.find(LedgerEvent, { where: { change: 'FirmKeysRotated' }, order: { version: 'ASC' } }),
    )
    expect(events.at(-1)).toMatchObject({
      comment: 'every year',
      before: { keys: expect.arrayContaining([{ kid: nextKid, state: 'next', epoch: 1 }]) as unknown },
      after: { keys: expect.arrayContaining([{ kid: nextKid, state: 'active', epoch: 1 }]) as unknown },
    })
  })

  test('when it is compromised, open updates are signed again over the same steps, and arrive', async () => {
    const container = company.newContainer()
    const stolen = await activate(container)
    const lost = await activate(company.newContainer())
    const turned = await rotate({ compromised: stolen.kid })
    const fresh = turned.find(({ state }) => state === 'active')?.kid ?? ''
    expect(await states()).toMatchObject({ [stolen.kid]: 'compromised 1', [fresh]: 'active 2' })
    await noticed()

    const resigned = await again(stolen.transferId)
    expect(resigned.kid).toBe(fresh)
    expect(await again(stolen.transferId)).toEqual(resigned)
    const stepsOf = (file: string) => {
      const { payload } = JSON.parse(file) as { payload: string }
      return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { steps: unknown[] }).steps
    }
    expect(stepsOf(resigned.updateFile)).toEqual(stepsOf(stolen.updateFile))
    expect(await container.import(company.firm, resigned.updateFile)).toBe(1)
    await company.confirm(container)
    expect((await again(lost.transferId)).kid).toBe(fresh)
  })

  test('a turn that was cut off after the key was made goes on with that key', async () => {
    const before = Object.keys(await states())
    const { store } = company.server
    const cut: Pick<typeof store, 'read' | 'transact'> = {
      read: (work) => store.read(work),
      transact: () => Promise.reject(new Error('the power went off')),
    }
    const wish = { firmCode, now: true, years: 2 }
    await expect(rotateKeys(cut, storage, author(), wish)).rejects.toThrow('the power went off')
    expect(Object.keys(await states())).toEqual(before)
    const left = await storage.certificates(firmCode)
    await rotate({ now: true })
    expect(await storage.certificates(firmCode)).toHaveLength(left.length)
    expect(Object.keys(await states())).toHaveLength(left.length)
  })

  test('that is not at hand leaves the transfer, which goes on when it is back', async () => {
    await rotate({ now: true })
    await noticed()
    const container = company.newContainer()
    const comeBack = await takeAway[place](company, await activeKid())
    const contextFile = await container.context(company.firm)
    const activation = { ticketId: await sell(), contextFile }
    expect(await refusal(company.depot('ActivateLicenses', { activation }))).toMatchObject({ code: 'UNAVAILABLE' })
    await comeBack()
    const { updateFile } = await company.depot('ContinueTransfer', { transferKey: { contextFile } })
    expect(firmFileKid(updateFile, 'od-update+jws')).toBe(await activeKid())
    expect(await container.import(company.firm, updateFile)).toBe(1)
  })

  const activeKid = async () => {
    const active = Object.entries(await states()).filter(([, state]) => state.startsWith('active'))
    return active[0]?.[0] ?? ''
  }
})

/** Takes a signing key away from a running server, and gives what brings it back. */
const takeAway = {
  'key files': async ({ server }: Company, kid: string) => {
    const file = join(server.config.dataDir, 'keys', `firm-${firmCode}-${kid}.pem`)
    await rename(file, `${file}.away`)
    return () => rename(`${file}.away`, file)
  },
  /** As if it were pulled out and put in again: every session is over. */
  SoftHSM2: async () => {
    let binding: PKCS11 | undefined
    const library = await Pkcs11Library.open(softhsm, (own) => (binding = own))
    binding?.C_CloseAllSessions(library.find({ label }).slot)
    library.close()
    return () => Promise.resolve()
  },
}
