import { Fault } from '../faults.ts'
import { checkValidAt } from '../formats/certificate.ts'
import type { JsonObject } from '../formats/encoding.ts'
import { signJws, writeFlattened, type FileType, type Signer } from '../formats/jws.ts'
import { time } from '../formats/values.ts'
import { UserError } from '../user-error.ts'
import type { FirmSecurityBox, KeyRegister, KeyVault, SigningKey } from './box.ts'

/** A Firm Security Box: the register says which key signs, and the vault has it. */
export function openBox(register: KeyRegister, vault: KeyVault): FirmSecurityBox {
  const signerFor = async (firmCode: number, now: Date) => {
    const key = signingKeyAt(await register(firmCode), firmCode, now)
    return { key, signer: await signerOf(vault, key) }
  }
  return {
    signingKey: async (firmCode, now) => (await signerFor(firmCode, now)).key,
    sign: async (firmCode: number, type: FileType, payload: JsonObject, now: Date) => {
      const { key, signer } = await signerFor(firmCode, now)
      checkValidAt(key, time(payload['issuedAt'], 'issuedAt'), 'the file to sign')
      const jws = await signJws(type, payload, signer, key.certificate).catch((cause: unknown) => {
        throw cannotSign(firmCode, cause)
      })
      return writeFlattened(jws)
    },
  }
}

function signingKeyAt(keys: readonly SigningKey[], firmCode: number, now: Date): SigningKey {
  if (keys.length === 0) {
    const advice = `"opendepot firm create ${firmCode}" makes them`
    throw cannotSign(firmCode, new Error(`there are no signing keys for firm code ${firmCode}; ${advice}`))
  }
  const [newest] = keys
    .filter(({ state, notBefore, notAfter }) => state === 'active' && notBefore <= now && now < notAfter)
    .sort((a, b) => b.epoch - a.epoch || Number(b.notBefore) - Number(a.notBefore))
  if (newest !== undefined) return newest
  const advice = `"opendepot keys rotate ${firmCode} --now" makes one`
  throw cannotSign(firmCode, new Error(`no signing key of firm code ${firmCode} is valid now; ${advice}`))
}

/** At run time a key that cannot be used is an outage of the signer, not the end of the server. */
async function signerOf(vault: KeyVault, key: SigningKey): Promise<Signer> {
  const { kid, firmCode } = key
  const signer = await vault.signer(key).catch((cause: unknown) => {
    if (cause instanceof UserError) throw cannotSign(firmCode, cause)
    throw cause
  })
  if (signer !== undefined) return signer
  throw cannotSign(firmCode, new Error(`the signing key ${kid} of firm code ${firmCode} is not in ${vault.place}`))
}

/** The caller learns that it is not his fault, the operator's log why. */
function cannotSign(firmCode: number, cause: unknown): Fault {
  const text = `This server cannot sign for firm code ${firmCode} at the moment; its operator has been told.`
  return new Fault('UNAVAILABLE', text, { cause })
}
