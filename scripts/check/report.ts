/** What one check found. */
export type Report = {
  /** One line each: where, what, what to do. None means that the check passed. */
  readonly problems: readonly string[];
  /** Facts that a reader should see though nothing is wrong: a tool that is absent, a count. */
  readonly notes?: readonly string[];
};

/** One house rule, kept by a program: looks at the tree under `root` and changes nothing. */
export type Check = (root: string) => Promise<Report>;
