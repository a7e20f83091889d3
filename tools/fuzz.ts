import { openTarget } from '../test/attacks/target.ts'
import { fuzz } from '../test/fuzz/fuzz.ts'

/** Fuzzes a server process: `npm run fuzz -- --minutes 10 --seed 1`. Without a seed it takes one that was never tried. */
const option = (name: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}
const seed = option('seed') ?? Math.floor(Math.random() * 2 ** 31)
const minutes = option('minutes') ?? 1
console.log(`fuzzing for ${minutes} min with seed ${seed}`)

const target = await openTarget()
const before = target.memory()
const { requests, answers, failure } = await fuzz(target, { seed, milliseconds: minutes * 60_000 })
const after = target.memory()
await target.close()
for (const [answer, count] of [...answers].sort(([, a], [, b]) => b - a)) {
  console.log(`${String(count).padStart(8)}  ${answer}`)
}
console.log(`${requests} messages; memory ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after`)
if (failure !== undefined || target.internalErrors.length > 0) {
  console.log(`\nFAILED\n${failure ?? target.internalErrors.join('\n')}`)
  process.exitCode = 1
}
