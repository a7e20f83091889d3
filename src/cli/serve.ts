import { readConfig, showConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { createServer } from '../server.ts'
import type { Register } from './run.ts'
import { stopSignal } from './stop-signal.ts'

/** `opendepot serve`: the server, until somebody stops it. */
export const registerServe: Register = (program, { terminal }) => {
  program
    .command('serve')
    .description('serve the interfaces until SIGINT or SIGTERM; a second signal stops without waiting')
    .action(async () => {
      const config = readConfig(terminal.env)
      const logger = createLogger(config.logLevel)
      process.on('uncaughtExceptionMonitor', (error) => logger.error('the process ends by an error', { error }))
      const server = await createServer(config, { logger, clock: terminal.clock, random: terminal.random })
      logger.debug(
        'configuration',
        Object.fromEntries(showConfig(terminal.env).map(({ name, value }) => [name, value])),
      )
      // Without TLS there is nothing to read again, and a terminal that is closed stops the server as it does others.
      if (config.tlsCert !== undefined) process.on('SIGHUP', () => server.reload())
      try {
        await server.listen()
        logger.info('stopping', { signal: await stopSignal() })
      } finally {
        await server.close()
      }
    })
}
