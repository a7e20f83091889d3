import type { CatalogueParts } from '../catalogue/put-item.ts'
import type { Cursors } from '../paging/cursor.ts'

/** What the Admin operations work with, beside the call. */
export interface AdminParts extends CatalogueParts {
  readonly cursors: Cursors
}
