import { readFileSync, writeFileSync } from 'node:fs'
import { billOfMaterials } from './supply/bill-of-materials.ts'
import type { Lock } from './supply/lock.ts'

/** `npm run sbom` prints the bill of materials; `npm run sbom -- FILE` writes it into a file. */
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
const { license } = JSON.parse(readFileSync('package.json', 'utf8')) as { license: string }
const text = `${JSON.stringify(billOfMaterials(lock, license), null, 2)}\n`
const [file] = process.argv.slice(2)
if (file === undefined) process.stdout.write(text)
else writeFileSync(file, text)
