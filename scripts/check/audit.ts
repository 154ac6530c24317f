import type { Report } from "./report.ts";
import { type Outcome, run } from "./tool.ts";

/** What npm prints, as far as it is used here. */
type Answer = {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
};

const REFUSED = new Set(["high", "critical"]);

const npmAudit = (root: string): Promise<Outcome> =>
  run(root, "npm", ["audit", "--omit=dev", "--audit-level=high", "--json"]);

/**
 * No package that users install has a known vulnerability that is high or critical. Where no registry answers the question
 * nothing is known, which is neither passed over nor a failure: the check says so, and whoever runs it decides.
 */
export async function audit(root: string, ask: (root: string) => Promise<Outcome> = npmAudit): Promise<Report> {
  const answer = answerIn((await ask(root)).output);
  if (answer.vulnerabilities === undefined) {
    // Without the address: it may be that of somebody's own registry.
    const reason = answer.message?.replace(/\S*:\/\/\S+/g, "").replace(/\s+/g, " ");
    return { problems: [], notes: [`NOT AUDITED: the registry did not answer${reason ? ` (${reason.trim()})` : ""}`] };
  }
  const found = Object.entries(answer.vulnerabilities).filter(([, { severity }]) => REFUSED.has(severity));
  const problems = found.map(([name, { severity, range }]) => `${name} ${range}: a ${severity} vulnerability is known`);
  return { problems: problems.sort(), notes: ["packages that users install"] };
}

/** npm's JSON stands between its warnings. */
function answerIn(output: string): Answer {
  try {
    return JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as Answer;
  } catch {
    return {};
  }
}
