import type { Mutant } from './mutant.ts'

const test = 'test/interop/languages/shared.test.ts'
const refusing = { test, name: 'does not import' }
const judging = { test, name: 'forged, blocked, of another vendor' }
const counting = { test, name: 'units are counted exactly' }
const asking = { test: 'test/interop/languages/remedies.test.ts', name: 'counts on, proves, catches up' }

/** The clients in C and Python: each rule is broken in one of them. */
export const languageMutants: readonly Mutant[] = [
  {
    rule: 'C refuses an epoch that was given up',
    ...refusing,
    file: 'clients/c/src/import.c',
    find: 'if (update.epoch < epoch)',
    replace: 'if (update.epoch + 1 < epoch)',
  },
  {
    rule: 'C compares the digest of each step',
    ...refusing,
    file: 'clients/c/src/apply.c',
    find: 'if (!same(digest, text_member(step, "digest"))) history_differs(call, firm);',
    replace: '',
  },
  {
    rule: 'Python judges a certificate when the file was issued',
    ...refusing,
    file: 'clients/python/opendepot/jws.py',
    find: 'if not begin <= issued_at < end:',
    replace: 'if not begin <= issued_at:',
  },
  {
    rule: 'C changes a container under its lock',
    ...counting,
    file: 'clients/c/src/folder.c',
    find: 'lock_file(call, format(call, "%s.lock", path).bytes);',
    replace: '',
  },
  {
    rule: 'Python believes no license without its update',
    ...judging,
    file: 'clients/python/opendepot/licenses.py',
    find: 'if not _is_genuine(state, firm, license, trusted):',
    replace: 'if trusted is None:',
  },
  {
    rule: 'in C a machine that cannot be read is no other machine',
    ...judging,
    file: 'clients/c/src/container-file.c',
    find: 'if (part == NULL)',
    replace: 'if (part == NULL && parts == NULL)',
  },
  {
    rule: 'C judges no terms by a clock that is behind',
    ...judging,
    file: 'clients/c/src/verify.c',
    find: 'if (is_timed(proof->license)) require_clock(call, proof);',
    replace: 'if (proof->state == NULL) require_clock(call, proof);',
  },
  {
    rule: 'Python goes on after the newest context that the Depot has seen',
    ...asking,
    file: 'clients/python/opendepot/containers.py',
    find: 'firm["contextSeq"] = last',
    replace: 'firm["contextSeq"] += 1',
  },
]
