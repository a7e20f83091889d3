import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCredential } from '../../src/formats/credential.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { writeLease } from '../../src/formats/lease.ts'
import { openCloud, type CloudAccount } from '../../src/runtime/cloud/account.ts'
import { lockKeys, readAccount, writeAccount } from '../../src/runtime/cloud/account-file.ts'
import { changePassword } from '../../src/runtime/cloud/change-password.ts'
import { newCloudKeys, publicHalves, type CloudKeys } from '../../src/runtime/cloud/keys.ts'
import { leaseOf, useCloudUnits } from '../../src/runtime/cloud/sessions.ts'
import { useCloudLicense } from '../../src/runtime/cloud/use-cloud.ts'
import { DepotRefusal, type DepotCall } from '../../src/runtime/depot-client.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import { license, newFirm, now, type TestFirm } from '../formats/support.ts'

const password = 'correct horse battery staple'

let folder: string
let firm: TestFirm
let keys: CloudKeys
let account: CloudAccount
const serialOf = () => containerSerial('cloud', publicHalves(keys).signingKey)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-cloud-'))
  firm = await newFirm({ epoch: 2 })
  keys = newCloudKeys()
  const { firmCode, root } = firm
  const file = { v: 1, format: 'opendepot-cloud', serial: serialOf(), firmCode, root: root.key, test: false } as const
  await writeAccount(folder, { ...file, epoch: 2, credential: '', keys: await lockKeys(keys, password) })
  account = await openCloud({ folder }, password)
})
afterEach(() => rm(folder, { recursive: true }))

const keyThumbprint = () => thumbprint(publicHalves(keys).signingKey)
const lease = (by = firm) =>
  writeLease(
    {
      serial: serialOf(),
      keyThumbprint: keyThumbprint(),
      firmCode: firm.firmCode,
      leaseId: 'LEASE',
      licenseId: 'L-1',
      generation: 1,
      issuedAt: now,
      nextContactAt: new Date(Number(now) + 300_000),
      validUntil: new Date(Number(now) + 900_000),
      seatNumber: 1,
      consumed: 0n,
      options: license('L-1').options,
    },
    by.sign,
  )
const inEpoch = (epoch: number) => newFirm({ root: firm.rootPair, epoch })
const unreachable = () => new RuntimeRefusal('DEPOT_UNREACHABLE', 'the network is down', 'Try again.')

describe('the epoch rule', () => {
  test('a lease by a key that was given up is none', async () => {
    await expect(leaseOf(account, await lease(await inEpoch(1)))).rejects.toMatchObject({ code: 'OLDER_EPOCH' })
    expect(await leaseOf(account, await lease())).toMatchObject({ licenseId: 'L-1' })
  })

  test('a lease of a new epoch ends the old one, for the next program too', async () => {
    await leaseOf(account, await lease(await inEpoch(3)))
    for (const each of [account, await openCloud({ folder }, password)]) {
      await expect(leaseOf(each, await lease())).rejects.toMatchObject({ code: 'OLDER_EPOCH' })
    }
  })

  test('a credential by a key that was given up takes the place of none', async () => {
    const stolen = await inEpoch(1)
    const depot = (async (_: string, { credentialChange }: { credentialChange: { signingKey: string } }) => {
      const key = JSON.parse(credentialChange.signingKey) as never
      const facts = { serial: serialOf(), firmCode: firm.firmCode, root: firm.root.key, generation: 2, issuedAt: now }
      return { credentialFile: await writeCredential({ ...facts, keyThumbprint: thumbprint(key) }, stolen.sign) }
    }) as unknown as DepotCall
    const runtime = { folder, now: () => now } as never
    await expect(changePassword(runtime, depot, { old: password, next: 'new' })).rejects.toMatchObject({
      code: 'OLDER_EPOCH',
    })
    expect((await readAccount(folder)).credential).toBe('')
  })
})

test.each([
  { code: 'INTERNAL', text: 'an error of ours', retry: 'never', details: {} },
  { code: 'RATE_LIMITED', text: 'too many requests', retry: 'later', details: {} },
])(
  'an error of the Depot is no answer: after the lease it is unknown whether the license may be used ($code)',
  async (broken) => {
    let elapsed = 0
    const passing = {
      now: () => now,
      elapsed: () => elapsed,
      wait: (_: number, signal: AbortSignal) =>
        new Promise<void>((go) => {
          if (elapsed === 0) {
            elapsed = 1_000_000
            go()
          } else signal.addEventListener('abort', () => go())
        }),
    }
    const depot = (async (operation: string) => {
      if (operation !== 'OpenSession') throw new DepotRefusal(broken, operation, undefined)
      return { sessionId: 'S', leaseFile: await lease() }
    }) as unknown as DepotCall
    const use = await useCloudLicense(account, depot, { licenseId: 'L-1' }, passing)
    await new Promise((go) => setTimeout(go, 20))
    expect(use.verdict()).toMatchObject({ verdict: 'unknown' })
    await use.close()
  },
)

test('units of which the answer is lost are taken once: the use is named', async () => {
  const asked: string[] = []
  const depot = ((_: string, { requestId }: { requestId: string }) => {
    asked.push(requestId)
    return Promise.reject(unreachable())
  }) as unknown as DepotCall
  const refusal: unknown = await useCloudUnits(depot, 'S', 3).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    code: 'DEPOT_UNREACHABLE',
    advice: expect.stringContaining(`--request ${asked[0]}`) as string,
  })
  const name = randomUUID()
  await expect(useCloudUnits(depot, 'S', 3, name)).rejects.toThrow('network')
  expect(asked[1]).toBe(name)
})

test('a change of the password that was cut off says which password it wants', async () => {
  const depot: DepotCall = () => Promise.reject(unreachable())
  const runtime = { folder, now: () => now } as never
  await expect(changePassword(runtime, depot, { old: password, next: 'one' })).rejects.toThrow('network')
  await expect(changePassword(runtime, depot, { old: password, next: 'two' })).rejects.toMatchObject({
    code: 'PASSWORD_WRONG',
    message: expect.stringContaining('under way') as string,
  })
  await expect(changePassword(runtime, depot, { old: password, next: 'one' })).rejects.toThrow('network')
})
