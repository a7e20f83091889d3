import type { Say } from './item-problem.ts'

/** How something that is sold is called. */
interface Named {
  readonly itemNumber: string
  readonly name: string
}

/** Rules about number and name, the same for an item and a package. */
export const namingRules = [
  function numberIsReadable({ itemNumber }: Named, say: Say): void {
    if (itemNumber.trim() === '') say(['itemNumber'], 'itemNumber is empty.')
    if ([...itemNumber].length > 64) say(['itemNumber'], 'itemNumber has more than 64 characters once it is composed.')
    if (/\p{Cc}/u.test(itemNumber)) say(['itemNumber'], 'itemNumber has a control character.')
  },
  function nameIsReadable({ name }: Named, say: Say): void {
    if (name.trim() === '') say(['name'], 'name is empty.')
  },
] as const
