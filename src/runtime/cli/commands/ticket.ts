import { showTicket, type TicketLicense } from '../../ticket-view.ts'
import { whenText } from '../../when.ts'
import type { Describe, Outcome, Workplace } from '../command.ts'

interface TicketOptions {
  depot?: string
  ticket: string
}

export const describeTicket: Describe = (program, act) => {
  program
    .command('ticket')
    .description('show what is on a ticket, where it is, and what can be done with it')
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .action(act(show))
}

async function show({ connect }: Workplace, options: TicketOptions): Promise<Outcome> {
  const view = await showTicket(await connect(options.depot), options.ticket)
  const more = view.licenseCount - view.licenses.length
  const lines = [
    ...(view.inseparable ? ['All licenses of this ticket go into one container.'] : []),
    ...view.licenses.flatMap(describeLicense),
    ...(more > 0 ? [`and ${more} more licenses.`] : []),
  ]
  return { lines, json: view }
}

function describeLicense(license: TicketLicense): string[] {
  const { name, itemNumber, licenseId, firmCode, expiresAt, reactivationAt, containerSerial } = license
  const end = expiresAt === undefined ? '' : `, until ${whenText(expiresAt)}`
  const waits = reactivationAt === undefined ? [] : [`  can be issued anew from ${whenText(reactivationAt)} on`]
  const can = license.nextActions.flatMap((action) => commandFor[action] ?? [])
  return [
    `${name} (${itemNumber}), firm code ${firmCode}${end}`,
    `  license ${licenseId}: ${license.state}${containerSerial === undefined ? '' : ` in container ${containerSerial}`}`,
    `  for containers of kind ${license.containerKinds.join(', ')}`,
    ...waits,
    ...(can.length > 0 ? [`  now possible: ${can.join(', ')}`] : []),
  ]
}

const commandFor: Readonly<Record<string, string>> = {
  ActivateLicenses: 'activate',
  AutoUpdate: 'auto-update',
  ReturnLicenses: 'return',
  ReactivateLicenses: 'reactivate',
  RenewLicense: 'renew',
}
