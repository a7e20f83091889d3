import { LessThanOrEqual, MoreThan } from 'typeorm'
import { putFirmCode as putIntoCatalogue } from '../catalogue/put-firm-code.ts'
import type { PutFirmCode, PutFirmCodeResponse, YesNo } from '../contract/admin.ts'
import { FirmKey } from '../entities/firm-key.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'

/**
 * Registers a firm code or changes its name. Its keys are made where they may be seen, by `opendepot firm create`.
 * @throws Fault `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function putFirmCode({ firm }: PutFirmCode, call: Call): Promise<PutFirmCodeResponse> {
  const { firmCode, name, comment } = firm
  return call.answer(async (tx) => {
    const claim = { content: { firmCode, name }, reference: String(firmCode) }
    const known = await claimRequest(tx, call, claim)
    const signingReady = await canSign(tx, firmCode, call.now)
    if (known !== undefined) return { result: { firmCode, outcome: 'replayed', signingReady } }
    const { outcome } = await putIntoCatalogue(tx, call, { firmCode, name, comment, field: 'firm/firmCode' })
    call.note({ firmCode, outcome })
    return { result: { firmCode, outcome, signingReady } }
  })
}

async function canSign(tx: Tx, firmCode: number, now: Date): Promise<YesNo> {
  const signing = { firmCode, role: 'signing', state: 'active' } as const
  const valid = { notBefore: LessThanOrEqual(now), notAfter: MoreThan(now) }
  return (await tx.existsBy(FirmKey, { ...signing, ...valid })) ? 'yes' : 'no'
}
