/** `npm run prove:<name>`: one proof, in full. */
import { type Prove, table } from './claims.ts';

// Which Node we support is ours to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const proofs: Readonly<Record<string, () => Promise<Prove>>> = {
  kill: async () => (await import('./kill.ts')).kill,
  soak: async () => (await import('./soak.ts')).soak,
  sabotage: async () => (await import('./sabotage.ts')).sabotage,
  events: async () => (await import('./events.ts')).events,
  permissions: async () => (await import('./permissions.ts')).permissions,
  drill: async () => (await import('./drill.ts')).drill,
};

const [name = ''] = process.argv.slice(2);
const load = proofs[name];
if (!load) throw new RangeError(`expected one of ${Object.keys(proofs).join(', ')}, got "${name}"`);
const started = performance.now();
const { claims, notes = [] } = await (await load())('full');
const took = `in ${Math.round((performance.now() - started) / 1000)} s, Node ${process.version}`;
process.stdout.write(table({ claims, notes: [...notes, took] }));
process.exit(claims.every(({ holds }) => holds) ? 0 : 1);
