/** The facts of one failure, in the words a user reads. */
export type Failure = {
  /** What was wrong, with the offending value. */
  readonly what: string;
  /** Where: file and line, offset, argument, transaction, URL. */
  readonly where?: string;
  /** What to do about it. */
  readonly fix: string;
  readonly cause?: unknown;
};

/**
 * Base of every error that Assize raises on purpose. Each room has one subclass whose `code` is a union of literals;
 * `docs/ERRORS.md` has an entry for each code (a check keeps the two equal).
 */
export abstract class AssizeError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly what: string;
  readonly where: string | undefined;
  readonly fix: string;

  constructor(code: Code, failure: Failure) {
    const where = failure.where === undefined ? "" : ` (${failure.where})`;
    super(`${failure.what}${where}. ${failure.fix}.`, { cause: failure.cause });
    this.name = new.target.name;
    this.code = code;
    this.what = failure.what;
    this.where = failure.where;
    this.fix = failure.fix;
  }

  /** Form for `--json`: the same facts as fields. */
  toJSON(): { error: string; code: Code; what: string; where?: string; fix: string; docs: string } {
    const { name, code, what, where, fix } = this;
    return { error: name, code, what, ...(where === undefined ? {} : { where }), fix, docs: `docs/ERRORS.md#${code.toLowerCase()}` };
  }
}
