#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { machineIn } from '../machine.ts'
import { run } from './program.ts'

// The runtime is its own program: it knows nothing of the server's settings.
// eslint-disable-next-line no-restricted-properties
const { env } = process

process.exitCode = await run(process.argv.slice(2), {
  environment: env,
  machine: machineIn(env),
  now: () => new Date(),
  random: randomBytes,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  input: () => createInterface({ input: process.stdin }),
  stopped: () => Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]),
  watched: process.stderr.isTTY,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
})
