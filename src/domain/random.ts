/**
 * Where randomness comes from. An argument everywhere, so that a test can say which ticket or key comes next;
 * in production it is `crypto.randomBytes`.
 */
export type RandomSource = (bytes: number) => Buffer
