import { closeSession, keepSession, openSession, useCloudUnits } from '../../cloud/sessions.ts'
import { forgetSession, keptSession, keepInMind } from '../../cloud/session-file.ts'
import { changePassword } from '../../cloud/change-password.ts'
import { createCloud } from '../../cloud/create-cloud.ts'
import { activateCloud, findCloudLicense, listCloud } from '../../cloud/licenses.ts'
import { openCloud, type CloudAccount } from '../../cloud/account.ts'
import { connectDepot } from '../../depot-client.ts'
import type { Lease } from '../../../formats/lease.ts'
import {
  firmNumber,
  readText,
  rootFrom,
  UsageError,
  wholeNumber,
  type Describe,
  type Outcome,
  type Workplace,
} from '../command.ts'
import { adviceFor, describeResult, exitCodeFor } from '../settled.ts'

interface CloudOptions {
  depot?: string
  serial?: string
  passwordFile?: string
}

export const describeCloud: Describe = (program, act) => {
  const cloud = program.command('cloud').description('use a cloud container, which lives on the server')
  const add = (name: string, description: string) =>
    cloud
      .command(name)
      .description(description)
      .option('--depot <url>', 'address of the Depot (OPENDEPOT_DEPOT)')
      .option('--serial <serial>', 'container, if there are credentials of several')
      .option('--password-file <file>', 'file with the password (else OPENDEPOT_PASSWORD, or a question)')

  add('create', 'make the container of a user, or a new credential for it (only the vendor)')
    .requiredOption('--firm <code>', 'firm code', firmNumber)
    .requiredOption('--user <id>', 'the user')
    .requiredOption('--client <name>', 'API client of the vendor')
    .requiredOption('--secret-file <file>', 'file with the secret of the API client')
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--test', 'take files of a test installation')
    .action(act(create))
  add('list', 'show what the container holds').action(act(list))
  add('activate', 'redeem a ticket; the container has the licenses at once')
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--all', 'all licenses of the ticket')
    .action(act(activate))
  add('open', 'begin to use a license: take a seat')
    .option('--license <id>', 'the license')
    .option('--product <code>', 'or its product code', wholeNumber)
    .option('--device <name>', 'name of this device')
    .action(act(open))
  add('keep', 'go on using it: a fresh lease').action(act(keep))
  add('use', 'use units of it')
    .requiredOption('--units <number>', 'how many', wholeNumber)
    .option('--request <id>', 'name of this use: the same name takes them once')
    .action(act(use))
  add('close', 'end using it: the seat is free').action(act(close))
  add('password', 'change the password; copies of the credential on other devices are void')
    .option('--new-password-file <file>', 'file with the new password (else OPENDEPOT_NEW_PASSWORD, or a question)')
    .action(act(password))
}

async function create(
  workplace: Workplace,
  options: CloudOptions & {
    firm: number
    user: string
    client: string
    secretFile: string
    root?: string
    test?: boolean
  },
): Promise<Outcome> {
  const { firm: firmCode, user: userId, client: name, secretFile, test } = options
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const chosen = await newSecretOf(workplace, options.passwordFile, 'OPENDEPOT_PASSWORD', 'Password: ')
  const secret = (await readText(secretFile)).trim()
  const depot = await connectDepot(workplace.depotUrl(options.depot), { name, secret })
  const wish = { firmCode, userId, password: chosen, root, test }
  const { serial } = await createCloud(workplace.runtime, depot, wish)
  const line = `Container ${serial} belongs to ${userId}; its credential is in ${workplace.runtime.folder}.`
  return { lines: [line], json: { serial, firmCode, userId } }
}

async function list(workplace: Workplace, options: CloudOptions): Promise<Outcome> {
  const { account, depot, now } = await unlocked(workplace, options)
  const licenses = await listCloud(account, depot, now)
  const lines = licenses.map(
    ({ licenseId, productCode, name, expirationTime = 'no end' }) =>
      `${licenseId}  product ${productCode}  ${expirationTime}  ${name}`,
  )
  return { lines: [account.serial, ...lines.map((line) => `  ${line}`)], json: { serial: account.serial, licenses } }
}

async function activate(
  workplace: Workplace,
  { ticket: ticketId, all, ...options }: CloudOptions & { ticket: string; all?: boolean },
): Promise<Outcome> {
  const { account, depot, now } = await unlocked(workplace, options)
  const licenseResults = await activateCloud(account, depot, now, { ticketId, all })
  const failed = licenseResults.filter(({ ok }) => !ok)
  const lines = [...licenseResults.map((result) => describeResult(result)), ...adviceFor(failed)]
  return { lines, json: { serial: account.serial, licenseResults }, ...exitCodeFor(failed) }
}

