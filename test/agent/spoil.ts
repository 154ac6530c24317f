import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { HEADER_BYTES } from "../../src/rollup/input.ts";

/** Makes machines fail, or err, from their `from`-th run of a batch with this body on; ends with what it returns. */
export function spoil(body: number, from: number, spoiling: (machine: Machine) => void): () => void {
  const { run } = Machine.prototype;
  const spoilt = new Set<Machine>();
  Machine.prototype.run = function (steps) {
    const input = this.guest.layout.find(({ kind }) => kind === KIND_INPUT)!;
    const concerned = this.state.step === 0 && this.live.bytes[this.live.read(input.start) + HEADER_BYTES] === body;
    if (concerned && steps > 0) spoilt.add(this);
    const taken = run.call(this, steps);
    if (concerned && steps > 0 && spoilt.size >= from) spoiling(this);
    return taken;
  };
  return () => void (Machine.prototype.run = run);
}
