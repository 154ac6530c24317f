import type { Engine, Run } from "../../src/machine/engine.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { HEADER_BYTES } from "../../src/rollup/input.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";

/**
 * Makes machines fail, or err, from their `from`-th run of a batch with this body on, whoever executes them; ends with what it
 * returns.
 */
export function spoil(body: number, from: number, spoiling: (machine: Machine) => void): () => void {
  const engine = TRANSLATOR as { on: Engine["on"] };
  const [{ run }, { on }] = [Machine.prototype, engine];
  const spoilt = new Set<Machine>();
  const spoilRun = (machine: Machine, steps: number, take: Run): number => {
    const input = machine.guest.layout.find(({ kind }) => kind === KIND_INPUT)!;
    const isBody = machine.live.bytes[machine.live.read(input.start) + HEADER_BYTES] === body;
    const concerned = machine.state.step === 0 && isBody && steps > 0;
    if (concerned) spoilt.add(machine);
    const taken = take(steps);
    if (concerned && spoilt.size >= from) spoiling(machine);
    return taken;
  };
  Machine.prototype.run = function (steps) {
    return spoilRun(this, steps, (count) => run.call(this, count));
  };
  engine.on = (machine) => {
    const take = on(machine);
    return (steps) => spoilRun(machine, steps, take);
  };
  return () => {
    Machine.prototype.run = run;
    engine.on = on;
  };
}
