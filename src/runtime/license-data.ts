import { deriveKey, type KeyPurpose } from '../formats/derived-key.ts'
import { unseal, type SealedData } from '../formats/sealed.ts'
import { changeContainer, firmIn, homeOf, readContainer, withFirm } from './container-folder.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { HeldLicense } from './state.ts'

/** What a vendor wrote into a license for the program to read. */
export interface LicenseData {
  readonly text?: string | undefined
  readonly customerOwnedLicenseInformation?: string | undefined
  readonly userData?: Buffer | undefined
  readonly protectedData?: Buffer | undefined
  /** By type, 0 to 127. */
  readonly extendedProtectedData: ReadonlyMap<number, Buffer>
  readonly universalData?: Buffer | undefined
  /** Values given with the order or at activation, by the name of the parameter. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A copy of a license in a container. */
export interface HeldIn {
  readonly serial: string
  readonly held: HeldLicense
}

/** Which data: secret ones, which nobody ever sees, or hidden ones with their access code. */
export type KeySource =
  { readonly secretType: number } | { readonly hiddenType: number; readonly accessCode?: number | undefined }

export function dataOf({ options, ownUserData }: HeldLicense): LicenseData {
  return {
    text: options.text,
    customerOwnedLicenseInformation: options.customerOwnedLicenseInformation,
    userData: bytes(ownUserData ?? options.userData),
    protectedData: bytes(options.protectedData),
    extendedProtectedData: new Map(
      options.extendedProtectedData?.map(({ type, data }) => [type, Buffer.from(data, 'base64url')]),
    ),
    universalData: bytes(options.universalData),
    parameters: options.parameters ?? {},
  }
}

function bytes(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64url')
}

/** So many bytes of user data a license holds. */
const mostUserData = 256

/**
 * Changes the user data of a license in its container, durably; anybody may. They stay until the vendor changes them, and
 * never leave the machine.
 * @throws RuntimeRefusal LICENSE_MISSING
 */
export async function writeUserData(
  runtime: Runtime,
  { serial, held }: HeldIn,
  data: Uint8Array,
): Promise<HeldLicense> {
  if (data.length > mostUserData) throw new RangeError(`user data have at most ${mostUserData} bytes`)
  const ownUserData = Buffer.from(data).toString('base64url')
  await changeContainer(runtime, serial, (state) => {
    const firm = firmIn(state, held.options.firmCode)
    const present = firm.licenses.find(({ licenseId }) => licenseId === held.licenseId)
    if (present === undefined) {
      const message = `The container ${serial} holds the license ${held.licenseId} no more.`
      throw new RuntimeRefusal('LICENSE_MISSING', message, 'See "opendepot-runtime list".')
    }
    const licenses = firm.licenses.map((each) => (each === present ? { ...present, ownUserData } : each))
    return Promise.resolve([withFirm(state, held.options.firmCode, { ...firm, licenses }), undefined])
  })
  return { ...held, ownUserData }
}

/**
 * Hidden data of a license.
 * @throws RuntimeRefusal DATA_MISSING, ACCESS_CODE_WRONG
 */
export async function hiddenData(runtime: Runtime, of: HeldIn, type: number, accessCode?: number): Promise<Buffer> {
  const found = (await open(runtime, of)).hiddenData.find((entry) => entry.type === type)
  if (found === undefined) throw dataMissing(of, `hidden data ${type}`)
  if (found.accessCode === undefined || found.accessCode === accessCode) return found.data
  const message = `That is not the access code of hidden data ${type} of license ${of.held.licenseId}.`
  throw new RuntimeRefusal('ACCESS_CODE_WRONG', message, 'The program has to give the code that the vendor set.')
}

/**
 * A key from the data of a license (docs/formats.md §8.3); the only use that secret data have.
 * @throws RuntimeRefusal DATA_MISSING, ACCESS_CODE_WRONG
 */
export async function keyFrom(runtime: Runtime, of: HeldIn, source: KeySource, purpose: KeyPurpose): Promise<Buffer> {
  if ('hiddenType' in source) {
    return deriveKey(await hiddenData(runtime, of, source.hiddenType, source.accessCode), purpose)
  }
  const found = (await open(runtime, of)).secretData.find(({ type }) => type === source.secretType)
  if (found === undefined) throw dataMissing(of, `secret data ${source.secretType}`)
  return deriveKey(found.data, purpose)
}

async function open(runtime: Runtime, { serial, held }: HeldIn): Promise<SealedData> {
  if (held.sealed === undefined) return { hiddenData: [], secretData: [] }
  const { agreement } = await homeOf(runtime).secretsOf(await readContainer(runtime, serial))
  return unseal(held.sealed, held, agreement)
}

function dataMissing({ held }: HeldIn, what: string): RuntimeRefusal {
  const message = `The license ${held.licenseId} has no ${what}.`
  return new RuntimeRefusal('DATA_MISSING', message, 'The vendor puts it into the item; licenses sold before lack it.')
}
