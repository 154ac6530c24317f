/** What may be done within a transaction. */
export interface Writer {
  put(key: string, value: Uint8Array): void;
  remove(key: string): void;
}

/** Values by keys, in the order of the keys' code points, that several processes may share. What is written is written in transactions. */
export interface KeyValue {
  /** Where it is, for people. */
  readonly where: string;
  get(key: string): Uint8Array | undefined;
  has(key: string): boolean;
  /** All whose keys begin with `prefix`, in order. */
  entries(prefix: string): Iterable<readonly [key: string, value: Uint8Array]>;
  keys(prefix: string): readonly string[];
  /**
   * All of what `work` writes, on disk when this returns, or nothing of it if it throws or the process dies. Nobody else
   * writes meanwhile.
   */
  transaction<T>(work: (writer: Writer) => T): T;
  close(): Promise<void>;
}
