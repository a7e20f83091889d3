#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  clock: () => new Date(),
  random: randomBytes,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
