/** A local plugin: bundles the code before the framework zips it; keeps off others' stacks. */
import { bundleLambdas } from '../../bundle.js';

const bundle = () => bundleLambdas(import.meta.dirname, { handlers: './handlers.ts' });

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin from its default export.
export default class BundlePlugin {
  constructor(serverless) {
    const ours = () => refuseOthers(serverless);
    this.hooks = {
      'before:package:createDeploymentArtifacts': bundle, // sls package, sls deploy
      'before:package:function:package': bundle, // sls deploy function
      'before:deploy:deploy': ours,
      'before:remove:remove': ours,
      // A function of that name may be another stack's: only of what is ours is it known.
      'before:deploy:function:initialize': () => refuseOthers(serverless, { mustBe: true }),
      // It would set the role anew, and does not understand how it is written: left out, it stays.
      'before:deploy:function:deploy': () => {
        for (const one of Object.values(serverless.service.functions)) delete one.role;
      },
      'before:invoke:local:invoke': bundle,
    };
  }
}

/**
 * It goes by the name of the target it stands in for: where that is the real one, the framework would
 * make it over, or delete it, without a question.
 */
async function refuseOthers(serverless, { mustBe = false } = {}) {
  const { provider } = serverless.service;
  const tags = await tagsOf(provider.stackName, serverless.getProvider('aws'));
  const [[key, value]] = Object.entries(provider.stackTags);
  if (tags ? tags.some(({ Key, Value }) => Key === key && Value === value) : !mustBe) return;
  const found = tags
    ? `there is a stack ${provider.stackName}, and it is no reference target (it has no tag ${key}=${value})`
    : `there is no stack ${provider.stackName}, whose function it would be`;
  throw new serverless.classes.Error(
    `${found}: nothing was touched. Beside a real target, deploy and remove it by names of its own: ` +
      '--param stackName=ReferenceTarget --param prefix=reference',
    'STACK_OF_ANOTHER',
  );
}

/** Undefined where there is no such stack. */
async function tagsOf(StackName, aws) {
  const { CloudFormationClient, DescribeStacksCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(await aws.getAwsSdkV3Config());
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.Tags ?? [];
  } catch (error) {
    if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
