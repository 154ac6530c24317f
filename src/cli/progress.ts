/** A line on the terminal that says how far long work has come. Silent when standard error is no terminal. */
export type Progress = {
  update(text: string): void;
  done(): void;
};

/** Work that ends within this many milliseconds shows nothing. */
const PATIENCE = 2_000;

export function startProgress(): Progress {
  const terminal = process.stderr.isTTY;
  const started = Date.now();
  let shown = false;
  return {
    update(text) {
      if (!terminal || Date.now() - started < PATIENCE) return;
      process.stderr.write(`\r\u001b[K${text}`);
      shown = true;
    },
    done() {
      if (shown) process.stderr.write("\r\u001b[K");
    },
  };
}
