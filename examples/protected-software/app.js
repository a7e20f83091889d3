import { readFileSync } from 'node:fs'
import { activate, connectDepot, openRuntime, readRootKey, useLicense } from 'opendepot/runtime'
import { decrypt, purpose } from './resource.js'

// A program that writes reports, and wants a license for it: `node app.js ROOT SEALED`. With `--ticket TICKET --depot URL`
// it redeems a ticket first. A real program has both files compiled in.
const [rootFile, sealedFile, ...more] = process.argv.slice(2)
const firmCode = 6000010
const productCode = 1001

// The root is the anchor of everything: without it, anybody could make a root and a license of their own.
const root = readRootKey(readFileSync(rootFile, 'utf8'))
const runtime = openRuntime()

const [ticketId, depotUrl] = ['--ticket', '--depot'].map((name) => more[more.indexOf(name) + 1])
if (more.includes('--ticket')) {
  await activate(runtime, await connectDepot(depotUrl), { ticketId, firmCode, root }, console.log)
}

const use = await useLicense(runtime, { firmCode, productCode, root, releasedAt: new Date('2026-06-01') })
process.exitCode = await run()

async function run() {
  if (use.verdict === 'invalid') {
    // No license, for good: say why, and how to get one.
    console.error(`No license: ${use.text}`)
    return 6
  }
  if (use.verdict === 'unknown') {
    // Nobody can tell now. This is no reason to accuse anybody: try again, or go on for a while as the last answer was.
    console.error(`The license cannot be checked now: ${use.text}`)
    return 7
  }
  // A program that runs for long looks again from time to time, and saves the user's work before it stops.
  const looking = setInterval(() => void look(), 60_000).unref()
  try {
    const charged = await use.takeUnits(1n)
    if (charged.verdict !== 'valid') {
      console.error(`No report: ${charged.text}`)
      return 6
    }
    const report = decrypt(readFileSync(sealedFile), await use.deriveKey({ secretType: 1 }, purpose))
    console.log(`${report.toString('utf8').trim()} Licensed: ${use.license.name}, ${charged.unitsLeft} reports left.`)
    return 0
  } finally {
    clearInterval(looking)
    await use.end()
  }
}

async function look() {
  const verdict = await use.check()
  if (verdict.verdict === 'invalid') console.error(`Please save your work: ${verdict.text}`)
}
