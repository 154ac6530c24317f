import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { toHex } from "../../src/types/hex.ts";
import { assize, assizeJson } from "./assize.ts";
import { guest, GUESTS, withFolder } from "./files.ts";

type Summary = {
  readonly steps: number;
  readonly status: string;
  readonly exitCode: number;
  readonly output: string;
  readonly stateHash: string;
  readonly printed: string;
  readonly sections: readonly { readonly name: string; readonly root: string }[];
};

const ZERO = "00".repeat(32);

describe("cli: run", () => {
  it("says everything about the end of a run", async () => {
    const summary = await assizeJson<Summary>(["run", GUESTS.toy]);
    expect(summary).to.include({ steps: 670, status: "halted", exitCode: 0, pc: "0x80000014", printed: "100\n" });
    expect(summary).to.have.all.keys(
      "steps",
      "status",
      "exitCode",
      "pc",
      "output",
      "stateHash",
      "memoryRoot",
      "sections",
      "printed",
    );
    const machine = new Machine(loadProgram(readFileSync(GUESTS.toy)).program);
    machine.run(1_000);
    expect(summary.stateHash).to.equal(machine.stateHash());
    expect(summary.sections.map(({ root }) => root)).to.deep.equal(machine.sections().map(({ root }) => toHex(root)));
  });

  it("shows people the same in lines, with what the guest printed first", async () => {
    const { code, out, err } = await assize(["run", GUESTS.toy]);
    expect([code, err]).to.deep.equal([0, ""]);
    expect(out)
      .to.match(/^100\n\nsteps +670\nstatus +halted\n/)
      .and.match(/\nsection +kind +start +bytes +root\n/);
  });

  it("goes on from the anchor, and puts a header before the input", () =>
    withFolder(async (folder) => {
      const [body, anchor] = [join(folder, "body"), `0x05${ZERO.slice(2)}`];
      writeFileSync(body, Uint8Array.of(1, 2, 3));
      const { output } = await assizeJson<Summary>(["run", GUESTS.toy, "--input", body, "--anchor", anchor]);
      expect(output).to.equal(`0x${(100 + 5 + 6).toString(16)}${ZERO.slice(2)}`);
    }));

  it("stops where it is told, and at the end of the span", async () => {
    for (const limit of [
      ["--stop-at", "300"],
      ["--max-steps", "0x12c"],
      ["--max-steps", "300", "--stop-at", "301"],
    ]) {
      expect(await assizeJson<Summary>(["run", GUESTS.toy, ...limit])).to.include({ steps: 300, status: "running" });
    }
    expect(await assizeJson<Summary>(["run", GUESTS.toy, "--stop-at", "0"])).to.include({ steps: 0 });
  });

  it("exits 0 whatever the guest did", async () => {
    const trap = await assizeJson<Summary>(["run", guest("isa/trap/breakpoint.elf")]);
    expect(trap).to.include({ status: "trapped", exitCode: 7 });
  });

  it("divides memory as the layout file says", () =>
    withFolder(async (folder) => {
      const layout = join(folder, "layout.yaml");
      writeFileSync(layout, LAYOUT);
      const summary = await assizeJson<Summary>(["run", GUESTS.toy, "--layout", layout]);
      expect(summary).to.include({ steps: 64, status: "running" });
      expect(summary.sections.map(({ name }) => name)).to.include("scratch");
      const threaded = `${LAYOUT}challenge: { parallel_verification: true, verify_critical_sections: [data] }\n`;
      writeFileSync(layout, threaded);
      expect(await assizeJson<Summary>(["run", GUESTS.toy, "--layout", layout])).to.deep.equal(summary);
    }));

  it("never lets a guest steer the terminal", () =>
    withFolder(async (folder) => {
      const elf = join(folder, "loud.elf");
      const bytes = readFileSync(GUESTS.toy);
      // The toy's one text is a line feed behind its number: here it becomes the start of an escape sequence.
      const at = bytes.indexOf("\n\0", 0x1000, "latin1");
      bytes[at] = 0x1b;
      writeFileSync(elf, bytes);
      expect(at).to.be.greaterThan(0);
      expect((await assize(["run", elf])).out).to.match(/^100\ufffd/);
      expect((await assizeJson<Summary>(["run", elf])).printed).to.equal("100\u001b");
    }));
});

const LAYOUT = `max_steps: 64
memory_layout:
  text: { start: 0x80000000, size: 0x1000 }
  tables: { start: 0x80001000, size: 0x1000, priority: low, hash_chunks: 1 }
  data: { start: 0x80002000, size: 0x5000 }
  batch: { start: 0x80007000, size: 0x20000 }
  scratch: { start: 0xC0000000, size: 0x10000, priority: high }
`;
