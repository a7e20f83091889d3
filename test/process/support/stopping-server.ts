/**
 * A server that stops hard at a named point: as soon as the file `STOP_FILE` says `update-signed 1`, the first time that
 * this point is reached kills the process, as a power cut would. Without the file it is an ordinary server.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readConfig } from '../../../src/config.ts'
import { createLogger } from '../../../src/logger.ts'
import { createServer } from '../../../src/server.ts'
import type { Points } from '../../../src/store/points.ts'

const file = process.env['STOP_FILE'] ?? ''
let reached = 0

const points: Points = {
  reach: (name) => {
    const [stopAt, times] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : []
    if (stopAt !== name) return
    reached += 1
    if (reached === Number(times)) process.kill(process.pid, 'SIGKILL')
  },
}

const config = readConfig(process.env)
const server = await createServer(config, { logger: createLogger(config.logLevel), points })
await server.listen()
process.once('SIGTERM', () => void server.close())
