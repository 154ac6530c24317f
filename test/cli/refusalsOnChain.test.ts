import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { keystoreOf } from "../chain/keystore.ts";
import { assize, assizeJson, KEYS, type Environment } from "./assize.ts";
import { GUESTS } from "./files.ts";

type Claim = { readonly id: string; readonly owner: string };

const [SEQUENCER, OTHER] = [{ ASSIZE_KEY: KEYS[0] }, { ASSIZE_KEY: KEYS[1] }];
const TERMS = { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } as const;

describe("cli: what it refuses before a court", () => {
  let [stage, folder]: [Stage, string] = [undefined!, ""];
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: TERMS });
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await stage.close();
  });

  const at = (deployment = stage.folder): string[] => ["--rpc", stage.chain.url, "--deployment", deployment];

  /** Expects one typed error, exit code 1, and no transaction. */
  async function refuses(
    words: readonly string[],
    code: string,
    names: RegExp,
    environment?: Environment,
  ): Promise<void> {
    const block = await stage.l1.client.getBlockNumber();
    const outcome = await assize([...words], environment);
    expect(outcome.err)
      .to.match(new RegExp(`^error ${code}: `))
      .and.match(names);
    expect(outcome.err.trim().split("\n"), "one line").to.have.length(1);
    expect([outcome.code, outcome.out]).to.deep.equal([1, ""]);
    expect(await stage.l1.client.getBlockNumber(), "nothing sent").to.equal(block);
  }

  describe("keys", () => {
    const acting = [
      "batch $",
      "claim 1 --elf",
      "challenge 0x12 --elf",
      "move 0x12 --elf",
      "resolve 0x12",
      "finalize 0x12",
      "collect",
      "sequencer --elf",
      "challenger --elf",
    ];
    const wordsOf = (line: string): string[] =>
      `${line}${line.endsWith("--elf") ? ` ${GUESTS.toy}` : ""}`.replace("$", GUESTS.toy).split(" ");

    for (const line of acting) {
      it(`assize ${line}: none, and one that is none`, async () => {
        const words = [...wordsOf(line), ...at()];
        await refuses(words, "KEY_MISSING", /ASSIZE_KEY/);
        await refuses(words, "KEY_INVALID", /32 bytes/, { ASSIZE_KEY: "0x1234" });
      });
    }

    it("never quotes a key", async () => {
      const key = `${KEYS[0].slice(0, -1)}z`;
      for (const form of [[], ["--json"]]) {
        const { err } = await assize(["collect", ...at(), ...form], { ASSIZE_KEY: key });
        expect(err).to.include("KEY_INVALID").and.not.include(key.slice(2, 20));
      }
    });

    it("a keystore that is absent, is none, or has another password", async () => {
      const keystore = join(folder, "keystore.json");
      const words = ["collect", ...at()];
      await refuses(words, "KEY_INVALID", /keystore\.json/, { ASSIZE_KEYSTORE: keystore });
      writeFileSync(keystore, "{}");
      await refuses(words, "KEY_INVALID", /keystore\.json/, { ASSIZE_KEYSTORE: keystore });
      writeFileSync(keystore, JSON.stringify(keystoreOf(KEYS[0], "right")));
      await refuses(words, "KEY_INVALID", /ASSIZE_PASSWORD/, { ASSIZE_KEYSTORE: keystore, ASSIZE_PASSWORD: "wrong" });
      const { code } = await assize(words, { ASSIZE_KEYSTORE: keystore, ASSIZE_PASSWORD: "right" });
      expect(code, "the right password").to.equal(0);
    });
  });

  describe("deployments", () => {
    const looking = ["status", "claims", "disputes"];

    it("a chain other than the network's", async () => {
      for (const rpc of [stage.chain.url, stage.chain.url.replace("http", "ws")]) {
        await refuses(["status", "--rpc", rpc, "--network", "sepolia"], "WRONG_CHAIN", /31337, not 11155111/);
      }
    });

    it("no deployment", async () => {
      for (const command of looking) await refuses([command, ...at(folder)], "DEPLOYMENT_MISSING", /assize deploy/);
      const register = [
        "program",
        "register",
        GUESTS.toy,
        "--kind",
        "anchored",
        "--max-steps",
        "64",
        "--worst-seconds",
        "1",
      ];
      await refuses([...register, ...at(folder)], "DEPLOYMENT_MISSING", /Programs\.json/, SEQUENCER);
    });

    /** A copy of the deployment in which one file is changed. */
    function tampered(file: string, change: (text: string) => string): string {
      const copy = mkdtempSync(join(folder, "copy-"));
      cpSync(stage.folder, copy, { recursive: true });
      writeFileSync(join(copy, file), change(readFileSync(join(copy, file), "utf8")));
      return copy;
    }

    for (const name of ["Rollup", "Programs", "StepVerifier", "Inbox"]) {
      const file = `${name}.json`;
      it(`${file}: no JSON, a missing field, another code hash, an address without code, another contract`, async () => {
        const broken = tampered(file, (text) => text.slice(0, -10));
        await refuses(["status", ...at(broken)], "DEPLOYMENT_INVALID", new RegExp(file));
        const lacking = tampered(file, (text) => text.replace('"block"', '"blok"'));
        await refuses(["status", ...at(lacking)], "DEPLOYMENT_INVALID", new RegExp(file));
        const other = tampered(file, (text) => text.replace(/"codeHash": "0x.{8}/, '"codeHash": "0x00000000'));
        await refuses(["status", ...at(other)], "DEPLOYMENT_MISMATCH", /other code/);
        const empty = tampered(file, (text) => text.replace(/"address": "0x.{40}/, `"address": "0x${"12".repeat(20)}`));
        await refuses(["status", ...at(empty)], "DEPLOYMENT_MISMATCH", /no code/);
        const foreign = readFileSync(join(stage.folder, "PoseidonT3.json"), "utf8");
        const { address } = JSON.parse(foreign) as { address: string };
        const swapped = tampered(file, (text) => text.replace(/"address": "0x.{40}/, `"address": "${address}`));
        await refuses(["status", ...at(swapped)], "DEPLOYMENT_MISMATCH", /other code/);
      });
    }

    it("files of two courts on the same chain", async () => {
      const second = join(folder, "second");
      const words = [
        "deploy",
        "--elf",
        GUESTS.toy,
        "--kind",
        "anchored",
        "--max-steps",
        "65536",
        "--worst-seconds",
        "1",
      ];
      await assizeJson([...words, ...at(second)], SEQUENCER);
      for (const name of ["StepVerifier", "Inbox"]) {
        const mixed = tampered(`${name}.json`, () => readFileSync(join(second, `${name}.json`), "utf8"));
        await refuses(["status", ...at(mixed)], "DEPLOYMENT_MISMATCH", /different deployments/);
      }
    });

    it("something else in a folder that holds a deployment", async () => {
      const words = [
        "deploy",
        "--elf",
        GUESTS.sort,
        "--kind",
        "anchored",
        "--max-steps",
        "65536",
        "--worst-seconds",
        "1",
      ];
      await refuses(
        [...words, ...at()],
        "DEPLOYMENT_FAILED",
        /Court#Programs\.register.*another --deployment/,
        SEQUENCER,
      );
    });

    it("terms that the contracts refuse, before anything is sent", async () => {
      const network = join(folder, "cheap.yaml");
      const local = readFileSync(join(import.meta.dirname, "../../networks/local.yaml"), "utf8");
      writeFileSync(network, local.replace(/bond: \S+/, "bond: 0.000001"));
      const words = [
        "deploy",
        "--elf",
        GUESTS.toy,
        "--kind",
        "anchored",
        "--max-steps",
        "65536",
        "--worst-seconds",
        "1",
      ];
      const target = join(folder, "never");
      await refuses([...words, ...at(target), "--network", network], "DEPLOYMENT_FAILED", /BondTooSmall/, SEQUENCER);
      expect(existsSync(join(target, "Rollup.json"))).to.equal(false);
    });

    it("a folder that cannot be written", async () => {
      const words = [
        "deploy",
        "--elf",
        GUESTS.toy,
        "--kind",
        "anchored",
        "--max-steps",
        "65536",
        "--worst-seconds",
        "1",
      ];
      const { code, err } = await assize([...words, ...at(join(GUESTS.toy, "under"))], SEQUENCER);
      expect(code).to.equal(2);
      expect(err).to.match(/^error FILE_UNWRITABLE: .*ENOTDIR/);
    });
  });

  describe("actions", () => {
    const elf = ["--elf", GUESTS.toy];
    let claims: readonly Claim[] = [];

    before(async () => {
      await assizeJson(["batch", GUESTS.toy.replace(/elf$/, "c"), ...at()], SEQUENCER);
      // Claims of one end state, until two ids begin alike.
      for (let alike = false; !alike;) {
        await assizeJson(["claim", "1", ...elf, ...at()], SEQUENCER);
        claims = await assizeJson<Claim[]>(["claims", ...at()]);
        alike = new Set(claims.map(({ id }) => id[2])).size < claims.length;
      }
    });

    it("another program than the court's", () =>
      refuses(["claim", "1", "--elf", GUESTS.sort, ...at()], "PROGRAM_MISMATCH", /files given/, OTHER));

    it("a batch from anybody but the sequencer, or too long", async () => {
      await refuses(["batch", GUESTS.toy, ...at()], "CALL_REVERTED", /NotSequencer\(0x7099/, OTHER);
      const long = join(folder, "long");
      writeFileSync(long, new Uint8Array(131_072));
      await refuses(["batch", long, ...at()], "CALL_REVERTED", /BodyTooLong\(131072, 130816\)/, SEQUENCER);
    });

    it("a claim on a batch that was not posted", () =>
      refuses(["claim", "2", ...elf, ...at()], "NOT_FOUND", /Batch 2/, OTHER));

    it("the beginning of no id, or of two", async () => {
      const known = new Set(claims.map(({ id }) => id.slice(0, 6)));
      const none = ["0x0000", "0x1111"].find((prefix) => !known.has(prefix))!;
      const firsts = claims.map(({ id }) => id.slice(0, 3));
      const two = firsts.find((first, i) => firsts.indexOf(first) !== i)!;
      for (const words of [
        ["challenge", none, ...elf],
        ["challenge", none, "--estimate"],
        ["finalize", none],
      ]) {
        await refuses([...words, ...at()], "NOT_FOUND", /assize claims/, OTHER);
      }
      await refuses(["challenge", two, ...elf, ...at()], "AMBIGUOUS", /claims begin with/, OTHER);
      await refuses(["finalize", two, ...at()], "AMBIGUOUS", /claims begin with/, OTHER);
      for (const words of [
        ["move", none, ...elf],
        ["resolve", none],
      ]) {
        await refuses([...words, ...at()], "NOT_FOUND", /assize disputes/, OTHER);
      }
    });

    it("a challenge of the truth", () =>
      refuses(["challenge", claims[0]!.id, ...elf, ...at()], "NOTHING_TO_DO", /gives what it claims/, OTHER));

    it("an end before its time", () =>
      refuses(["finalize", claims[0]!.id, ...at()], "CALL_REVERTED", /WindowIsOpen/, OTHER));

    it("an account without money", () =>
      refuses(["claim", "1", ...elf, ...at()], "FUNDS_INSUFFICIENT", /cannot pay/, {
        ASSIZE_KEY: `0x${"77".repeat(32)}`,
      }));

    it("writes nothing where it fails", () => expect(readdirSync(folder)).to.not.include("deployments"));
  });
});
