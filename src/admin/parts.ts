import type { CatalogueParts } from '../catalogue/put-item.ts'
import type { TestClock } from '../domain/test-clock.ts'
import type { Cursors } from '../paging/cursor.ts'

/** What the Admin operations work with, beside the call. */
export interface AdminParts extends CatalogueParts {
  readonly cursors: Cursors
  /** Only with `TEST_MODE`. */
  readonly movableClock?: TestClock | undefined
}
