/** As the framework's own default. */
export const DEFAULT_STAGE = 'dev';

/** As serverless.yml names it. */
export function functionOf(stage: string): string {
  return `governance-canary-${stage}`;
}

const forms = {
  stage: { valid: /^[A-Za-z][A-Za-z0-9-]{0,27}$/, wants: 'letters, digits and "-", at most 28' },
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  function: {
    valid: /^[\w-]{1,64}(:[\w$-]+)?$|^arn:[\w:$-]+$|^\d{12}:[\w:$-]+$/,
    wants: 'a function name (1 to 64 letters, digits, "_", "-") or a function ARN',
  },
} as const;

/** What is wrong with the names that options give. */
export function nameProblems(
  names: Readonly<Partial<Record<keyof typeof forms, string | undefined>>>,
): readonly string[] {
  return Object.entries(names).flatMap(([option, value]) => {
    if (value === undefined) return [];
    const { valid, wants } = forms[option as keyof typeof forms];
    return valid.test(value) ? [] : [`--${option} is ${JSON.stringify(value)}: expected ${wants}`];
  });
}
