#!/usr/bin/env node
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openRuntime, ownEnvironment } from '../open-runtime.ts'
import { askHidden } from './ask-hidden.ts'
import { run } from './program.ts'

process.exitCode = await run(process.argv.slice(2), {
  ...openRuntime(),
  environment: ownEnvironment,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  input: () => createInterface({ input: process.stdin }),
  secret: process.stdin.isTTY ? askHidden : undefined,
  stopped: () => Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]),
  watched: process.stderr.isTTY,
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
})
