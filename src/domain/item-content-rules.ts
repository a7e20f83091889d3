import { createHash } from 'node:crypto'
import type { GivenContent } from './item.ts'
import type { ItemPath, ItemRule, Say } from './item-problem.ts'

/** Rules about sizes and contents (domain.md §2.4): texts and data hold 256 bytes each, lists are numbered 0 to 127. */
export const contentRules: readonly ItemRule[] = [
  function textsFit({ options: { displayText, customerOwnedLicenseInfo, moduleItems = [] } }, say) {
    textFits(displayText, ['options', 'displayText'], say)
    textFits(customerOwnedLicenseInfo, ['options', 'customerOwnedLicenseInfo'], say)
    moduleItems.forEach((module, index) => {
      textFits(module.displayText, ['options', 'moduleItems', index, 'displayText'], say)
    })
  },
  function dataFits({ options: { userData, protectedData, universalData } }, say) {
    bytesFit(userData, smallData, ['options', 'userData'], say)
    bytesFit(protectedData, smallData, ['options', 'protectedData'], say)
    bytesFit(universalData, largeData, ['options', 'universalData'], say)
  },
  function dataNumbersDiffer({ options }, say) {
    for (const list of ['extendedProtectedData', 'hiddenData', 'secretData'] as const) {
      const numbers = (options[list] ?? []).map((entry) => entry.dataNumber)
      numbers.forEach((number, index) => {
        if (numbers.indexOf(number) === index) return
        say(['options', list, index, 'dataNumber'], `${list} has two entries with the dataNumber ${number}.`)
      })
    }
  },
  function protectedContentsFit({ options: { extendedProtectedData = [] } }, say) {
    extendedProtectedData.forEach(({ content }, index) => {
      bytesFit(content, smallData, ['options', 'extendedProtectedData', index, 'content'], say)
    })
  },
  function secretContentsAreGiven({ options }, say) {
    for (const list of ['hiddenData', 'secretData'] as const) {
      options[list]?.forEach((entry, index) => {
        contentIsGiven(entry, ['options', list, index], say)
      })
    }
  },
]

const smallData = 256
const largeData = 32_768

function textFits(text: string | undefined, path: ItemPath, say: Say): void {
  const length = Buffer.byteLength(text ?? '', 'utf8')
  if (length > smallData)
    say(path, `${String(path.at(-1))} has ${length} bytes in UTF-8, at most ${smallData} are allowed.`)
}

function bytesFit(content: string | undefined, most: number, path: ItemPath, say: Say): void {
  const length = Buffer.byteLength(content ?? '', 'base64')
  if (length > most) say(path, `${String(path.at(-1))} has ${length} bytes, at most ${most} are allowed.`)
}

function contentIsGiven({ content, contentHash }: GivenContent, path: ItemPath, say: Say): void {
  if (content === undefined && contentHash === undefined) {
    say([...path, 'content'], 'an entry needs its content, or its contentHash to keep what was stored before.')
  }
  if (contentHash !== undefined && !/^[0-9a-f]{64}$/.test(contentHash)) {
    say([...path, 'contentHash'], 'contentHash is not a SHA-256 in lower case hex.')
  } else if (content !== undefined && contentHash !== undefined && contentHash !== hashOfContent(content)) {
    say([...path, 'contentHash'], 'contentHash is not the SHA-256 of the content; leave it out.')
  }
  bytesFit(content, smallData, [...path, 'content'], say)
}

/** SHA-256 of the bytes that the base64 text stands for, lower case hex. */
export function hashOfContent(content: string): string {
  return createHash('sha256').update(content, 'base64').digest('hex')
}
