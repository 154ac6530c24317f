import { expect } from "chai";
import { describe, it } from "mocha";
import type { MachineErrorCode } from "../../src/machine/error.ts";
import { KIND_INPUT, KIND_READ_ONLY } from "../../src/machine/isa.ts";
import { parseLayout } from "../../src/machine/layoutFile.ts";
import { random } from "../helpers/random.ts";
import { expectRefusal, refusal } from "./elfFile.ts";

const DESIGN = `max_steps: 8192
nary_search: 4
memory_layout:
  user_auth:      { start: 0xA0000000, size: 0x10000,  priority: high }
  market_data:    { start: 0xA0010000, size: 0x100000, priority: medium, hash_chunks: 256 }
  pricing_engine: { start: 0x80000000, size: 0x80000,  priority: low, kind: readOnly }
challenge:
  timeout_rounds: 7
  verify_critical_sections: [user_auth]
  parallel_verification: true
`;

/** DESIGN with its first `from` replaced. */
function edit(from: string | RegExp, to: string): string {
  const text = DESIGN.replace(from, to);
  expect(text).to.not.equal(DESIGN);
  return text;
}

const OVERLAP = edit("0xA0010000", "0xA000F000");

describe("layoutFile", () => {
  const line = (text: string, pattern: RegExp): number => text.split("\n").findIndex((one) => pattern.test(one)) + 1;

  it("reads every key, numbers in decimal or hexadecimal", () => {
    const file = parseLayout(DESIGN, "layout.yaml");
    expect(file).to.deep.include({ maxSteps: 8192, nary: 4, timeoutRounds: 7, parallelVerification: true });
    expect(file.criticalSections.map(({ name }) => name)).to.deep.equal(["user_auth"]);
    expect(
      file.sections!.map(({ name, start, size, kind, priority, merge }) => [name, start, size, kind, priority, merge]),
    ).to.deep.equal([
      ["user_auth", 0xa0000000, 0x10000, undefined, "high", false],
      ["market_data", 0xa0010000, 0x100000, undefined, "medium", false],
      ["pricing_engine", 0x80000000, 0x80000, KIND_READ_ONLY, "low", false],
    ]);
    expect(parseLayout("memory_layout: {a: {start: 4096, size: 8192}}", "x").sections![0]).to.include({
      start: 0x1000,
      size: 0x2000,
      priority: "medium",
      where: "x:1",
    });
  });

  it("reads JSON, which is YAML", () => {
    const json = JSON.stringify(
      { max_steps: 7, memory_layout: { a: { start: 0, size: 4096, kind: "input", merge: true } } },
      null,
      2,
    );
    const { maxSteps, sections } = parseLayout(json, "layout.json");
    expect(maxSteps).to.equal(7);
    expect(sections).to.deep.equal([
      { name: "a", start: 0, size: 4096, kind: KIND_INPUT, priority: "medium", merge: true, where: "layout.json:4" },
    ]);
    expect(() => parseLayout(json.replace("7,", "7.5,"), "layout.json")).to.throw("layout.json:2");
  });

  it("leaves open what it does not say", () => {
    expect(parseLayout("{}", "x")).to.deep.equal({
      maxSteps: undefined,
      nary: undefined,
      sections: undefined,
      timeoutRounds: undefined,
      criticalSections: [],
      parallelVerification: false,
      where: "x:1",
    });
  });

  it("accepts every limit itself", () => {
    expect(parseLayout("max_steps: 1", "x").maxSteps).to.equal(1);
    expect(parseLayout("max_steps: 281474976710656", "x").maxSteps).to.equal(2 ** 48);
    for (let nary = 2; nary <= 128; nary *= 2) expect(parseLayout(`nary_search: ${nary}`, "x").nary).to.equal(nary);
    const top =
      "memory_layout: { a: { start: 0xFFFFF000, size: 0x1000 }, b: { start: 0, size: 0xFFFFF000, hash_chunks: 1048575 } }";
    expect(parseLayout(top, "x").sections).to.have.length(2);
  });

  const wrong: [string, string, RegExp, MachineErrorCode, RegExp][] = [
    [
      "an overlap",
      OVERLAP,
      /market_data:/,
      "LAYOUT_OVERLAP",
      /"market_data" overlaps "user_auth", 0xa0000000 to 0xa0010000/,
    ],
    [
      "a misaligned start",
      edit("0xA0010000", "0xA0010004"),
      /market_data:/,
      "LAYOUT_VALUE",
      /0xa0010004 is not a multiple.*0xa0010000 or 0xa0011000/,
    ],
    ["a misaligned size", edit("0x10000,", "65537,"), /user_auth:/, "LAYOUT_VALUE", /0x10001 is not a multiple/],
    [
      "too few chunks",
      edit("hash_chunks: 256", "hash_chunks: 255"),
      /hash_chunks/,
      "LAYOUT_VALUE",
      /255 chunks.*Write 256/,
    ],
    ["a size of zero", edit("0x10000,", "0,"), /user_auth:/, "LAYOUT_VALUE", /"size" is "0"/],
    [
      "a section beyond 2^32",
      edit("0xA0010000", "0xFFF01000"),
      /market_data:/,
      "LAYOUT_VALUE",
      /"market_data" ends beyond 2\^32/,
    ],
    [
      "a start beyond 2^32",
      edit("0xA0010000", "0x1A0010000"),
      /market_data:/,
      "LAYOUT_VALUE",
      /"start" is "0x1A0010000"/,
    ],
    ["no size", edit("size: 0x10000,", ""), /user_auth:/, "LAYOUT_KEY", /no "size"/],
    ["no start", edit("start: 0xA0000000,", ""), /user_auth:/, "LAYOUT_KEY", /no "start"/],
    [
      "an unknown key",
      edit("max_steps", "maxSteps"),
      /maxSteps/,
      "LAYOUT_KEY",
      /Unknown key "maxSteps".*Use max_steps, nary_search, memory_layout or challenge/,
    ],
    [
      "an unknown key of a section",
      edit("hash_chunks", "chunks"),
      /market_data:/,
      "LAYOUT_KEY",
      /Unknown key "chunks"/,
    ],
    [
      "an unknown key of challenge",
      edit("timeout_rounds", "timeout"),
      /timeout/,
      "LAYOUT_KEY",
      /Unknown key "timeout"/,
    ],
    [
      "an unknown priority",
      edit("priority: low", "priority: cold"),
      /pricing_engine:/,
      "LAYOUT_VALUE",
      /"priority" is "cold".*high, medium or low/,
    ],
    [
      "an unknown kind",
      edit("readOnly", "rom"),
      /pricing_engine:/,
      "LAYOUT_VALUE",
      /"kind" is "rom".*code, readOnly, readWrite or input/,
    ],
    ["merge as a word", edit("kind: readOnly", 'merge: "yes"'), /pricing_engine:/, "LAYOUT_VALUE", /true or false/],
    ["no steps", edit("8192", "0"), /max_steps/, "LAYOUT_VALUE", /"max_steps" is "0".*from 1 to 281474976710656/],
    ["too many steps", edit("8192", "281474976710657"), /max_steps/, "LAYOUT_VALUE", /"281474976710657"/],
    ["far too many steps", edit("8192", "9".repeat(400)), /max_steps/, "LAYOUT_VALUE", /"9{40}…"/],
    ["half a step", edit("8192", "0.5"), /max_steps/, "LAYOUT_VALUE", /"0.5"/],
    ["a negative number", edit("8192", "-1"), /max_steps/, "LAYOUT_VALUE", /"-1"/],
    ["an octal number", edit("8192", "0o17"), /max_steps/, "LAYOUT_VALUE", /"0o17"/],
    ["an exponent", edit("8192", "1e3"), /max_steps/, "LAYOUT_VALUE", /"1e3"/],
    ["a number in quotes", edit("8192", '"8192"'), /max_steps/, "LAYOUT_VALUE", /is "8192"/],
    ["nothing for a number", edit("8192", ""), /max_steps/, "LAYOUT_VALUE", /"max_steps" is empty/],
    ["a list for a number", edit("8192", "[1]"), /max_steps/, "LAYOUT_VALUE", /"max_steps" is a list/],
    [
      "an alias",
      edit("8192\nnary_search: 4", "&a 1\nnary_search: *a"),
      /\*a/,
      "LAYOUT_VALUE",
      /"nary_search" is an alias/,
    ],
    [
      "a number nary 3",
      edit("nary_search: 4", "nary_search: 3"),
      /nary/,
      "LAYOUT_VALUE",
      /"nary_search" is 3.*power of two/,
    ],
    ["nary 1", edit("nary_search: 4", "nary_search: 1"), /nary/, "LAYOUT_VALUE", /from 2 to 128/],
    ["nary 256", edit("nary_search: 4", "nary_search: 256"), /nary/, "LAYOUT_VALUE", /from 2 to 128/],
    ["no rounds", edit("timeout_rounds: 7", "timeout_rounds: 0"), /timeout/, "LAYOUT_VALUE", /"timeout_rounds" is "0"/],
    [
      "one critical section without a list",
      edit("[user_auth]", "user_auth"),
      /verify/,
      "LAYOUT_VALUE",
      /a list of names/,
    ],
    ["a critical section without a name", edit("[user_auth]", "[7]"), /verify/, "LAYOUT_VALUE", /a list of names/],
    ["parallel as a number", edit("true", "1"), /parallel/, "LAYOUT_VALUE", /true or false/],
    [
      "a section without fields",
      edit(/market_data:.*/, "market_data: 1"),
      /market_data:/,
      "LAYOUT_VALUE",
      /"market_data" is "1".*keys with values/,
    ],
    ["a name with a space", edit("user_auth:", "user auth:"), /user auth:/, "LAYOUT_KEY", /"user auth" is no name/],
    ["a number as a name", edit("user_auth: ", "7: "), /7: /, "LAYOUT_KEY", /A key is "7"/],
    ["one name twice", edit("market_data", "user_auth"), /A0010000/, "LAYOUT_KEY", /"user_auth" stands here twice/],
    ["broken YAML", edit("{ start: 0xA0010000", "{ start: [0xA0010000"), /A0010000/, "LAYOUT_SYNTAX", /no plain YAML/],
    ["an unknown tag", edit("8192", "!steps 8192"), /max_steps/, "LAYOUT_SYNTAX", /tag/],
    ["two documents", `${DESIGN}---\n{}\n`, /---/, "LAYOUT_SYNTAX", /multiple documents/],
    ["a list", "- 1\n", /- 1/, "LAYOUT_VALUE", /layout file is a list/],
    ["no sections", "\nmemory_layout: {}\n", /memory/, "LAYOUT_SECTIONS", /has no section/],
    ["an empty memory_layout", "\nmemory_layout:\n", /memory/, "LAYOUT_VALUE", /"memory_layout" is empty/],
  ];
  for (const [name, text, pattern, code, what] of wrong) {
    it(`refuses ${name}`, () => {
      expectRefusal(() => parseLayout(text, "layout.yaml"), code, `layout.yaml:${line(text, pattern)}`, what);
    });
  }

  it("refuses what is empty, huge or nested without end", function () {
    this.timeout(60_000);
    const refused = (text: string, code: MachineErrorCode, what: RegExp): void =>
      expectRefusal(() => parseLayout(text, "l"), code, "l:1", what);
    refused("", "LAYOUT_VALUE", /layout file is empty/);
    refused("# nothing", "LAYOUT_VALUE", /layout file is empty/);
    refused("#".repeat(2 ** 16 + 1), "LAYOUT_SYNTAX", /65537 characters/);
    refused("[".repeat(2 ** 13), "LAYOUT_SYNTAX", /nested too deeply/);
  });

  const SEED = 0x1a70;
  it(`500 damaged files are read or refused with a line, seed ${SEED}`, function () {
    this.timeout(60_000);
    const next = random(SEED);
    const spare = "\n:{}[],-?&*!|>'\"%@`# \t0x9aZ~\u0000\u00e9";
    const outcome = { read: 0, refused: 0 };
    for (let i = 0; i < 500; i++) {
      let text = DESIGN;
      for (let damage = next() % 4; damage >= 0; damage--) {
        const at = next() % text.length;
        const insert = next() % 4 === 0 ? "" : spare[next() % spare.length];
        text = text.slice(0, at) + insert + text.slice(at + (next() % 3));
      }
      const error = refusal(() => parseLayout(text, "l"));
      if (error !== undefined) expect(`${error.code} ${error.where}`).to.match(/^LAYOUT_[A-Z]+ l:\d+$/);
      outcome[error === undefined ? "read" : "refused"]++;
    }
    expect(outcome.read).to.be.greaterThan(10);
    expect(outcome.refused).to.be.greaterThan(100);
  });
});
