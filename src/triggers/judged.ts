import type { RunReport, Trigger } from '../engine/report.ts';
import { DEPLOYED } from './events.ts';

type DeployTrigger = Extract<Trigger, { kind: 'deploy' }>;

/** What tells others of a deployment without starting a second run: the canary ignores it. */
export function judgedDeployment(
  { deployId, version, commit }: DeployTrigger,
  { id, verdict }: Pick<RunReport, 'id' | 'verdict'>,
) {
  const detail = { id: deployId, version, commit, judgedBy: id, verdict };
  return {
    Source: DEPLOYED.source,
    DetailType: DEPLOYED.detailType,
    Detail: JSON.stringify(detail),
  };
}
