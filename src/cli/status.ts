import { STATUS_HALTED, STATUS_RUNNING } from "../machine/isa.ts";

export type StatusName = "running" | "halted" | "trapped";

/** What people call a machine's status. */
export function statusName(status: number): StatusName {
  return status === STATUS_RUNNING ? "running" : status === STATUS_HALTED ? "halted" : "trapped";
}
