import { serviceOf } from '../../telemetry/metrics.ts';
import type { Shell } from '../shell.ts';
import type { Deploying } from './deploy-plan.ts';
import { envOf, judge, QUIET, readOutputs, runProgram, writeEnv } from './deploy-work.ts';
import { slsArguments } from './parameters.ts';
import { noticeIn, type Stage } from './stages.ts';
import type { TargetTables } from './target.ts';

/** What `canary deploy` does, in its order; what one finds out, those after it use. */
export function deploymentStages(plan: Deploying, shell: Shell): readonly Stage[] {
  const { stage, targetStack, withoutTests, withoutSuite } = plan;
  const target = later<TargetTables>();
  return [
    {
      name: 'tests',
      title: 'npm test',
      leftOut: withoutTests && `--${withoutTests}`,
      run: (log) => runProgram('npm', ['test'], { ...shell.env, ...QUIET }, log, plan, shell),
    },
    {
      name: 'target',
      title: `the outputs of ${targetStack}`,
      run: (log) => readOutputs(plan, target.set, log, shell),
    },
    {
      name: 'deploy',
      title: `sls deploy of governance-canary-${stage}`,
      half: 'CloudFormation finishes or rolls back what it has begun',
      run: async (log) => {
        const args = [
          '--no',
          '--',
          'sls',
          ...slsArguments({ ...plan, ...plan.place }, target.get()),
        ];
        const end = await runProgram('npx', args, envOf(plan, shell), log, plan, shell);
        return end.ok ? { ...end, said: noticeIn(log) ?? end.said } : end;
      },
    },
    {
      name: 'env',
      title: plan.place.file,
      run: (log) => writeEnv(plan, target.get(), log),
    },
    {
      name: 'suite',
      title: `the Phase 7 suite in ${serviceOf(stage)}`,
      leftOut: withoutSuite && `--${withoutSuite}`,
      half: 'what was deployed stays deployed',
      run: (log) => judge(plan, log, shell),
    },
  ];
}

/** A value that one stage finds and others, which run after it, use. */
function later<T>() {
  let value: T | undefined;
  return {
    set(found: T) {
      value = found;
    },
    get(): T {
      if (value === undefined) throw new TypeError('expected the stage before to have found it');
      return value;
    },
  };
}
