import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { toHex, type Hex } from "../types/hex.ts";
import { ValidityError } from "./error.ts";
import { readZkey, type ZkeyHeader } from "./zkey.ts";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/) as unknown as z.ZodType<Hex>;
const schema = z.strictObject({
  /** Name of the circuit. */
  circuit: z.string(),
  /** SHA-256 of the constraint system (.r1cs): what a verifier is registered with. */
  r1cs: hash,
  /** SHA-256 of the key itself. */
  zkey: hash,
});

/** What stands beside a key, in `<key>.json`. */
export type Manifest = z.infer<typeof schema>;

/** A key that was checked: it is what its manifest says, and whole. */
export type KeyFile = { readonly path: string; readonly manifest: Manifest; readonly header: ZkeyHeader };

/** SHA-256 of a file, in a stream. */
export async function hashFile(path: string): Promise<Hex> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return toHex(hash.digest());
}

/**
 * Has `make` write a key under a draft name, then names it and its manifest: whatever happens meanwhile, a name never
 * stands for half a key, and without its manifest a key is not used. The folder must be there.
 */
export async function createKey(
  path: string,
  { circuit, r1cs }: Pick<Manifest, "circuit" | "r1cs">,
  make: (draft: string) => Promise<void>,
): Promise<KeyFile> {
  sweep(path);
  const draft = `${path}.${process.pid}.draft`;
  try {
    await make(draft);
    const header = readZkey(draft);
    const manifest = { circuit, r1cs, zkey: await hashFile(draft) };
    rmSync(manifestPath(path), { force: true });
    renameSync(draft, path);
    writeFileSync(`${draft}.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
    renameSync(`${draft}.json`, manifestPath(path));
    return { path, manifest, header };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the drafts of processes that are gone: keys are large, and a process may be killed at any time. */
function sweep(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const [, pid] = name.startsWith(`${basename(path)}.`) ? (/\.(\d+)\.draft(\.json)?$/.exec(name) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * The key at `path`, after everything that can be checked of it.
 * @param r1cs hash of the circuit that it must be for, if that is known
 * @throws ValidityError ZKEY_MISSING, ZKEY_MANIFEST_INVALID, ZKEY_CHANGED, ZKEY_OTHER_CIRCUIT, ZKEY_INVALID
 */
export async function openKey(path: string, r1cs?: Hex): Promise<KeyFile> {
  for (const file of [path, manifestPath(path)]) {
    if (existsSync(file)) continue;
    const fix = "Make the key (`npx assize keys --help`), or get both files from where it was made";
    throw new ValidityError("ZKEY_MISSING", { what: "The file does not exist", where: file, fix });
  }
  const manifest = readManifest(manifestPath(path));
  if (r1cs !== undefined && manifest.r1cs !== r1cs) {
    const what = `The key is for another circuit (${manifest.circuit}, ${manifest.r1cs}), not for ${r1cs}`;
    throw new ValidityError("ZKEY_OTHER_CIRCUIT", { what, where: path, fix: "Name the key of this circuit" });
  }
  // First what it says of itself, which takes a moment and names what is wrong; then every byte.
  const header = readZkey(path);
  const found = await hashFile(path);
  if (found !== manifest.zkey) {
    const what = `The key's hash is ${found}, not ${manifest.zkey}`;
    throw new ValidityError("ZKEY_CHANGED", { what, where: path, fix: "Make the key again, or get it again" });
  }
  return { path, manifest, header };
}

function readManifest(path: string): Manifest {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const what = `The note beside the key is not what it should be: ${(cause as Error).message}`;
    throw new ValidityError("ZKEY_MANIFEST_INVALID", { what, where: path, fix: "Make the key again", cause });
  }
}

function manifestPath(path: string): string {
  return `${path}.json`;
}
