import { type Command, InvalidArgumentError } from "commander";
import { openKey, type KeyFile } from "../../validity/keyFile.ts";
import { contribute, developmentKey, setupKey, verifyKey } from "../../validity/keys.ts";
import { insecurityOf } from "../../validity/insecurity.ts";
import { verifierSource } from "../../validity/verifierSource.ts";
import { circuitOf } from "../circuit.ts";
import { grouped } from "../format.ts";
import { withExample, withJson, type JsonOptions } from "../options.ts";
import { facts, show } from "../output.ts";
import { startProgress, type Progress } from "../progress.ts";

type PtauOptions = JsonOptions & { readonly ptau: string };
type NameOptions = JsonOptions & { readonly name: string };

const CIRCUIT = "name in circuits/circuits.json, or the path of a .r1cs file";

export function defineKeys(command: Command): void {
  const dev = command
    .command("dev")
    .description("INSECURE key of a circuit, computed from public secrets; local chains");
  withExample(withJson(dev).argument("<circuit>", CIRCUIT), "npx assize keys dev standard").action(makeDevelopmentKey);

  const setup = command.command("setup").description("begin a circuit's ceremony on public powers of tau");
  withPtau(setup).argument("<circuit>", CIRCUIT).argument("<to>", "file of the new key");
  withExample(setup, "npx assize keys setup standard keys/0.zkey --ptau powers_19.ptau").action(begin);

  const add = command.command("contribute").description("add a secret of ours to a key of a ceremony");
  withJson(add).argument("<from>", "the key so far").argument("<to>", "file of the new key");
  add.requiredOption("--name <name>", "who contributes; everyone will read it");
  withExample(add, 'npx assize keys contribute keys/0.zkey keys/1.zkey --name "A. Turing"').action(addSecret);

  const verify = command.command("verify").description("check that a key follows from circuit and powers of tau");
  withPtau(verify).argument("<circuit>", CIRCUIT).argument("<zkey>", "the key");
  withExample(verify, "npx assize keys verify standard keys/1.zkey --ptau powers_19.ptau").action(check);

  const contract = command.command("verifier").description("print the contract that checks proofs for a key");
  contract
    .argument("<zkey>", "the key")
    .requiredOption("--name <name>", "of the contract, such as Standard", contractName);
  withExample(withJson(contract), "npx assize keys verifier keys/1.zkey --name Standard > StandardVerifier.sol").action(
    print,
  );
}

function withPtau(command: Command): Command {
  return withJson(command.requiredOption("--ptau <file>", "powers of tau, prepared for phase 2"));
}

function makeDevelopmentKey(circuit: string, options: JsonOptions): Promise<void> {
  return work(options, async (progress) => developmentKey(await circuitOf(circuit, progress), progress.update));
}

function begin(circuit: string, to: string, options: PtauOptions): Promise<void> {
  return work(options, async (progress) =>
    setupKey(await circuitOf(circuit, progress), options.ptau, to, progress.update),
  );
}

function addSecret(from: string, to: string, options: NameOptions): Promise<void> {
  return work(options, (progress) => contribute(from, to, options.name, progress.update));
}

function check(circuit: string, zkey: string, options: PtauOptions): Promise<void> {
  return work(options, async (progress) =>
    verifyKey(await circuitOf(circuit, progress), options.ptau, zkey, progress.update),
  );
}

async function print(zkey: string, options: NameOptions): Promise<void> {
  const { header } = await openKey(zkey);
  const source = verifierSource(options.name, header.key, "./Groth16Verifier.sol");
  show(options, { source }, () => [source]);
}

function contractName(text: string): string {
  if (/^[A-Z][A-Za-z0-9]*$/.test(text)) return text;
  throw new InvalidArgumentError("Letters and digits are expected, a capital first");
}

async function work(options: JsonOptions, make: (progress: Progress) => Promise<KeyFile>): Promise<void> {
  const progress = startProgress();
  try {
    const { path, manifest, header } = await make(progress);
    progress.done();
    const insecure = insecurityOf(header.key);
    const { signals, domain } = header;
    const result = { ...manifest, path, insecure: insecure ?? null, signals, domain };
    show(options, result, () =>
      facts([
        ["key", path],
        ["circuit", `${manifest.circuit} (${manifest.r1cs})`],
        ["hash", manifest.zkey],
        ["signals", grouped(signals)],
        ["domain", grouped(domain)],
        ["secure", SECURE[insecure ?? "ceremony"]],
      ]),
    );
  } finally {
    progress.done();
  }
}

const SECURE = {
  development: "NO, INSECURE: its secrets are public, for local chains only",
  noContribution: "NO: nobody has contributed yet",
  ceremony: "if one of its contributors was honest",
} as const;
