import { readFirmRoot, type FirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { thumbprint } from '../formats/keys.ts'
import { readTemplate, type Template } from '../formats/template.ts'
import { withSignedTime } from './clock.ts'
import { changeContainer, firmIn, homeOf, readContainer, withFirm } from './container-folder.ts'
import { publicKeysOf } from './container-keys.ts'
import type { DepotCall } from './depot-client.ts'
import { acceptEpoch } from './epoch.ts'
import { refusalOf } from './import-update.ts'
import type { Progress } from './progress.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'

/** Takes the root from the Depot: trust on first use, so the user sees what to compare. */
export async function fetchRoot(depot: DepotCall, firmCode: number, progress: Progress): Promise<FirmRoot> {
  const { rootKey } = await depot<{ rootKey: string }>('GetKeys', { firmCode })
  const root = formatted(() => readFirmRoot(parseJsonObject(rootKey, 'root key')))
  progress(
    `Trusting the root of firm code ${firmCode} from the Depot: compare ${thumbprint(root.key)} with the vendor's.`,
  )
  return root
}

function formatted<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refusalOf(error)
  }
}

/**
 * Introduces a container to the Depot, and checks by the template that both see it alike. What the firm signed is proof of
 * the time, so this is also how a clock is confirmed.
 */
export async function enroll(runtime: Runtime, depot: DepotCall, serial: string, firmCode: number, progress: Progress) {
  const state = await readContainer(runtime, serial)
  const { root, test } = firmIn(state, firmCode)
  const { signingKey, agreementKey } = publicKeysOf(state)
  const home = homeOf(runtime)
  const fingerprint = await home.fingerprint(state, root)
  const answer = await depot<{ containerSerial: string; templateFile: string }>('EnrollContainer', {
    enrollment: {
      containerKind: home.kind,
      firmCode,
      signingKey: JSON.stringify(signingKey),
      agreementKey: JSON.stringify(agreementKey),
      fingerprint: fingerprint && {
        fingerprintPart: fingerprint.parts.map(({ name, hash }) => ({ name, partHash: hash.toString('base64url') })),
      },
      bindingScheme: fingerprint?.scheme,
    },
  })
  const { template, epoch } = await readOwnTemplate(answer.templateFile, readFirmRoot({ ...root }))
  requireFit(template, { serial, firmCode, test, answered: answer.containerSerial })
  await changeContainer(runtime, serial, (current) => {
    const firm = firmIn(current, firmCode)
    const seen = acceptEpoch(
      firm,
      epoch,
      'The template',
      'Ask the vendor: their Depot signs with a key that was given up.',
    )
    const known = seen === firm ? current : withFirm(current, firmCode, seen)
    return Promise.resolve([withSignedTime(known, firmCode, template.issuedAt, runtime.now()), undefined])
  })
  progress(`Enrolled with ${template.firmName ?? `firm code ${firmCode}`}.`)
}

async function readOwnTemplate(file: string, root: FirmRoot) {
  try {
    return await readTemplate(file, root)
  } catch (error) {
    throw refusalOf(error)
  }
}

function requireFit(
  template: Template,
  own: { serial: string; firmCode: number; test: boolean; answered: string },
): void {
  const serials = [own.answered, template.serial ?? own.serial]
  if (serials.some((serial) => serial !== own.serial) || template.firmCode !== own.firmCode) {
    const message = `The Depot enrolled ${serials.join(' and ')} instead of ${own.serial}.`
    throw new RuntimeRefusal('OTHER_CONTAINER', message, 'Ask the vendor: their Depot does not work as described.')
  }
  if (template.test === true && !own.test) {
    const message = 'The Depot is a test installation, and this is a production container.'
    throw new RuntimeRefusal(
      'TEST_FILE',
      message,
      'Use the Depot of the production installation, or --test for a trial.',
    )
  }
}
