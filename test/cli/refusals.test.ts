import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { packagePath } from "../../src/chain/package.ts";
import { assize, type Environment } from "./assize.ts";
import { GUESTS, guest } from "./files.ts";

/** A wrong command line: its words, the exit code, the error's code, and what the error must name. */
type Refusal = readonly [words: string, exit: number, code: string, names: RegExp, environment?: Environment];

const KEY = { ASSIZE_KEY: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80" };
const TERMS = "--kind anchored --max-steps 65536 --worst-seconds 1";
const NOWHERE = "--rpc http://127.0.0.1:1";

/** `$x` stands for the file or folder x of the test's own folder, or for a guest. */
const RUN_OPTIONS = (start: string): Refusal[] => [
  [start.replace("$toy", ""), 2, "ARGUMENT_INVALID", /missing required argument 'elf'/i],
  [start.replace("$toy", "$absent"), 2, "FILE_UNREADABLE", /absent/],
  [start.replace("$toy", "$folder"), 2, "FILE_UNREADABLE", /EISDIR/],
  [start.replace("$toy", "$text"), 1, "ELF_UNSUPPORTED", /no ELF/],
  [start.replace("$toy", "$short"), 1, "ELF_TRUNCATED", /ELF file/],
  [start.replace("$toy", "$hostile"), 1, "ELF_SEGMENT", /segment/i],
  [`${start} --layout $absent`, 2, "FILE_UNREADABLE", /absent/],
  [`${start} --layout $overlap.yaml`, 1, "LAYOUT_OVERLAP", /overlap\.yaml:3/],
  [`${start} --layout $keys.yaml`, 1, "LAYOUT_KEY", /keys\.yaml:1/],
  [`${start} --layout $text`, 1, "LAYOUT_SYNTAX", /text:\d/],
  [`${start} --input $absent`, 2, "FILE_UNREADABLE", /absent/],
  [`${start} --input $long`, 1, "BODY_TOO_LONG", /200000 bytes/],
  [`${start} --anchor 0x12`, 2, "ARGUMENT_INVALID", /--anchor <hex>.*'0x12'.*32 bytes/],
  [`${start} --anchor zebra`, 2, "ARGUMENT_INVALID", /--anchor/],
  [`${start} --max-steps 0`, 2, "ARGUMENT_INVALID", /--max-steps.*from 1 to 281474976710656/],
  [`${start} --max-steps 1e6`, 2, "ARGUMENT_INVALID", /--max-steps.*'1e6'/],
  [`${start} --max-steps 281474976710657`, 2, "ARGUMENT_INVALID", /--max-steps/],
  [`${start} --stop-at -1`, 2, "ARGUMENT_INVALID", /--stop-at/],
  [`${start} --stop-at`, 2, "ARGUMENT_INVALID", /--stop-at <n>.*argument missing/i],
  [`${start} --nonsense`, 2, "ARGUMENT_INVALID", /unknown option '--nonsense'/i],
  [`${start} $toy`, 2, "ARGUMENT_INVALID", /too many arguments/i],
];

/** What every command that talks to an L1 refuses, before it looks at anything on it. */
const CHAIN_OPTIONS = (start: string): Refusal[] => [
  [`${start} ${NOWHERE}`, 1, "RPC_UNREACHABLE", /127\.0\.0\.1:1/, KEY],
  [`${start} --rpc ws://127.0.0.1:1`, 1, "RPC_UNREACHABLE", /ws:/, KEY],
  [`${start} --rpc ftp://127.0.0.1`, 1, "RPC_UNREACHABLE", /not an http/i, KEY],
  [`${start} --network mainnet`, 1, "NETWORK_UNKNOWN", /mainnet/, KEY],
  [`${start} --network $insecure.yaml`, 1, "NETWORK_INSECURE", /11155111/, KEY],
  [`${start} --network $network.yaml`, 1, "NETWORK_FILE_INVALID", /network\.yaml:2/, KEY],
  [`${start} --nonsense`, 2, "ARGUMENT_INVALID", /unknown option/i, KEY],
];

const GUEST_COMMANDS: readonly Refusal[] = [
  ...RUN_OPTIONS("run $toy"),
  ...RUN_OPTIONS("check $toy"),
  ...RUN_OPTIONS("prove-step $toy --at 1"),
  ...RUN_OPTIONS("diff $toy --at 1 --fault pc"),
  ...RUN_OPTIONS("profile $toy"),
  ["profile $toy --svg $text", 2, "FILE_EXISTS", /text/],
  ["profile $toy --suggest-layout $text", 2, "FILE_EXISTS", /text/],
  ["profile $toy --svg $absent/flame.svg", 2, "FILE_UNWRITABLE", /ENOENT/],
  ["check $toy --every 0", 2, "ARGUMENT_INVALID", /--every/],
  ["prove-step $toy", 2, "ARGUMENT_INVALID", /--at <n>/],
  ["prove-step $toy --at x", 2, "ARGUMENT_INVALID", /--at/],
  ["prove-step $toy --at 65536 --max-steps 65536", 2, "ARGUMENT_INVALID", /65536/],
  ["prove-step $toy --at 1 --export $text", 2, "FILE_EXISTS", /text/],
  ["prove-step $toy --at 1 --export $absent/step.json", 2, "FILE_UNWRITABLE", /ENOENT/],
  ["diff $toy --at x --fault pc", 2, "ARGUMENT_INVALID", /--at <n>/],
  ["diff $toy --at 1", 2, "ARGUMENT_INVALID", /no other run/],
  ["diff $toy --at 1 --fault pc --against $text", 2, "ARGUMENT_INVALID", /two other runs/],
  ["diff $toy --at 1 --against $absent", 2, "FILE_UNREADABLE", /absent/],
  ["diff $toy --at 1 --fault wrong", 2, "ARGUMENT_INVALID", /--fault.*"wrong" is not a fault/],
  ["diff $toy --at 1 --fault pc@x", 2, "ARGUMENT_INVALID", /--fault/],
  ["diff $toy --at 1 --fault memoryRoot", 2, "ARGUMENT_INVALID", /no state of a machine/],
  ["diff $toy --at 1 --fault input", 2, "ARGUMENT_INVALID", /no input to get wrong/],
  ["search", 2, "ARGUMENT_INVALID", /maxSteps/],
  ["search 8192", 2, "ARGUMENT_INVALID", /nary/],
  ["search x 4", 2, "ARGUMENT_INVALID", /'x'.*maxSteps/],
  ["search 0 4", 2, "ARGUMENT_INVALID", /from 1 to/],
  ["search 281474976710657 4", 2, "ARGUMENT_INVALID", /maxSteps/],
  ["search 8192 3", 2, "ARGUMENT_INVALID", /2, 4, 8, 16, 32, 64 or 128/],
  ["search 8192 256", 2, "ARGUMENT_INVALID", /nary/],
  ["search 8192 4 4", 2, "ARGUMENT_INVALID", /too many/i],
  ["serch 8192 4", 2, "ARGUMENT_INVALID", /unknown command 'serch'.*search/i],
  ["program regster", 2, "ARGUMENT_INVALID", /unknown command 'regster'/i],
];

const CHAIN_COMMANDS: readonly Refusal[] = [
  ...CHAIN_OPTIONS(`deploy --elf $toy ${TERMS}`),
  [`deploy ${TERMS}`, 2, "ARGUMENT_INVALID", /--elf <file>/],
  ["deploy --elf $toy", 2, "ARGUMENT_INVALID", /--kind <kind>/],
  ["deploy --elf $toy --kind eternal", 2, "ARGUMENT_INVALID", /persistent, anchored/],
  ["deploy --elf $toy --kind anchored", 2, "ARGUMENT_INVALID", /no length/],
  ["deploy --elf $toy --kind anchored --max-steps 1000", 2, "ARGUMENT_INVALID", /1000 steps/],
  ["deploy --elf $toy --kind anchored --max-steps 281474976710656", 2, "ARGUMENT_INVALID", /--worst-seconds/],
  [`deploy --elf $toy ${TERMS} --worst-seconds 0`, 2, "ARGUMENT_INVALID", /--worst-seconds/],
  [`deploy --elf $toy ${TERMS} --sequencer 0x12`, 2, "ARGUMENT_INVALID", /--sequencer/],
  [
    `deploy --elf $toy ${TERMS} --sequencer 0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266`,
    2,
    "ARGUMENT_INVALID",
    /checksum/,
  ],
  [`deploy --elf $toy ${TERMS} --genesis-output 0x`, 2, "ARGUMENT_INVALID", /--genesis-output/],
  [`deploy --elf $text ${TERMS}`, 1, "ELF_UNSUPPORTED", /ELF/],
  ...CHAIN_OPTIONS(`program register $toy ${TERMS}`),
  [`program register ${TERMS}`, 2, "ARGUMENT_INVALID", /elf/],
  [`program register $hostile ${TERMS}`, 1, "ELF_SEGMENT", /segment/i],
  ...["status", "claims", "disputes", "collect", "batch $text", "resolve 0x12", "finalize 0x12"].flatMap(CHAIN_OPTIONS),
  ...["claim 1", "challenge 0x12", "move 0x12", "sequencer", "challenger", "challenger --watch"].flatMap((start) =>
    CHAIN_OPTIONS(`${start} --elf $toy`),
  ),
  ...["account", "deposit 1", "transfer 0 1 --batches $text", "exit 1 --batches $text", "pay"].flatMap(CHAIN_OPTIONS),
  ["deposit", 2, "ARGUMENT_INVALID", /amount/],
  ["transfer 0 1", 2, "ARGUMENT_INVALID", /--batches/],
  ["create 0x12 0x12 1 --batches $text", 2, "ARGUMENT_INVALID", /32 bytes/],
  ["pay 0x12", 2, "ARGUMENT_INVALID", /An address/],
  ["batch", 2, "ARGUMENT_INVALID", /file/],
  ["batch $absent", 2, "FILE_UNREADABLE", /absent/],
  ["claim --elf $toy", 2, "ARGUMENT_INVALID", /batch/],
  ["claim x --elf $toy", 2, "ARGUMENT_INVALID", /'x'/],
  ["claim 0 --elf $toy", 2, "ARGUMENT_INVALID", /from 1/],
  ["claim 1", 2, "ARGUMENT_INVALID", /--elf/],
  ["challenge 0x12", 2, "ARGUMENT_INVALID", /--elf/],
  ["challenge 0x12 --explain", 2, "ARGUMENT_INVALID", /--elf/],
  ["challenge --elf $toy", 2, "ARGUMENT_INVALID", /claim/],
  ["move 0x12", 2, "ARGUMENT_INVALID", /--elf/],
  ["challenge 0x12 --estimate --explain", 2, "ARGUMENT_INVALID", /one of them/],
  ["diff $toy --fault register@100000", 2, "ARGUMENT_INVALID", /step 100,000, of a run that takes/],
  ...["challenge", "move --elf $toy", "resolve", "finalize"].map((start): Refusal => [
    `${start} 1f2e`,
    2,
    "ARGUMENT_INVALID",
    /'1f2e'.*beginning/,
  ]),
  ["sequencer --elf $toy --fault lie", 2, "ARGUMENT_INVALID", /not a fault/],
  ["sequencer --elf $toy --fault pc --network sepolia", 2, "LOCAL_ONLY", /11155111/],
  ["sequencer", 2, "ARGUMENT_INVALID", /--elf/],
  ["challenger", 2, "ARGUMENT_INVALID", /--elf/],
];

describe("cli: what it refuses without a chain", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
    const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
    write("text", "this is a text: [and no more");
    write("long", new Uint8Array(200_000));
    write(
      "overlap.yaml",
      "memory_layout:\n  a: { start: 0x80000000, size: 0x2000 }\n  b: { start: 0x80001000, size: 0x1000 }\n",
    );
    write("keys.yaml", "max_stepz: 8\n");
    const sepolia = readFileSync(packagePath("networks/sepolia.yaml"), "utf8");
    write("insecure.yaml", sepolia.replace(/bond: .*/, "bond: 0 ether"));
    write("network.yaml", "chain_id: 31337\nconfirmations: many\n");
    for (const name of ["short", "hostile"]) copyFileSync(GUESTS.toy, join(folder, name));
    truncateSync(join(folder, "short"), 100);
    const elf = readFileSync(GUESTS.toy);
    // The first program header's p_filesz, at offset 16 of it, far beyond the file.
    elf.writeUInt32LE(0xffffff00, elf.readUInt32LE(28) + 16);
    write("hostile", elf);
  });
  after(() => rmSync(folder, { recursive: true }));

  const paths: Readonly<Record<string, string>> = { toy: GUESTS.toy };
  const wordsOf = (line: string): string[] =>
    line
      .trim()
      .split(/ +/)
      .map((word) =>
        word.replace(
          /^\$(folder|\w+)/,
          (_, name: string) => paths[name] ?? (name === "folder" ? folder : join(folder, name)),
        ),
      );

  for (const [line, exit, code, names, environment] of [...GUEST_COMMANDS, ...CHAIN_COMMANDS]) {
    it(`assize ${line}`, async () => {
      const [words, before] = [wordsOf(line), readdirSync(folder)];
      const { code: exitCode, out, err } = await assize(words, environment);
      expect(err)
        .to.match(new RegExp(`^error ${code}: `))
        .and.match(names);
      expect([exitCode, out], err).to.deep.equal([exit, ""]);
      expect(err.trim().split("\n"), "one line").to.have.length(1);
      expect(readdirSync(folder), "nothing written").to.deep.equal(before);
    });
  }

  it("tells programs the same as JSON on standard error", async () => {
    for (const line of ["search 8192 3 --json", "run $text --json", "status --rpc http://127.0.0.1:1 --json"]) {
      const { code, out, err } = await assize(wordsOf(line));
      expect(code).to.be.oneOf([1, 2]);
      expect(out).to.equal("");
      expect(JSON.parse(err)).to.include.all.keys("error", "code", "what", "fix", "docs");
    }
  });

  it("shows the commands where none is given, as an error", async () => {
    for (const words of [[], ["program"]]) {
      const { code, out, err } = await assize(words);
      expect([code, out]).to.deep.equal([2, ""]);
      expect(err).to.match(/^Usage: assize/);
    }
  });

  it("leaves nothing in the working directory", () => {
    expect(existsSync("deployments/31337")).to.equal(false);
    expect(guest("toy/toy.elf")).to.equal(GUESTS.toy);
  });
});
