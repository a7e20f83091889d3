import { contextSerial, readContainerKeys, readContext, writeContext } from '../../src/formats/context.ts'
import { toBase64url, type JsonObject } from '../../src/formats/encoding.ts'
import { signJws, writeFlattened, type FileType } from '../../src/formats/jws.ts'
import { containerSerial } from '../../src/formats/keys.ts'
import { newContainer, newFirm, newKeyPair, type KeyPair, type TestContainer } from './support.ts'

const firm = await newFirm()
const container = newContainer(firm)
const file = await writeContext(container.context, container.signing.signer)
const payload = JSON.parse(
  Buffer.from((JSON.parse(file) as { payload: string }).payload, 'base64url').toString(),
) as JsonObject

/** A context that says something else, properly signed by the container or by whom is given. */
async function signed(
  changes: Record<string, unknown>,
  by: KeyPair = container.signing,
  type: FileType = 'od-context+jws',
) {
  return writeFlattened(await signJws(type, { ...payload, ...changes }, by.signer))
}

function withHeader(text: string, header: object): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), protected: toBase64url(JSON.stringify(header)) })
}

function headerOf(text: string): Record<string, unknown> {
  const { protected: header } = JSON.parse(text) as { protected: string }
  return JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>
}

const refusal = (text: string) => ({
  name: 'Fault',
  code: 'CONTEXT_INVALID',
  message: expect.stringContaining(text) as string,
})

describe.each(['ed25519-x25519', 'p256-p256'] as const)('a context of suite %s', (suite) => {
  const other = newContainer(firm, suite)

  test('comes back as it was written, from an unknown container and from a known one', async () => {
    const text = await writeContext({ ...other.context, label: 'T-1' }, other.signing.signer)
    const expected = { ...other.context, label: 'T-1', hash: expect.any(Buffer) as Buffer }
    expect(await readContext(text, undefined)).toEqual(expected)
    expect(await readContext(text, other)).toEqual(expected)
    expect(contextSerial(text)).toBe(other.serial)
  })

  test('is refused with its signature changed', async () => {
    const text = await writeContext(other.context, other.signing.signer)
    const { signature, ...rest } = JSON.parse(text) as { signature: string }
    const changed = Buffer.from(signature, 'base64url')
    changed[5] = (changed[5] ?? 0) ^ 1
    const forged = JSON.stringify({ ...rest, signature: toBase64url(changed) })
    await expect(readContext(forged, other)).rejects.toMatchObject(refusal('changed after it was signed'))
    await expect(readContext(forged, undefined)).rejects.toMatchObject(refusal('changed after it was signed'))
  })
})
