/** AWS's own linter of CloudFormation templates: resource schemas and rules, all in the package. */
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

/** The framework names the rules it lets in by their ARN; there is nothing to refer to instead. */
const OF_THE_FRAMEWORK = { ruleId: 'W9002', resourceType: 'AWS::Lambda::Permission' };

/** All that would stop a deployment or should be otherwise; advice is left out. */
export function complaintsOf(templateFile: string): readonly string[] {
  const engine = new CelEngine();
  try {
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(templateFile), {
      severityLevel: 'WARN',
      exclude: { resourceTypes: [OF_THE_FRAMEWORK] },
    });
    if (status !== 'OK') throw new Error(`expected the linter to see it all, it is ${status}`);
    return diagnostics.map(
      ({ severity, ruleId, message, entity }) =>
        `${severity} ${ruleId} ${JSON.stringify(entity)}: ${message}`,
    );
  } finally {
    engine.free();
  }
}
