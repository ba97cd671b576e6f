/** Who hears the alarms: subscriptions that a deployment without its parameter would delete. */

const CHANNELS = { email: 'PagingEmail', pagerSecret: 'PagingPager' };

/** `canary deploy` looks for it in the framework's log, and says it. */
export const NOBODY =
  'Nobody will hear its alarms: neither email nor pagerSecret is given (see README, Deploy)';

export function isHeard(parameters) {
  return Object.keys(CHANNELS).some((name) => !['', 'none'].includes(parameters[name]));
}

/**
 * The framework remembers no parameter: one that is left out is at its default, and CloudFormation
 * takes away what the template no longer has, the mail of whoever is on call included.
 *
 * @returns a sentence for each parameter without which somebody would hear nothing any more
 */
export async function wouldBeSilenced(StackName, parameters, aws) {
  const missing = Object.entries(CHANNELS).filter(([name]) => parameters[name] === '');
  if (missing.length === 0) return [];
  const { CloudFormationClient, DescribeStackResourceCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(await aws.getAwsSdkV3Config());
  const isDeployed = async (LogicalResourceId) => {
    try {
      const asked = new DescribeStackResourceCommand({ StackName, LogicalResourceId });
      const { StackResourceDetail } = await client.send(asked);
      return !StackResourceDetail?.ResourceStatus?.startsWith('DELETE_');
    } catch (error) {
      if (error.name === 'ValidationError') return false; // no such stack, or none in it
      throw error;
    }
  };
  try {
    const deployed = await Promise.all(missing.map(([, id]) => isDeployed(id)));
    return missing.filter((_, i) => deployed[i]).map(([name]) => sentence(name, StackName));
  } finally {
    client.destroy();
  }
}

function sentence(name, stack) {
  return (
    `${name} is not given, and ${stack} has one: whom it reaches would hear of no alarm any more. ` +
    `Give --param ${name}=..., or --param ${name}=none to take it away`
  );
}
