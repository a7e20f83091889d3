import type { BindingScheme } from '../../../formats/fingerprint.ts'
import { hostOf } from '../../container-folder.ts'
import { createContainer, pinFirm, type PinnedFirm } from '../../create-container.ts'
import { fetchRoot } from '../../enroll.ts'
import { introduce } from '../../introduce.ts'
import type { Runtime } from '../../runtime.ts'
import { bindingOption } from '../binding-option.ts'
import { firmNumber, rootFrom, UsageError, type Describe, type Outcome, type Workplace } from '../command.ts'

interface CreateOptions {
  firm: number
  root?: string
  depot?: string
  serial?: string
  test?: boolean
  binding?: BindingScheme
}

export const describeCreate: Describe = (program, act) => {
  program
    .command('create')
    .description('make a container on this machine that trusts the root of a firm')
    .requiredOption('--firm <code>', 'firm code', firmNumber)
    .option('--root <file>', 'root key of the firm (root.jwk), as the vendor hands it out')
    .option('--depot <url>', 'take the root from the Depot instead; compare the thumbprint that is printed')
    .option('--serial <serial>', 'add the firm to this container instead of making one')
    .addOption(bindingOption())
    .option('--test', 'take files of a test installation')
    .action(act(create))
}

async function create(workplace: Workplace, options: CreateOptions): Promise<Outcome> {
  const { firm: firmCode, test = false, binding } = options
  if ((options.root === undefined) === (options.depot === undefined)) {
    throw new UsageError(
      'Give the root key of the firm: either --root FILE, as the vendor hands it out, or --depot URL.',
    )
  }
  const { runtime } = workplace
  const serial =
    options.depot === undefined
      ? await createOrPin(
          runtime,
          { firmCode, root: await rootFrom(options.root ?? ''), test, binding },
          options.serial,
        )
      : await createOnline(workplace, options)
  return { lines: [`Container ${serial} serves firm code ${firmCode}.`], json: { containerSerial: serial, firmCode } }
}

async function createOrPin(runtime: Runtime, firm: PinnedFirm, serial: string | undefined): Promise<string> {
  const host = await hostOf(runtime, serial)
  if (host === undefined) return createContainer(runtime, firm)
  await pinFirm(runtime, host, firm)
  return host
}

async function createOnline(
  { runtime, progress, connect }: Workplace,
  { firm: firmCode, depot: url, serial, test = false, binding }: CreateOptions,
): Promise<string> {
  const depot = await connect(url)
  const root = await fetchRoot(depot, firmCode, progress)
  return introduce(runtime, depot, { firmCode, root, test, binding }, serial, progress)
}
