import { fingerprintSalt, makeFingerprint } from '../../src/formats/fingerprint.ts'
import { readFlattened, signJws, unverifiedPayload, writeFlattened, type FileType } from '../../src/formats/jws.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { newContainer, newKeyPair } from '../formats/support.ts'
import { firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import { FieldContainer } from './field-container.ts'

type Ask = (shop: DepotShop, contextFile: string) => Promise<unknown>

/** Every operation that takes a context. */
const operations: readonly (readonly [string, Ask])[] = [
  [
    'ActivateLicenses',
    async (shop, contextFile) => {
      const ticketId = await shop.order(['PLAIN'])
      return shop.call('ActivateLicenses', { activation: { ticketId, contextFile } })
    },
  ],
  ['ConfirmUpdate', (shop, contextFile) => shop.call('ConfirmUpdate', { confirmation: { contextFile } })],
  ['ContinueTransfer', (shop, contextFile) => shop.call('ContinueTransfer', { transferKey: { contextFile } })],
]

describe.each(operations)('%s refuses', (_, ask) => {
  const depot = useDepot('sqlite in memory')
  let container: FieldContainer
  beforeEach(async () => {
    container = depot().container()
    const ticketId = await depot().order(['PLAIN'])
    await container.import(firm, (await depot().activate(container, { ticketId })).updateFile)
  })

  const expectRefused = async (contextFile: string, text: string) => {
    const { code, message } = await refusal(ask(depot(), contextFile))
    expect([code, message]).toEqual(['CONTEXT_INVALID', expect.stringContaining(text)])
    expect((await depot().known(container))?.state).toBe('known')
  }
  /** The same context with something changed before it is signed by the given key. */
  const signed = async (
    change: (payload: Record<string, unknown>) => object,
    {
      type = 'od-context+jws',
      signer = container.keys.signing.signer,
    }: { type?: FileType; signer?: typeof container.keys.signing.signer } = {},
  ) => {
    const payload = unverifiedPayload(readFlattened(await container.context(firm), 'context'), 'context')
    return writeFlattened(await signJws(type, change({ ...payload }), signer))
  }

  test('the unchanged context not', async () => {
    const answer: unknown = await ask(depot(), await signed((payload) => payload)).catch((error: unknown) => error)
    expect(answer).not.toMatchObject({ code: 'CONTEXT_INVALID' })
  })

  test('a fingerprint by another salt than that of the firm, by which another machine would pass', async () => {
    const machine = [{ name: 'disk', value: 'D-2' }]
    const fingerprint = makeFingerprint('strict', Buffer.alloc(16, 9), machine)
    await expectRefused(await container.context(firm, { fingerprint }), 'salt of the fingerprint')
    const root = thumbprint(otherFirm.root.key)
    const ofOther = makeFingerprint('strict', fingerprintSalt(root), machine)
    await expectRefused(await container.context(firm, { root, fingerprint: ofOther }), 'pinned another root')
  })

  test('a context of a known serial by another key, even if that key stands in it', async () => {
    const foreign = newKeyPair()
    const signer = foreign.signer
    await expectRefused(await signed((payload) => payload, { signer }), 'signed by another key')
    const embedded = (payload: Record<string, unknown>) => ({ ...payload, signingKey: foreign.publicKey })
    await expectRefused(await signed(embedded, { signer }), 'signed by another key')
    await expectRefused(await signed(embedded), 'other keys than this serial is known by')
  })

  test('another agreement key than the known one', async () => {
    const { publicKey } = newKeyPair('ed25519-x25519', 'agreement')
    await expectRefused(await signed((payload) => ({ ...payload, agreementKey: publicKey })), 'other keys')
  })

  test('alg none, another alg, and another typ', async () => {
    const parts = readFlattened(await container.context(firm), 'context')
    const kid = thumbprint(container.keys.signingKey)
    for (const alg of ['none', 'HS256', 'EdDSA', 'ES256']) {
      const header = Buffer.from(JSON.stringify({ alg, kid, typ: 'od-context+jws' })).toString('base64url')
      await expectRefused(writeFlattened({ ...parts, protected: header }), `alg is ${alg}`)
    }
    await expectRefused(await signed((payload) => payload, { type: 'od-update+jws' }), 'typ')
  })

  test('a changed context, and what is no context', async () => {
    const parts = readFlattened(await container.context(firm), 'context')
    const payload = { ...unverifiedPayload(parts, 'context'), contextSeq: 99 }
    const changed = { ...parts, payload: Buffer.from(JSON.stringify(payload)).toString('base64url') }
    await expectRefused(writeFlattened(changed), 'changed after it was signed')
    await expectRefused('{}', 'payload')
    await expectRefused('not a file', 'not JSON')
  })

  test('a software container without fingerprint', async () => {
    await expectRefused(await signed(({ fingerprint: _, ...payload }) => payload), 'fingerprint')
  })

  test('an unknown container whose serial is not that of its key', async () => {
    const stranger = new FieldContainer(firm)
    const other = newContainer(firm)
    await expectRefused(await stranger.context(firm, { serial: other.serial }), 'serial')
  })

  test('an unknown container with keys of another suite', async () => {
    const keys = newContainer(firm, 'p256-p256')
    await expectRefused(await new FieldContainer(firm, keys).context(firm), 'suite ed25519-x25519')
  })

  test('a dongle with keys of another suite, or with the fingerprint of a machine', async () => {
    const software = new FieldContainer(firm)
    const serial = containerSerial('dongle', software.keys.signingKey)
    await expectRefused(await software.context(firm, { kind: 'dongle', serial }), 'suite p256-p256')
    const dongle = new FieldContainer(firm, newContainer(firm, 'p256-p256', undefined, 'dongle'))
    const { fingerprint } = software.keys.context
    await expectRefused(await dongle.context(firm, { fingerprint }), 'shows no fingerprint')
  })
})
