import { writeContext, type Context } from '../../../src/formats/context.ts'
import { readFlattened, signJws, writeFlattened, type Signer } from '../../../src/formats/jws.ts'

/** Contexts that nobody may accept. */

/** All facts of a container, its own public keys too, signed by somebody else. */
export function inForeignHands(context: Context, thief: Signer): Promise<string> {
  return writeContext(context, thief)
}

/** `alg` set to `none`, the oldest trick against JWS. */
export function asAlgNone(file: string): string {
  const jws = readFlattened(file, 'context')
  const header = JSON.parse(Buffer.from(jws.protected, 'base64url').toString()) as Record<string, unknown>
  const spoiled = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')
  return writeFlattened({ ...jws, protected: spoiled })
}

/** Signed by the right key, but as the certificate that a firm root would give: another type of file. */
export async function asTyp(context: Context, signer: Signer): Promise<string> {
  const { payload } = readFlattened(await writeContext(context, signer), 'context')
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Parameters<typeof signJws>[1]
  return writeFlattened(await signJws('od-certificate+jws', content, signer))
}
