/** A moment of L1 time, in seconds since 1970: a block's timestamp. */
export type Timestamp = number;

/** A span of L1 time, in seconds. */
export type Duration = number;
