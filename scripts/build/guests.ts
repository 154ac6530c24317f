import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PREFIX = "riscv64-unknown-elf-";
/** The committed guests come from this compiler; another version makes other, equally good, bytes. */
export const COMPILER_VERSION = "12.2.0";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PARALLEL = 2;

/** How one ELF is made. Paths are relative to the repository, because they end up in its line table. */
type Guest = {
  /** What is built and committed. */
  readonly elf: string;
  readonly sources: readonly string[];
  /** Linker script in guest/runtime. */
  readonly script: "program.ld" | "assembly.ld";
  readonly flags: readonly string[];
};

/** -mno-relax: an instruction stays where the assembler put it. */
const COMMON_FLAGS = ["-march=rv32im", "-mabi=ilp32", "-mno-relax", "-nostdlib", "-static"];
const C_FLAGS = [
  "-std=c11",
  "-ffreestanding",
  "-O2",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-Iguest/runtime",
  // What a guest does not use is left out.
  "-ffunction-sections",
  "-fdata-sections",
  // memset must not be compiled to a call of memset.
  "-fno-tree-loop-distribute-patterns",
  // Lines need no more than this, and line tables of DWARF 4 hold their own strings.
  "-g1",
  "-gdwarf-4",
  "-gno-column-info",
  "-gno-variable-location-views",
  "-gno-statement-frontiers",
];
/** Only what the source calls `inline` is: a step of a dispute then has the function name that its reader expects. */
const NAMED_FLAGS = ["-fno-inline-small-functions", "-fno-inline-functions", "-fno-inline-functions-called-once"];
const LINK_FLAGS = "-Wl,--gc-sections,--no-relax,--build-id=none,-z,max-page-size=4096";

const sourcesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => ending.test(file))
    .toSorted()
    .map((file) => `${folder}/${file}`);

function program(name: string): Guest {
  const sources = [...sourcesIn("guest/runtime", /\.[cS]$/), ...sourcesIn(`guest/${name}`, /\.c$/)];
  return { elf: `guest/${name}/${name}.elf`, sources, script: "program.ld", flags: [...C_FLAGS, ...NAMED_FLAGS] };
}

/** What is measured is compiled as its author would. */
function measured(name: string): Guest {
  const own = ["guest/bench/main.c", `guest/bench/${name}.c`];
  const sources = [...sourcesIn("guest/runtime", /\.[cS]$/), ...own];
  return { elf: `guest/bench/${name}.elf`, sources, script: "program.ld", flags: C_FLAGS };
}

function isaProgram(source: string): Guest {
  const elf = source.replace(/\.S$/, ".elf");
  return { elf, sources: [source, "guest/isa/isa.S"], script: "assembly.ld", flags: [] };
}

/** Every guest of the repository. */
export function guests(): Guest[] {
  const isa = ["instruction", "trap", "ecall"].flatMap((group) => sourcesIn(`guest/isa/${group}`, /\.S$/));
  const gas: Guest = { elf: "guest/gas/gas.elf", sources: ["guest/gas/gas.S"], script: "assembly.ld", flags: [] };
  const bench = ["sha256", "keccak", "sort", "montgomery", "blackScholes", "stream", "vm"].map(measured);
  return [...["toy", "sort", "sha256", "bank", "ledger"].map(program), ...bench, gas, ...isa.map(isaProgram)];
}

/** Runs one tool of the cross compiler in the repository's root. */
async function tool(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(`${PREFIX}${name}`, [...args], { cwd: ROOT });
  return stdout.trim();
}

/** Version of the cross compiler here, undefined when there is none. */
export async function compilerVersion(): Promise<string | undefined> {
  return tool("gcc", ["-dumpfullversion"]).catch(() => undefined);
}

/** Compiles and links one guest to `output`; the bytes depend on the sources and the compiler's version alone. */
async function build({ sources, script, flags }: Guest, output: string): Promise<void> {
  const headers = await tool("gcc", ["-print-file-name=include"]);
  const paths = [`-ffile-prefix-map=${headers}=gcc`, `-ffile-prefix-map=${ROOT}=`];
  const link = ["-T", `guest/runtime/${script}`, LINK_FLAGS, "-o", output];
  await tool("gcc", [...COMMON_FLAGS, ...flags, ...paths, ...sources, ...link, "-lgcc"]);
  await tool("objcopy", ["--wildcard", "--strip-symbol=$*", output]); // mapping symbols $x, $d name nothing
}

/** Builds every guest elsewhere and hands each with its bytes to `visit`. */
async function buildAll(visit: (guest: Guest, bytes: Buffer) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "assize-guests-"));
  const queue = [...guests().entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, guest] = next;
      const output = join(folder, `${index}.elf`);
      await build(guest, output);
      visit(guest, readFileSync(output));
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: PARALLEL }, worker)); // all: none writes after the removal
  rmSync(folder, { recursive: true });
  for (const end of ends) {
    if (end.status === "rejected") throw end.reason;
  }
}

function committed(elf: string): Buffer | undefined {
  try {
    return readFileSync(join(ROOT, elf));
  } catch {
    return undefined;
  }
}

/** Committed ELFs without a source. */
function leftOver(): string[] {
  const wanted = new Set(guests().map(({ elf }) => elf));
  const present = ["instruction", "trap", "ecall"].flatMap((group) => sourcesIn(`guest/isa/${group}`, /\.elf$/));
  return present.filter((elf) => !wanted.has(elf));
}

/** Committed ELFs that differ from what their sources make with COMPILER_VERSION, sorted. Writes nothing. */
export async function staleGuests(): Promise<string[]> {
  const stale = leftOver();
  await buildAll(({ elf }, bytes) => {
    if (!committed(elf)?.equals(bytes)) stale.push(elf);
  });
  return stale.toSorted();
}

async function main(): Promise<void> {
  const version = await compilerVersion();
  if (version !== COMPILER_VERSION) {
    console.error(
      `guests are built with ${PREFIX}gcc ${COMPILER_VERSION}; here is ${version ?? "none"}. Nothing done.`,
    );
    process.exitCode = process.argv.includes("--check") ? 0 : 1;
    return;
  }
  if (process.argv.includes("--check")) {
    for (const elf of await staleGuests()) {
      console.error(`${elf} is stale: run \`node scripts/build/guests.ts\` and commit the result.`);
      process.exitCode = 1;
    }
    return;
  }
  for (const elf of leftOver()) rmSync(join(ROOT, elf));
  await buildAll(({ elf }, bytes) => {
    if (committed(elf)?.equals(bytes)) return;
    writeFileSync(join(ROOT, elf), bytes, { mode: 0o755 });
    console.log(`wrote ${elf}, ${bytes.length} bytes`);
  });
}

if (import.meta.main) await main();
