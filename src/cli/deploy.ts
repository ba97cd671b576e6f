import { unwritableSettings } from '../dotenv/file.ts';
import type { DeployPlan } from './gate/deploy-plan.ts';
import { deploymentStages } from './gate/deploy-stages.ts';
import { askedDeployment } from './gate/deployment.ts';
import { functionProblems, parameterProblems } from './gate/parameters.ts';
import { gatePlace } from './gate/place.ts';
import { projectFolder } from './gate/project.ts';
import { DEFAULT_STAGE, nameProblems } from './gate/stage.ts';
import { logFolder, runStages } from './gate/stages.ts';
import { DEFAULT_TARGET_STACK, stackProblems } from './gate/target.ts';
import { toldToGithub } from './github.ts';
import { lookOf } from './look.ts';
import { reportFiles, reportWriter } from './report-files.ts';
import { forSdk } from './sdk.ts';
import { EXIT, type ExitCode, type Invocation, type Ready, type Shell } from './shell.ts';

/** Each leaves the suite out; the last two every other test, too. */
const SKIPS = ['skip-phase7-e2e', 'skip-tests', 'no-test'] as const;

/** `canary deploy`: tests, deploys, writes `.env`, runs the suite in the account, and says yes or no. */
export function deploy(invocation: Invocation, shell: Shell): Ready {
  const { flags, texts, lists } = invocation;
  const place = gatePlace(invocation, shell, { fileMayMiss: true });
  const { files, problems: unwritableReports } = reportFiles(invocation, shell);
  const { asked, problems: mislabelled } = askedDeployment(invocation);
  const stage = texts.get('stage') ?? DEFAULT_STAGE;
  const targetStack = texts.get('target-stack') ?? DEFAULT_TARGET_STACK;
  const given = lists.get('param') ?? [];
  const skip = SKIPS.find((name) => flags.has(name));
  const ofTheSuite = [
    ...Object.keys(asked).map((part) => `deployment-${part}`),
    ...(flags.has('announce') ? ['announce'] : []),
    ...files.map(({ format }) => format),
  ];
  const plan: DeployPlan = {
    stage,
    targetStack,
    given,
    place,
    asked,
    withoutTests: SKIPS.slice(1).find((name) => flags.has(name)),
    withoutSuite: skip,
    announce: flags.has('announce'),
    noColor: flags.has('no-color'),
  };
  return {
    problems: [
      ...nameProblems({ stage }),
      ...stackProblems('target-stack', targetStack),
      ...parameterProblems(given),
      ...functionProblems(place.env),
      ...mislabelled,
      ...(skip
        ? ofTheSuite.map((name) => `--${name} is about the suite, which --${skip} leaves out`)
        : []),
      ...unwritableReports,
      ...place.problems,
      ...(place.unreadable ? [] : unwritableSettings(place.file)),
    ],
    hint: place.hint,
    go: async () => {
      const write = await reportWriter('canary deploy', files, shell);
      return await deployAll(plan, write, shell);
    },
  };
}

async function deployAll(
  plan: DeployPlan,
  write: Awaited<ReturnType<typeof reportWriter>>,
  shell: Shell,
): Promise<ExitCode> {
  const { out, cwd } = shell;
  const { env } = plan.place;
  shell.setForSdk(forSdk(env));
  const folder = logFolder(cwd, new Date(), shell);
  if (folder === undefined) return EXIT.broken;
  const look = lookOf({ local: false, noColor: plan.noColor, env }, out, shell);
  const what = `governance-canary, stage ${plan.stage}, for ${plan.targetStack} in ${look.place.name}`;
  return await toldToGithub(shell, out, async (tell) => {
    out.write(`${what}\n`);
    const stages = deploymentStages({ ...plan, project: projectFolder(), write, tell }, shell);
    return await runStages({ stages, folder, look, tell }, shell);
  });
}
