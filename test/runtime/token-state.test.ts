import { toBase64url, sha256 } from '../../src/formats/encoding.ts'
import { makeStep, writeUpdate } from '../../src/formats/update.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { applyUpdate } from '../../src/runtime/apply-update.ts'
import type { ContainerState, FirmState } from '../../src/runtime/state.ts'
import { fromToken, toToken } from '../../src/runtime/token-state.ts'
import { license, newFirm, now } from '../formats/support.ts'

const digest = toBase64url(firstDigest)
const empty = { test: false, epoch: 0, contextSeq: 1, counter: 0, digest, licenses: [], removed: [], updates: [] }

/** A container with two licenses of one update, of which the second is put twice, and a third one of another update. */
async function container(): Promise<ContainerState> {
  const firm = await newFirm()
  const one = makeStep(firstDigest, 0, [{ put: { ...license('L-1'), sealed: 'a.b.c' } }, { put: license('L-2') }])
  const two = makeStep(one.digest, 1, [{ put: license('L-2', { featureMap: 7 }) }])
  const three = makeStep(two.digest, 2, [{ put: license('L-3') }])
  const facts = { serial: '3-1', keyThumbprint: toBase64url(sha256('')), firmCode: firm.firmCode, issuedAt: now }
  let state: FirmState = { ...empty, root: firm.root.key }
  for (const steps of [[one, two], [three]]) {
    const update = { ...facts, transferId: 'T-1', steps }
    state = applyUpdate(state, update, await writeUpdate(update, firm.sign)).firm
  }
  const keys = { signingKey: { kty: 'EC' }, agreementKey: { kty: 'EC' } }
  return { v: 1, serial: '3-1', suite: 'p256-p256', ...keys, createdAt: now.toISOString(), firms: { 10: state } }
}

test('a container comes back from the token as it was', async () => {
  const state = await container()
  expect(fromToken(toToken(state))).toEqual(JSON.parse(JSON.stringify(state)))
})

test('the state names no options that an update tells, and no update itself', async () => {
  const content = toToken(await container())
  expect(content.files.size).toBe(2)
  expect(JSON.stringify(content.state)).not.toMatch(/CAD-PRO|a\.b\.c|payload/)
})

test('options that no update tells stay in the state', async () => {
  const state = await container()
  const firm = state.firms['10']
  if (firm === undefined) throw new Error('no firm')
  const licenses = firm.licenses.map((held, index) =>
    index === 0 ? { ...held, options: { ...held.options, name: 'other' } } : { ...held, broughtBy: 'unknown' },
  )
  const changed = { ...state, firms: { 10: { ...firm, licenses } } }
  expect(fromToken(toToken(changed))).toEqual(JSON.parse(JSON.stringify(changed)))
})
