/** A local plugin: what serverless.yml cannot say by itself, and the code. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, bundleLambdas } from '../../bundle.js';
import { isHeard, NOBODY, wouldBeSilenced } from './listeners.js';

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class StackPlugin {
  constructor(serverless, options, { log }) {
    // Which Node we support is ours to say; both copies of the SDK would warn otherwise.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    const { serviceDir } = serverless;
    // The tracer, and the SDK's ways to credentials that a Lambda does not go, become files of their own.
    const bundleCanary = () => bundleLambdas(serviceDir, { handler: 'src/handler.ts' });
    this.hooks = {
      'before:package:initialize': async () => {
        const deploying = serverless.processedInput.commands[0] === 'deploy';
        await completeStack(
          serverless,
          deploying ? withoutRegion(serverless.processedInput.options) : [],
        );
        if (deploying && !isHeard(serverless.service.custom.parameters)) log.notice(NOBODY);
      },
      'before:deploy:deploy': async () => {
        const { provider, custom } = serverless.service;
        const aws = serverless.getProvider('aws');
        refuse(serverless, await wouldBeSilenced(provider.stackName, custom.parameters, aws));
      },
      'before:package:createDeploymentArtifacts': bundleCanary, // sls package, sls deploy
      'before:package:function:package': bundleCanary, // sls deploy function
      // It would set the role anew, and does not understand how it is written: left out, it stays.
      'before:deploy:function:deploy': () => {
        delete serverless.service.functions.canary.role;
      },
      'before:invoke:local:invoke': async () => {
        options.data = asIfNow(options.data);
        await bundleCanary();
      },
    };
  }
}

/** A canary elsewhere than its target would page within minutes, and the framework has a default. */
function withoutRegion({ region }) {
  if (region || process.env.AWS_REGION) return [];
  return ['no region: expected --region or AWS_REGION, that of the target stack'];
}

/** The framework runs JavaScript alone; what knows of alarms is TypeScript. */
async function completeStack(serverless, problems) {
  const { service, serviceDir, processedInput } = serverless;
  const stage = serverless.getProvider('aws').getStage();
  const outdir = join(serviceDir, '.serverless', 'stack');
  await bundle({ cwd: serviceDir, input: { complete: 'src/stack/complete.ts' }, outdir });
  const { complete } = await import(pathToFileURL(join(outdir, 'complete.js')));

  const ofTheStage = serverless.configurationInput.params?.[stage];
  const asked = { given: processedInput.options.param, ofTheStage };
  refuse(serverless, [...problems, ...complete(service, stage, asked)]);
}

function refuse(serverless, problems) {
  if (problems.length === 0) return;
  throw new serverless.classes.Error(problems.join('\n'), 'PARAMETERS_REFUSED');
}

/**
 * A sample in events/ is of the day it was written: the canary would ignore it as stale, and the second
 * time as a duplicate. Invoked here it is an event that has just come.
 */
function asIfNow(event) {
  return event?.['detail-type'] ? { ...event, id: randomUUID(), time: isoSeconds() } : event;
}

/** As EventBridge writes it. */
const isoSeconds = () => `${new Date().toISOString().slice(0, 19)}Z`;
