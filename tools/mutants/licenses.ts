import { type Mutant, quickest } from './mutant.ts'

/** What becomes of a license (design §3). */
export const licenseMutants: readonly Mutant[] = [
  {
    rule: 'a license that somebody has is not withdrawn before its container was heard of',
    file: 'src/domain/license.ts',
    find: "LicenseWithdrawn: { from: ['NotCollected', 'WithdrawPending']",
    replace: "LicenseWithdrawn: { from: ['NotCollected', ...withUser, 'WithdrawPending']",
    test: 'test/domain/license.test.ts',
    name: 'LICENSE_STATE:',
  },
  {
    rule: 'a license that waits for its withdrawal is still with its user',
    file: 'src/domain/license.ts',
    find: "return state === 'WithdrawPending' || (withUser",
    replace: 'return (withUser',
    test: 'test/domain/license.test.ts',
    name: 'with a user are those that a container holds or is about to give up',
  },
  {
    rule: 'a license in another container cannot be collected',
    file: 'src/domain/activation-rules.ts',
    find: "if (state === 'NotCollected') return undefined\n",
    replace: "if (state === 'NotCollected' || containerId !== target.containerId) return undefined\n",
    test: 'test/domain/activation.test.ts',
    name: 'Confirmed',
    group: 'LICENSE_STATE',
  },
  {
    rule: 'one month from 31 January is the last day of February',
    file: 'src/domain/period.ts',
    find: 'end.setUTCDate(1)\n',
    replace: '\n',
    test: 'test/domain/period.test.ts',
    name: '2027-01-31T12:30:00.500Z',
  },
  {
    rule: 'an expiration stays as it was fixed by the first activation',
    file: 'src/domain/expiration.ts',
    find: 'if (expiresAt !== null) return { expiresAt, expirationDay }\n',
    replace: '\n',
    test: 'test/domain/expiration.test.ts',
    name: 'what is fixed, on a later move',
  },
  {
    rule: 'a new version of an item does not touch what was sold',
    file: 'src/catalogue/catalogue.ts',
    find: '`SELECT id, version_number, definition FROM item_versions WHERE id IN (${places(ids)})`',
    replace:
      '`SELECT sold.id, sold.version_number, newest.definition FROM item_versions sold JOIN items ON items.id = sold.item_id JOIN item_versions newest ON newest.id = items.current_version_id WHERE sold.id IN (${places(ids)})`',
    test: 'test/depot/sold-items.test.ts',
    group: quickest,
    name: 'a license is the item as it was when it was sold',
  },
]
