import type { RunReport } from '../../engine/report.ts';
import type { Place } from '../../reporters/look.ts';
import type { Deployment } from '../../triggers/events.ts';
import type { Told } from '../github.ts';
import type { GatePlace } from './place.ts';

/** A deployment as it was asked for. */
export interface DeployPlan {
  readonly stage: string;
  readonly targetStack: string;
  readonly place: GatePlace;
  /** `NAME=VALUE`, for serverless.yml. */
  readonly given: readonly string[];
  readonly asked: Partial<Deployment>;
  /** The option that leaves them out. */
  readonly withoutTests: string | undefined;
  readonly withoutSuite: string | undefined;
  readonly announce: boolean;
  readonly noColor: boolean;
}

/** And what it is done with. */
export interface Deploying extends DeployPlan {
  /** The folder of serverless.yml. */
  readonly project: string;
  readonly write: (report: RunReport, place: Place) => Promise<boolean>;
  readonly tell: (told: Told) => void;
}
