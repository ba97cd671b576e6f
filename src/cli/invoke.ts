import { scenarioNames } from '../canary.ts';
import { LONGEST_LABEL } from '../limits.ts';
import { jsonReport } from '../reporters/json.ts';
import { serviceOf } from '../telemetry/metrics.ts';
import type { ManualRequest } from '../triggers/events.ts';
import { askedDeployment, completed, surroundings } from './gate/deployment.ts';
import { type GatePlace, gatePlace } from './gate/place.ts';
import { DEFAULT_STAGE, nameProblems } from './gate/stage.ts';
import { runDeployedSuite } from './gate/suite.ts';
import { toldToGithub } from './github.ts';
import { type ReportFile, reportFiles, reportWriter } from './report-files.ts';
import { forSdk } from './sdk.ts';
import { selection } from './selection.ts';
import type { ExitCode, Invocation, Ready, Shell } from './shell.ts';

const UNNAMED = 'tells of a deployment: name it with --deployment-id';

/** `canary invoke`: scenarios in the deployed canary, its report shown as `canary run` shows its own. */
export function invoke(invocation: Invocation, shell: Shell): Ready {
  const { operands, flags, texts } = invocation;
  const place = gatePlace(invocation, shell, { fileMayMiss: false });
  const { files, problems: unwritable } = reportFiles(invocation, shell);
  const { asked, problems: mislabelled } = askedDeployment(invocation);
  const stage = texts.get('stage') ?? DEFAULT_STAGE;
  const functionName = texts.get('function') ?? serviceOf(stage);
  const strangers = selection(operands, scenarioNames).problems;
  const tells = [
    ...['deployment-version', 'deployment-commit'].filter((name) => texts.has(name)),
    ...(flags.has('announce') ? ['announce'] : []),
  ];
  // With an id made up here it would count as a deploy run, and page somebody.
  const named = asked.id !== undefined;
  const deployment = named ? completed(asked, shell.env, new Date()) : undefined;
  return {
    problems: [
      ...strangers,
      ...nameProblems({ stage, function: texts.get('function') }),
      ...mislabelled,
      ...(named ? [] : tells.map((name) => `--${name} ${UNNAMED}`)),
      ...unwritable,
      ...place.problems,
    ],
    hint: place.hint,
    go: () =>
      invokeAndShow(
        { functionName, place, files, request: requestOf(invocation, shell, deployment) },
        invocation,
        shell,
      ),
  };
}

interface Asked {
  readonly functionName: string;
  readonly place: GatePlace;
  readonly files: readonly ReportFile[];
  readonly request: ManualRequest;
}

async function invokeAndShow(
  { functionName, place: { env, region }, files, request }: Asked,
  { flags }: Invocation,
  shell: Shell,
): Promise<ExitCode> {
  const program = 'canary invoke';
  const json = flags.has('json');
  const out = json ? shell.err : shell.out;
  const writeFiles = await reportWriter(program, files, shell);
  shell.setForSdk(forSdk(env));
  return await toldToGithub(shell, out, async (tell) => {
    const asked = {
      program,
      functionName,
      region,
      env,
      request,
      out,
      tell,
      announce: flags.has('announce'),
      progress: flags.has('quiet') ? ('none' as const) : ('steps' as const),
      noColor: flags.has('no-color'),
    };
    const { code } = await runDeployedSuite(
      {
        ...asked,
        write: async (report, seenIn) => {
          if (json) shell.out.write(jsonReport(report));
          return await writeFiles(report, seenIn);
        },
      },
      shell,
    );
    return code;
  });
}

/** Who asks is in the run's log and history. */
function requestOf(
  { operands, numbers }: Invocation,
  { env }: Pick<Shell, 'env'>,
  deployment: ManualRequest['deployment'],
): ManualRequest {
  const retries = numbers.get('retries');
  const { who } = surroundings(env);
  return {
    by: `canary invoke${who ? `, ${who}` : ''}`.slice(0, LONGEST_LABEL),
    ...(operands.length > 0 && { scenarios: [...new Set(operands)] }),
    ...(retries !== undefined && { retries }),
    ...(deployment && { deployment }),
  };
}
