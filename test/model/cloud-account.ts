import { randomUUID } from 'node:crypto'
import { firstDigest } from '../../src/formats/digest.ts'
import { FieldContainer, type PinnedFirm } from '../depot/field-container.ts'
import { newContainer, type TestFirm } from '../formats/support.ts'
import { type Company, firmCode } from '../support/company.ts'

/** What a user has of a cloud container: the credential. What is in it only the server knows. */
export class CloudAccount extends FieldContainer {
  /** The vendor's shop opens it for a new user. */
  static async open({ erp, firm }: Company): Promise<CloudAccount> {
    const account = new CloudAccount(firm, newContainer(firm as TestFirm, 'ed25519-x25519', undefined, 'cloud'))
    const { signingKey, agreementKey } = account.keys
    const keys = { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
    const enrollment = { containerKind: 'cloud' as const, firmCode, ...keys, userId: randomUUID() }
    await erp.call('depot', 'EnrollContainer', { enrollment })
    return account
  }

  override context(firm: PinnedFirm): Promise<string> {
    const bare = { contextSeq: 1, counter: 0, digest: firstDigest, licenses: [] }
    return super.context(firm, { ...bare, createdAt: new Date() })
  }

  override import(): Promise<number> {
    throw new Error('nothing is ever imported into a cloud container')
  }

  /** A copied credential opens the same container. */
  override copy(): this {
    return this
  }
}
