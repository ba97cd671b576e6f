import { expect, test } from 'vitest';

type Plugin = new (
  ...framework: readonly object[]
) => { readonly hooks: Readonly<Record<string, () => void>> };

/** The framework runs JavaScript alone: they have no types. */
async function pluginIn(file: string): Promise<Plugin> {
  return (await import(`../../src/${file}`)).default;
}

/** As the framework has it: it reads a role as a name or a `Fn::GetAtt`, and ends with a TypeError on this. */
const role = { 'Fn::Sub': 'its ARN' };

test.each([
  ['the canary', 'stack/plugin.js'],
  ['the reference target', 'reference/bundle.js'],
])('`sls deploy function` leaves the role of %s as it is deployed', async (_whose, file) => {
  const functions: Record<string, { name: string; role?: object }> = {
    canary: { name: 'it', role },
  };
  const Plugin = await pluginIn(file);
  const { hooks } = new Plugin({ serviceDir: '.', service: { functions } }, {}, { log: {} });

  hooks['before:deploy:function:deploy']?.();

  expect(functions).toEqual({ canary: { name: 'it' } });
});
