import { open } from 'node:fs/promises'
import { thumbprint } from '../../../formats/keys.ts'
import { isFileError } from '../../durable-file.ts'
import { createOperatorKey, signIdentity } from '../../operator.ts'
import { readText, UsageError, writeOut, type Describe, type Outcome, type Workplace } from '../command.ts'

export const describeOperator: Describe = (program, act) => {
  const operator = program
    .command('operator')
    .description('name machines that have no identity of their own: pods, virtual machines')
  operator
    .command('key')
    .description('make the key that signs identities; once for all machines of an operator')
    .requiredOption('--out <file>', 'where to write it; whoever has this file can name machines')
    .action(act(key))
  operator
    .command('identity')
    .description('sign the identity of one machine; the same name gives the same identity')
    .requiredOption('--key <file>', 'the key')
    .requiredOption('--name <name>', 'what no other machine is called, for example cluster-7/licenses-0')
    .requiredOption('--out <file>', 'where to write it (.odi)')
    .action(act(identity))
}

async function key(_: Workplace, { out }: { out: string }): Promise<Outcome> {
  const { privateKey, publicKey } = await createOperatorKey()
  await writeNew(out, `${JSON.stringify(privateKey)}\n`)
  const operator = thumbprint(publicKey)
  return {
    lines: [`Wrote the key of operator ${operator} to ${out}. Keep it secret.`],
    json: { operator, keyFile: out },
  }
}

/** A key is never overwritten: with it would go the identities of all machines that it has named. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const why = isFileError(cause, 'EEXIST') ? 'exists already, and is left as it is' : 'cannot be written'
    throw new UsageError(`${path} ${why}.`, { cause })
  })
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function identity(_: Workplace, options: { key: string; name: string; out: string }): Promise<Outcome> {
  const { key: keyFile, name, out } = options
  await writeOut(out, `${await signIdentity(name, await readText(keyFile))}\n`)
  const lines = [
    `Wrote the identity of ${name} to ${out}.`,
    'Bring it to that machine, name it in OPENDEPOT_OPERATOR_IDENTITY, then "opendepot-runtime create --binding operator".',
  ]
  return { lines, json: { name, identityFile: out } }
}
