import { openBridge } from '../../bridge.ts'
import { wholeNumber, type Describe, type Outcome, type Workplace } from '../command.ts'

interface BridgeCommandOptions {
  depot?: string
  host: string
  port: number
}

export const describeBridge: Describe = (program, act) => {
  program
    .command('bridge')
    .description('let devices that are connected to this machine reach the Depot through it, until stopped')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .option('--host <address>', 'where devices come in; 127.0.0.1: from this machine only', '127.0.0.1')
    .option('--port <number>', 'port for them; 0: any free one', wholeNumber, 8765)
    .action(act(bridge))
}

async function bridge(
  { depotUrl, surroundings, progress }: Workplace,
  options: BridgeCommandOptions,
): Promise<Outcome> {
  const depot = depotUrl(options.depot)
  const { url, close } = await openBridge(depot, options, progress)
  progress(`Devices reach the Depot by --depot ${url} now. Stop with Ctrl+C.`)
  await surroundings.stopped?.()
  await close()
  return { lines: ['Stopped.'], json: { stopped: url } }
}
