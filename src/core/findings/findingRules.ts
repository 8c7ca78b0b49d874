import type { FindingRule } from './findingRule.ts';
import { consoleFailures } from './rules/consoleFailures.ts';
import { deadlock } from './rules/deadlock.ts';
import { emulatedThoughKvm } from './rules/emulatedThoughKvm.ts';
import { failedUnits } from './rules/failedUnits.ts';
import { flappingUnits } from './rules/flappingUnits.ts';
import { hostTroubles } from './rules/hostTroubles.ts';
import { lanNotRenamed } from './rules/lanNotRenamed.ts';
import { lanNotUp } from './rules/lanNotUp.ts';
import { networkDisagreement } from './rules/networkDisagreement.ts';
import { noCarrier } from './rules/noCarrier.ts';
import { noLease } from './rules/noLease.ts';
import { noLoginPrompt } from './rules/noLoginPrompt.ts';
import { noNetworkCard } from './rules/noNetworkCard.ts';
import { noRoute } from './rules/noRoute.ts';
import { noWayIn } from './rules/noWayIn.ts';
import { profilePatterns } from './rules/profilePatterns.ts';
import { slowUnits } from './rules/slowUnits.ts';
import { sshdNotRunning } from './rules/sshdNotRunning.ts';
import { sshKeyMissing } from './rules/sshKeyMissing.ts';
import { sshPasswordLogin } from './rules/sshPasswordLogin.ts';
import { storageContradiction } from './rules/storageContradiction.ts';
import { storageFailed } from './rules/storageFailed.ts';
import { storageMissing } from './rules/storageMissing.ts';
import { storagePlanOnly } from './rules/storagePlanOnly.ts';

/** Every rule. Of equal severity, findings are shown in this order: causes before what follows from them. */
export const findingRules: readonly FindingRule[] = [
  hostTroubles,
  deadlock,
  storageFailed,
  consoleFailures,
  noLoginPrompt,
  noWayIn,
  failedUnits,
  flappingUnits,
  slowUnits,
  storageMissing,
  storagePlanOnly,
  storageContradiction,
  noNetworkCard,
  noCarrier,
  lanNotRenamed,
  lanNotUp,
  noLease,
  noRoute,
  networkDisagreement,
  sshdNotRunning,
  sshKeyMissing,
  sshPasswordLogin,
  profilePatterns,
  emulatedThoughKvm,
];
