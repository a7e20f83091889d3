import { readFileSync } from 'node:fs'
import { Fault } from '../../src/faults.ts'
import { type Contract, loadContract } from '../../src/soap/contract.ts'
import { EncodeError } from '../../src/soap/encoder.ts'
import { openEnvelope } from '../../src/soap/envelope.ts'
import { defaultLimits } from '../../src/soap/limits.ts'
import { SoapFault } from '../../src/soap/soap-fault.ts'
import { envelope, soap11, soap12 } from '../../src/soap/versions.ts'
import { createOracle, type Oracle } from '../support/oracle.ts'
import { wrap } from './endpoint-kit.ts'
import { mutate } from './mutations.ts'
import { Dice } from './random.ts'
import { shopWsdl } from './shop.ts'

/**
 * Two readers of the same contract, ours and libxml2, must agree on every message. Where they do not, the difference is
 * one of these kinds, each for a reason; a difference of no kind is a failure.
 */
const seed = Number(process.env['SEED'] ?? 20270131)
const rounds = { valid: 8_000, mutated: 30_000, answers: 8_000 }
const milliseconds = 18_000

interface Subject {
  readonly name: string
  readonly contract: Contract
  readonly oracle: Oracle
}

const subjects: Subject[] = ['shop', 'sales', 'depot', 'admin'].map((name) => {
  const wsdl = name === 'shop' ? shopWsdl : readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8')
  return { name, contract: loadContract(wsdl), oracle: createOracle(wsdl) }
})

/** The contract with every type comes up more often. */
const weighted = [subjects[0]!, subjects[0]!, ...subjects]

/** Our refusal of a message, if we refuse it. */
function ours(contract: Contract, message: Uint8Array): Fault | SoapFault | undefined {
  try {
    openEnvelope({}, message, contract, defaultLimits, { version: soap11, operation: undefined }).readInput()
    return undefined
  } catch (error) {
    if (error instanceof Fault || error instanceof SoapFault) return error
    throw error
  }
}

test('every valid message is accepted by both, and read back as it was written', () => {
  const dice = new Dice(seed)
  for (let i = 0; i < rounds.valid; i++) {
    const { contract, oracle } = dice.pick(subjects)
    const operation = dice.pick([...contract.operations.values()])
    const input = dice.structure(operation.model.input.type)
    const message = Buffer.from(wrap(operation.encodeRequest(input)))
    const read = openEnvelope({}, message, contract, defaultLimits, { version: soap11, operation: undefined })
    expect(read.readInput()).toEqual(input)
    expect(oracle.problem(message)).toBeUndefined()
  }
})
/** A known difference. `mine` and `theirs` are the two refusals; exactly one of them is there. */
interface Difference {
  readonly name: string
  readonly holds: (mine: string, theirs: string, message: string) => boolean
}

const differences: readonly Difference[] = [
  {
    name: 'we refuse a DTD and processing instructions (BP R1008, R1009)',
    holds: (mine, _, message) =>
      mine.includes('a DTD is not allowed') ||
      mine.includes('processing instructions') ||
      (mine.includes('follows the root') && message.includes('<?a b?>')),
  },
  {
    name: 'we refuse XML 1.1, and an encoding that is not the one of the bytes',
    holds: (mine) =>
      mine.includes('the XML declaration is not one of XML 1.0') || mine.includes('encodings contradict'),
  },
  {
    name: 'we need a time zone, and a year from 0001 to 9999',
    holds: (mine, _, message) => mine.includes('needs a time zone') || isOfYear(mine, message),
  },
  { name: 'we refuse broken base64', holds: (mine) => /is not (complete )?base64/.test(mine) },
  {
    name: 'we refuse decimals of more than 64 characters',
    holds: (mine) => mine.includes('of more than 64 characters'),
  },
  {
    name: 'we refuse answers and faults as requests',
    holds: (mine) => /is no operation of|must be in the namespace/.test(mine),
  },
  {
    name: 'we refuse xsi:type with a narrower type',
    holds: (mine) => mine.includes('xsi:type names another type than the WSDL'),
  },
  {
    name: 'we accept xsi:type with a base type',
    holds: (_, theirs) => theirs.includes('is blocked or not validly derived'),
  },
  {
    name: 'we accept namespaces that are no URI, since nobody resolves them',
    holds: (_, theirs) => theirs.includes('is not a valid URI'),
  },
  {
    name: 'we accept blanks around dates, as XML Schema says',
    holds: (_, theirs) => /'\s*[-0-9TZ:.+]+\s*' is not a valid value of the atomic type 'xs:date(Time)?'/.test(theirs),
  },
]

