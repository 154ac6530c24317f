import { expect } from "chai";
import { describe, it } from "mocha";
import { z } from "zod";
import { readYaml } from "../../src/chain/yamlText.ts";

const form = z.strictObject({ name: z.string(), inner: z.strictObject({ count: z.number() }) });

describe("chain: yamlText", () => {
  it("gives what the text says", () => {
    const value = { name: "a", inner: { count: 1 } };
    expect(readYaml("name: a\ninner:\n  count: 1\n", form)).to.deep.equal({ value });
    expect(readYaml(JSON.stringify(value), form)).to.deep.equal({ value });
  });

  for (const [text, line, what] of [
    ["name: a\ninner:\n  count: one\n", 3, /^inner\.count: /],
    ["name: a\ninner:\n  other: 1\n", 3, /^inner\.count: /],
    ["name: a\n", 1, /^inner: /],
    ["name: a\nname: b\n", 2, /unique/],
    ["name: a\ninner: [\n", 3, /./],
    ["", 1, /^the file: /],
    ["a: &a [1]\nb: *a\n", 1, /^aliases/],
    ["b: *a\n", 1, /^aliases/],
    ["[".repeat(100_000), 1, /./],
  ] as const) {
    it(`says what is wrong in ${JSON.stringify(text.slice(0, 30))}, and in which line`, () => {
      const read = readYaml(text, form);
      expect(read).to.have.property("line", line);
      expect(read).to.have.property("what").that.matches(what);
    });
  }
});
