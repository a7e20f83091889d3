import { findContainer } from '../../container-folder.ts'
import { createContainer } from '../../create-container.ts'
import { DepotRefusal, type DepotCall } from '../../depot-client.ts'
import type { Errand } from '../../errand.ts'
import type { LicenseResult } from '../../license-results.ts'
import { listLicenses, type ListedLicense } from '../../list-licenses.ts'
import { RuntimeRefusal } from '../../refusal.ts'
import { writeRequest } from '../../request-file.ts'
import type { Runtime } from '../../runtime.ts'
import type { Way } from '../../send-errand.ts'
import { whenText } from '../../when.ts'
import { isFirmCode, rootFrom, writeOut } from '../command.ts'
import { refusalWords } from './refusal-words.ts'
import type { Talk } from './talk.ts'
import type { Word } from './words.ts'

/** Where the wizard acts. */
export interface Stage {
  readonly talk: Talk
  readonly runtime: Runtime
  /** Absent: this computer has no network, so requests are written to files. */
  readonly depot: DepotCall | undefined
  /** Files of a test installation are taken. */
  readonly test: boolean
}

/** Something that the wizard can do. */
export type Scene = (stage: Stage) => Promise<void>

/** A license on this computer, and where. */
export interface HeldHere extends ListedLicense {
  readonly serial: string
  readonly firmCode: number
}

/** The wizard tells what happens in its own words. */
export function wayOf({ runtime }: Stage, depot: DepotCall): Way {
  return { runtime, depot, progress: () => undefined }
}

export async function heldHere({ runtime }: Stage): Promise<HeldHere[]> {
  return (await listLicenses(runtime)).flatMap((one) =>
    'refusal' in one
      ? []
      : one.firms.flatMap(({ firmCode, licenses }) =>
          licenses.map((license) => ({ ...license, serial: one.serial, firmCode })),
        ),
  )
}

/** A license as one line of a list. */
export function licenseLine({ talk }: Stage, { name, expiresAt, unitsLeft }: ListedLicense): string {
  const terms = [expiresAt === undefined ? talk.words('noEnd') : talk.words('until', whenText(expiresAt))]
  if (unitsLeft !== undefined) terms.push(talk.words('units', unitsLeft))
  return `${name} (${terms.join(', ')})`
}

/** Tells how licenses fared; `names` by id. */
export function tellResults(
  { talk }: Stage,
  results: readonly LicenseResult[],
  names: ReadonlyMap<string, string>,
  good: Word,
): void {
  for (const { licenseId, ok, code = '', text = '', waitUntil } of results) {
    const name = names.get(licenseId) ?? licenseId
    if (ok) talk.say(good, name)
    else {
      talk.say('failed', name, text || code, talk.adviceOn(code))
      if (waitUntil !== undefined) talk.say('waits', whenText(waitUntil))
    }
  }
}

/** Tells why something was refused, and what to do next. */
export function tellRefusal({ talk }: Pick<Stage, 'talk'>, refusal: RuntimeRefusal): void {
  if (refusal instanceof DepotRefusal) {
    const { code, text, waitUntil } = refusal.fault
    talk.say('refused', text)
    if (waitUntil !== undefined) talk.say('waits', whenText(waitUntil))
    talk.show(talk.adviceOn(code))
    return
  }
  talk.say('refused', refusal.message)
  talk.show(talk.language === 'en' ? refusal.advice : (refusalWords[refusal.code] ?? refusal.advice))
}

/** Asks for a firm code until it is one. */
async function askFirmCode(talk: Talk): Promise<number> {
  for (;;) {
    const typed = await talk.ask('firmCode')
    if (isFirmCode(typed)) return Number(typed)
    talk.say('noFirmCode')
  }
}

/** The container for a firm code, without network: a new one trusts the root key that the vendor handed out. */
export async function containerByFile({ talk, runtime, test }: Stage): Promise<{ serial: string; firmCode: number }> {
  const firmCode = await askFirmCode(talk)
  try {
    return { serial: await findContainer(runtime, firmCode), firmCode }
  } catch (error) {
    if (!(error instanceof RuntimeRefusal && error.code === 'CONTAINER_MISSING')) throw error
    const root = await rootFrom(await talk.ask('rootFile'))
    return { serial: await createContainer(runtime, { firmCode, root, test }), firmCode }
  }
}

/** Writes a request to a file that somebody carries to the Depot. */
export async function writeForFerry({ talk, runtime }: Stage, errand: Errand): Promise<void> {
  const usual = `request-${errand.firmCode}.odr`
  const path = (await talk.ask('fileToWrite', usual)) || usual
  await writeOut(path, await writeRequest(runtime, errand))
  talk.say('written', path)
}