function isOfYear(mine: string, message: string): boolean {
  return (
    mine.includes('is not in the years') ||
    (/is not a date(Time)? such as/.test(mine) && /-?\d{5,}-\d\d-\d\d|-\d{4}-\d\d-\d\d/.test(message))
  )
}

test('about mutated messages both say the same, or differ in a known way', () => {
  const dice = new Dice(seed + 1)
  const counts = new Map<string, number>(differences.map(({ name }) => [name, 0]))
  const agreed = { accepted: 0, refused: 0 }
  const until = performance.now() + milliseconds
  let round = 0
  for (; round < rounds.mutated && performance.now() < until; round++) {
    const { contract, oracle } = dice.pick(weighted)
    const operation = dice.pick([...contract.operations.values()])
    const request = () => operation.encodeRequest(dice.structure(operation.model.input.type))
    const answer = () => operation.encodeAnswer(dice.structure(operation.model.output.type))
    const message = mutate(wrap(dice.chance(0.05) ? answer() : request()), dice)
    const mine = ours(contract, message)?.message ?? ''
    const theirs = oracle.problem(message) ?? ''
    if ((mine === '') === (theirs === '')) {
      agreed[mine === '' ? 'accepted' : 'refused']++
      continue
    }
    const kind = differences.find(({ holds }) => holds(mine, theirs, message.toString()))
    if (!kind) throw new Error(`an unknown difference: ours "${mine}", libxml2 "${theirs}"\n${message.toString()}`)
    counts.set(kind.name, counts.get(kind.name)! + 1)
  }
  const lines = [...counts].map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
  const sums = `${round} mutated messages: ${agreed.accepted} accepted by both, ${agreed.refused} refused by both`
  process.stdout.write(`${sums}; known differences:\n${lines.join('\n')}\n`)
  expect(differences.length).toBeLessThanOrEqual(10)
  expect(round).toBeGreaterThan(rounds.mutated / 10)
}, 60_000)

test('every answer that we write is valid, however wrong the value it is made from', () => {
  const dice = new Dice(seed + 2)
  const counts = { written: 0, refused: 0 }
  for (let i = 0; i < rounds.answers; i++) {
    const { contract, oracle } = dice.pick(subjects)
    const operation = dice.pick([...contract.operations.values()])
    const answer = dice.structure(operation.model.output.type)
    if (i % 2 === 1) spoil(answer, dice)
    const version = dice.pick([soap11, soap12])
    try {
      const bytes = envelope(version, operation.encodeAnswer(answer))
      counts.written++
      expect(oracle.problem(bytes, version.label)).toBeUndefined()
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error
      expect(i % 2).toBe(1)
      counts.refused++
    }
  }
  process.stdout.write(
    `${rounds.answers} answers: ${counts.written} written and valid, ${counts.refused} refused by us\n`,
  )
  expect(counts.refused).toBeGreaterThan(rounds.answers / 10)
}, 60_000)

const wrong = [
  undefined,
  null,
  '',
  'x',
  'x'.repeat(70_000),
  '\u0000',
  '\ud83d',
  7,
  -1,
  1.5,
  NaN,
  2 ** 40,
  7n,
  2n ** 70n,
  true,
  [],
  [1],
  {},
  { x: 1 },
]
const wrongObjects = [
  new Date(NaN),
  new Date(1e15),
  new Date(0),
  Buffer.alloc(9),
  '1.5',
  '2027-01-31',
  '2027-02-30',
  'RED',
]

/** Puts a wrong value somewhere into a structure, or takes one out, or adds a field. */
function spoil(structure: Record<string, unknown>, dice: Dice): void {
  const names = Object.keys(structure)
  const name = dice.pick(names.length === 0 || dice.chance(0.1) ? ['extra', '__proto__x'] : names)
  const value = structure[name]
  const inner = Array.isArray(value) ? dice.pick<unknown>(value) : value
  if (isStructure(inner) && dice.chance(0.85)) spoil(inner, dice)
  else structure[name] = dice.pick([...wrong, ...wrongObjects])
}

function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