async function open(
  workplace: Workplace,
  options: CloudOptions & { license?: string; product?: number; device?: string },
): Promise<Outcome> {
  const { license: licenseId, product: productCode, device: deviceName } = options
  if ((licenseId === undefined) === (productCode === undefined)) throw new UsageError('Give --license or --product.')
  const { account, depot, now } = await unlocked(workplace, options)
  const found = await findCloudLicense(account, depot, now, { licenseId, productCode })
  const session = await openSession(account, depot, now, { licenseId: found.licenseId, deviceName })
  await keepInMind(workplace.runtime.folder, account.serial, session)
  return leased('The license is in use', session.lease)
}

async function keep(workplace: Workplace, options: CloudOptions): Promise<Outcome> {
  const { account, depot } = await unlocked(workplace, options)
  const { sessionId } = await keptSession(workplace.runtime.folder, account.serial)
  const session = await keepSession(account, depot, sessionId)
  await keepInMind(workplace.runtime.folder, account.serial, session)
  return leased('The license stays in use', session.lease)
}

async function use(
  workplace: Workplace,
  { units, request, ...options }: CloudOptions & { units: number; request?: string },
): Promise<Outcome> {
  const { serial, sessionId } = await keptSession(workplace.runtime.folder, options.serial)
  const { usedUnits, unitsLeft } = await useCloudUnits(
    await workplace.connect(options.depot),
    sessionId,
    units,
    request,
  )
  const json = { serial, usedUnits: String(usedUnits), unitsLeft: String(unitsLeft) }
  return { lines: [`${units} units are used; ${unitsLeft} are left.`], json }
}

async function close(workplace: Workplace, options: CloudOptions): Promise<Outcome> {
  const { folder } = workplace.runtime
  const { serial, sessionId } = await keptSession(folder, options.serial)
  await closeSession(await workplace.connect(options.depot), sessionId)
  await forgetSession(folder, serial)
  return { lines: ['The license is not in use any more.'], json: { serial, closed: true } }
}

async function password(
  workplace: Workplace,
  { newPasswordFile, ...options }: CloudOptions & { newPasswordFile?: string },
): Promise<Outcome> {
  const old = await passwordOf(workplace, options)
  const next = await newSecretOf(workplace, newPasswordFile, 'OPENDEPOT_NEW_PASSWORD', 'New password: ')
  const depot = await workplace.connect(options.depot)
  const { serial } = await changePassword(workplace.runtime, depot, { old, next, serial: options.serial })
  const line = `The password of container ${serial} is changed. Copy its credential to your other devices once more.`
  return { lines: [line], json: { serial } }
}

async function unlocked(workplace: Workplace, options: CloudOptions) {
  const account: CloudAccount = await openCloud(workplace.runtime, await passwordOf(workplace, options), options.serial)
  return { account, depot: await workplace.connect(options.depot), now: workplace.runtime.now() }
}

function leased(words: string, { leaseId, licenseId, validUntil, nextContactAt, seatNumber }: Lease): Outcome {
  const [until, contact] = [validUntil.toISOString(), nextContactAt.toISOString()]
  const line = `${words} until ${until}, on seat ${seatNumber}; come again at ${contact} (cloud keep).`
  return { lines: [line], json: { leaseId, licenseId, seatNumber, validUntil: until, nextContactAt: contact } }
}

function passwordOf(workplace: Workplace, { passwordFile }: CloudOptions): Promise<string> {
  return secretOf(workplace, passwordFile, 'OPENDEPOT_PASSWORD', 'Password: ')
}

async function secretOf({ surroundings }: Workplace, file: string | undefined, variable: string, question: string) {
  if (file !== undefined) return (await readText(file)).replace(/\r?\n$/, '')
  const given = surroundings.environment[variable] ?? (await surroundings.secret?.(question))
  if (given !== undefined) return given
  throw new UsageError(`Say the password by a file, or by the environment variable ${variable}.`)
}

/** Asked for twice where nobody sees what is typed: a slip would lock its owner out. */
async function newSecretOf(workplace: Workplace, file: string | undefined, variable: string, question: string) {
  const given = await secretOf(workplace, file, variable, question)
  const { environment, secret } = workplace.surroundings
  const isTyped = file === undefined && environment[variable] === undefined
  if (!isTyped || (await secret?.('Once more: ')) === given) return given
  throw new UsageError('The two passwords are not the same; nothing was changed. Try again.')
}
