#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { environment } from '../config.ts'
import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), {
  env: environment,
  clock: () => new Date(),
  random: randomBytes,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  watched: process.stderr.isTTY,
})
