import { COMPILER_VERSION, compilerVersion, staleGuests } from "../build/guests.ts";
import type { Report } from "./report.ts";

/** Committed guests are, byte for byte, what their sources make. Looked at only where the same cross compiler is. */
export async function guests(): Promise<Report> {
  const version = await compilerVersion();
  if (version !== COMPILER_VERSION) {
    const note = `guests not rebuilt: riscv64-unknown-elf-gcc ${COMPILER_VERSION} wanted, ${version ?? "none"} here`;
    return { problems: [], notes: [note] };
  }
  const stale = await staleGuests();
  return {
    problems: stale.map((elf) => `${elf} is stale: run \`node scripts/build/guests.ts\` and commit the result`),
  };
}
