// What people see of a page in one of its states, however they have set up browser and screen, and where the focus is.
import type { Page } from "@playwright/test";
import { focus } from "./checks/focus.ts";
import { sight } from "./checks/sight.ts";
import type { Evidence } from "./evidence.ts";
import type { At } from "./walker.ts";

export async function canBeSeen(page: Page, at: At, evidence: Evidence): Promise<void> {
  const { reflow, spacing, targets, edges, forced, motion } = await sight(page);
  evidence.note(at, "reflow", reflow);
  evidence.note(at, "spacing", spacing);
  evidence.note(at, "targets", targets);
  evidence.note(at, "edges", edges);
  evidence.note(at, "forced", forced);
  evidence.note(at, "motion", motion);
  // A notice brings no control.
  if (at.kind !== "notice") evidence.note(at, "focus", await focus(page));
}
