import type { Patch } from './patch.ts';
import { accountPatches } from './patches/accounts.ts';
import { auditPatches } from './patches/audit.ts';
import { erasurePatches } from './patches/erasure.ts';
import { exportPatches } from './patches/exports.ts';
import { housePatches } from './patches/house.ts';
import { httpPatches } from './patches/http.ts';
import { logoPatches } from './patches/logo.ts';
import { mailPatches } from './patches/mail.ts';
import { rightsPatches } from './patches/rights.ts';
import { signOnPatches } from './patches/sign-on.ts';
import { systemPatches } from './patches/systems.ts';
import { teamPatches } from './patches/team.ts';
import { webhookPatches } from './patches/webhooks.ts';

export const patches: readonly Patch[] = [
  ...httpPatches,
  ...accountPatches,
  ...rightsPatches,
  ...teamPatches,
  ...signOnPatches,
  ...erasurePatches,
  ...mailPatches,
  ...logoPatches,
  ...exportPatches,
  ...systemPatches,
  ...webhookPatches,
  ...housePatches,
  ...auditPatches,
];
