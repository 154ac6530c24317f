import { expect } from "chai";
import { describe, it } from "mocha";
import { audit } from "../../scripts/check/audit.ts";

const answering =
  (answer: object | string, code = 0) =>
  async () => ({
    code,
    output:
      typeof answer === "string" ? answer : `npm warn something\n${JSON.stringify(answer, null, 2)}\nnpm error more`,
  });

describe("check audit", () => {
  it("refuses what is high or critical, and nothing less", async () => {
    const vulnerabilities = {
      a: { severity: "critical", range: "<1.2.3" },
      b: { severity: "high", range: "*" },
      c: { severity: "moderate", range: "*" },
      d: { severity: "low", range: "*" },
    };
    const { problems } = await audit(".", answering({ vulnerabilities }, 1));
    expect(problems).to.deep.equal([
      "a <1.2.3: a critical vulnerability is known",
      "b *: a high vulnerability is known",
    ]);
    expect((await audit(".", answering({ vulnerabilities: {} }))).problems).to.deep.equal([]);
  });

  it("says where nobody answered, without anybody's address, and does not call it passed", async () => {
    const message = "request to http://registry.test:9/-/npm/v1 failed, reason: connect ECONNREFUSED";
    const { problems, notes } = await audit(".", answering({ message, error: {} }, 1));
    expect(problems).to.deep.equal([]);
    expect(notes).to.deep.equal([
      "NOT AUDITED: the registry did not answer (request to failed, reason: connect ECONNREFUSED)",
    ]);
    for (const output of ["", "npm error", "{ cut"]) {
      expect((await audit(".", answering(output, 1))).notes).to.deep.equal([
        "NOT AUDITED: the registry did not answer",
      ]);
    }
  });
});
